"""`calaim understand`: JSON lines in, what each means out; or one line that says what is wrong."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from bot.app.understand import main


class Done:
    """What a run printed."""

    def __init__(self, code: int, out: str, err: str) -> None:
        """Keep it; what was said of training is no part of the answer."""
        self.code, self.out = code, out
        self.err = [line for line in err.splitlines() if "training" not in line]


def run(
    content: str | bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Done:
    data = content.encode() if isinstance(content, str) else content
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    monkeypatch.setenv("CALAIM_TODAY", "2026-11-21")
    code = main([])
    return Done(code, *capsys.readouterr())


def test_a_message_is_told_with_its_acts_facts_and_danger(monkeypatch, capsys) -> None:
    line = {"id": "a", "text": "im 34. how much is it?", "question": None, "seen": "an extra key"}
    done = run(json.dumps(line), monkeypatch, capsys)
    told: dict[str, Any] = json.loads(done.out)
    assert (done.code, told["id"], told["act"], told["acts"]) == (0, "a", "faq_cost", ["faq_cost"])
    assert told["facts"] == {"age": 34}
    assert (told["danger"], told["tier"]) == (None, None)


def test_a_byte_order_mark_and_odd_ends_of_line_are_no_end(monkeypatch, capsys) -> None:
    line = json.dumps({"id": 1, "text": "call me\u2028please"}, ensure_ascii=False)
    done = run(b"\xef\xbb\xbf" + line.encode() + b"\r\n\n", monkeypatch, capsys)
    assert done.code == 0
    assert json.loads(done.out)["act"] == "ask_human"


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        "not json",
        '{"id": NaN, "text": "hi"}',
        '{"id": 1e999, "text": "hi"}',
        '{"id": 1}',
        '{"id": 1, "text": 5}',
        '{"id": 1, "text": "hi", "question": 5}',
        '{"id": 1, "text": "hi", "who": ["me"]}',
        "[1]",
    ],
)
def test_bad_input_is_told_in_one_line_and_nothing_is_half_printed(
    line: str, monkeypatch, capsys
) -> None:
    done = run('{"id": 0, "text": "hi"}\n' + line, monkeypatch, capsys)
    assert (done.code, done.out, len(done.err)) == (2, "", 1)
    assert "line 2" in done.err[0]


def test_a_lone_half_of_a_letter_does_no_harm(monkeypatch, capsys) -> None:
    done = run('{"id": 1, "text": "\\ud800 are you a robot"}', monkeypatch, capsys)
    assert json.loads(done.out)["act"] == "are_you_a_bot"


def test_whom_it_is_for_may_be_told(monkeypatch, capsys) -> None:
    lines = [{"id": 1, "text": "she is 71", "who": who} for who in ("other", "nobody known", None)]
    done = run("\n".join(map(json.dumps, lines)), monkeypatch, capsys)
    assert [json.loads(line)["facts"] for line in done.out.splitlines()] == [{"age": 71}] * 3

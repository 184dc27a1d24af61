"""`calaim screen` from the outside: JSON lines in, JSON lines out, one plain line when wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.app.screen import main


def run(tmp_path: Path, lines: list[str], *flags: str) -> int:
    file = tmp_path / "profiles.jsonl"
    file.write_text("\n".join(lines))
    return main([*flags, str(file)])


def line(facts: dict[str, Any]) -> str:
    return json.dumps({"id": "a", "facts": facts})


def test_a_profile_is_answered_in_the_shape_the_design_promises(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = {"coverage": "medi_cal_hpsm", "age": 34, "ed_visits_6_months": 5, "programs": []}
    assert run(tmp_path, [line(facts)], "--next") == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"id", "ecm", "supports", "sent_to", "next_question"}
    assert set(found["ecm"]) == {"band", "flags", "reason", "populations"}
    assert len(found["ecm"]["populations"]) == 13 and len(found["supports"]) == 9
    assert (found["id"], found["ecm"]["band"], found["sent_to"]) == (
        "a",
        "appears",
        "member_services",
    )
    because = found["ecm"]["populations"]["avoidable_use_adult"]["because"]
    assert {"criterion", "text", "source"} == set(because[0])
    assert found["next_question"] is not None


def test_without_next_no_question_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, [line({}), ""]) == 0
    assert "next_question" not in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (line({"age": "old"}), ["line 2", '"age"', '"old"', "whole number"]),
        (line({"shoe_size": 1}), ["line 2", '"shoe_size"']),
        (line({"housing": "castle"}), ["line 2", '"housing"', '"castle"', "unsheltered"]),
        ("not json", ["line 2", "expected"]),
        ("[1]", ["line 2", "expected"]),
        ('{"id": 1}', ["line 2", "expected"]),
        ("[" * 50_000, ["line 2", "nested too deeply"]),
        (line({"age": "deep"}).replace('"deep"', "[" * 500 + "]" * 500), ["line 2", "too deeply"]),
        ('{"id": NaN, "facts": {}}', ["line 2", "NaN"]),
        ('{"id": 1, "facts": {"age": -Infinity}}', ["line 2", "-Infinity"]),
        ('{"id": 1e999, "facts": {}}', ["line 2", "1e999", "too large"]),
        (line({"age": "long"}).replace('"long"', "9" * 5000), ["line 2", "expected"]),
        (line({"age": None}), ["line 2", '"age"', "null is not a whole number"]),
        (line({"age": {"at_least": None}}), ["line 2", "{at_least: null}"]),
        (line({"age": {"at_least": 40, "at_most": 30}}), ['"age": at_least is above at_most']),
        (line({"shoe\nsize": 1}), ["line 2", '"shoe\\nsize"']),
        (line({"housing": "a\nb" * 1000}), ["line 2", '"a\\nb', "..."]),
    ],
)
def test_bad_input_exits_2_with_one_line_and_nothing_half_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str, named: list[str]
) -> None:
    assert run(tmp_path, [line({}), wrong]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    for word in named:
        assert word in err, err
    assert len(err) < 500


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\ufeff"])
def test_a_line_ends_at_a_line_feed_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], odd: str
) -> None:
    assert run(tmp_path, [json.dumps({"id": f"a{odd}b", "facts": {}}, ensure_ascii=False)]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == f"a{odd}b"


def test_a_control_code_within_a_text_is_refused_as_its_own_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, ['{"id": "a\x0bb", "facts": {}}', line({})]) == 2
    assert capsys.readouterr().err.startswith("line 1: expected")


def test_a_byte_order_mark_and_the_line_ends_of_windows_are_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "profiles.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + line({}).encode() + b"\r\n" + line({}).encode() + b"\r\n")
    assert main([str(file)]) == 0
    assert capsys.readouterr().out.count("\n") == 2

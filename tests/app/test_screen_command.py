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

"""Facts understood in free text: precision, recall and F1 per fact, on texts kept apart."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from bench.figures import Figure, at_least, at_most
from bot.app.acts_file import ensure_acts, on_stderr
from bot.app.understand import Understanding, ensure_facts
from bot.eligibility.loader import load_policy
from bot.eligibility.policy import Policy
from bot.language.learned.statements import Statement, statements

HELD_OUT = Path(__file__).parent.parent / "tests" / "understanding" / "set_en.jsonl"
TODAY = date(2026, 11, 21)
"""The day the labels of the held-out texts are counted to."""

BLIND = HELD_OUT.with_name("blind_en.jsonl")
"""Texts nobody looked at while the reading was made: the figure to believe."""

GOAL = 0.92
GOAL_MS = 5.0


def main(path: Path = HELD_OUT) -> list[Figure]:
    """The figures on the held-out texts; none where there are none."""
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    ensure_facts(on_stderr)
    understanding = Understanding(TODAY, ensure_acts(on_stderr))
    started = time.process_time()
    found = [understanding.of(row["text"], row.get("question")) for row in rows]
    spent = 1000 * (time.process_time() - started) / max(1, len(rows))
    right, missed, wrong = compared(
        (row.get("facts", {}), meant["facts"]) for row, meant in zip(rows, found, strict=True)
    )
    figures = [
        at_least("facts, micro F1", _f1(right.total(), missed.total(), wrong.total()), GOAL),
        Figure("facts, precision", _share(right.total(), wrong.total())),
        Figure("facts, recall", _share(right.total(), missed.total())),
        Figure("texts with every fact right", _exact(rows, found)),
        Figure("whom it is about, right", _about(rows, found)),
        at_most("CPU a text, everything", spent, GOAL_MS, "ms"),
    ]
    figures += _blind(understanding)
    return figures + [_of_fact(fact, right, missed, wrong) for fact in sorted(right | missed)]


def _blind(understanding: Understanding) -> list[Figure]:
    rows = [json.loads(line) for line in BLIND.read_text(encoding="utf-8").splitlines()]
    found = [understanding.of(row["text"], row["question"]) for row in rows]
    right, missed, wrong = compared(
        (row["facts"], meant["facts"]) for row, meant in zip(rows, found, strict=True)
    )
    return [
        at_least("blind, facts, micro F1", _f1(right.total(), missed.total(), wrong.total()), GOAL),
        Figure("blind, facts, precision", _share(right.total(), wrong.total())),
        Figure("blind, facts, recall", _share(right.total(), missed.total())),
        Figure("blind, whom it is about, right", _about(rows, found)),
    ]


def compared(
    pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]],
) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """
    Count statements by fact: right, missed and wrong.

    A statement is one value of a set, or the form of any other fact; a wrong form is both missed
    and wrong.
    """
    right: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for expected, got in pairs:
        wanted, given = _statements(expected), _statements(got)
        right.update(each.fact for each in wanted & given)
        missed.update(each.fact for each in wanted - given)
        wrong.update(each.fact for each in given - wanted)
    return right, missed, wrong


def _statements(facts: Mapping[str, Any]) -> set[Statement]:
    """What is said, however a set that is settled as a whole is written."""
    plainest = _policy().forms.plainest
    return set(statements({fact: plainest(fact, form) for fact, form in facts.items()}))


@lru_cache(maxsize=1)
def _policy() -> Policy:
    return load_policy()


def _exact(rows: list[dict[str, Any]], found: list[dict[str, Any]]) -> float:
    pairs = zip(rows, found, strict=True)
    same = sum(
        _statements(row.get("facts", {})) == _statements(meant["facts"]) for row, meant in pairs
    )
    return same / max(1, len(rows))


def _about(rows: list[dict[str, Any]], found: list[dict[str, Any]]) -> float:
    told = [(r["about"], m["about"]) for r, m in zip(rows, found, strict=True) if r.get("about")]
    return sum(expected == got for expected, got in told) / max(1, len(told))


def _of_fact(fact: str, right: Counter[str], missed: Counter[str], wrong: Counter[str]) -> Figure:
    counts = right[fact], missed[fact], wrong[fact]
    name = f"{fact} ({counts[0]} right, {counts[1]} missed, {counts[2]} wrong)"
    return Figure(name, _f1(*counts), "F1")


def _share(right: int, other: int) -> float:
    return right / (right + other) if right + other else 1.0


def _f1(right: int, missed: int, wrong: int) -> float:
    return 2 * right / (2 * right + missed + wrong) if right + missed + wrong else 1.0

"""What a message does: precision, recall and F1 per act, and what is taken for what."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bench.figures import Figure, at_least, at_most
from bot.app.acts_file import ensure_acts, on_stderr
from bot.app.understand import Understanding, ensure_facts

HELD_OUT = Path(__file__).parent.parent / "tests" / "understanding" / "set_en.jsonl"
TODAY = date(2026, 11, 21)
GOAL = 0.92
GOAL_MS = 1.0
MOST_CONFUSED = 12

Pairs = Sequence[tuple[frozenset[str], frozenset[str]]]
"""For each text the acts that are right, and the acts that were found."""


def main(path: Path = HELD_OUT) -> list[Figure]:
    """The figures; the most common confusions are printed as a table."""
    rows = read_rows(path)
    ensure_facts(on_stderr)
    reader = ensure_acts(on_stderr)
    understanding = Understanding(TODAY, reader)
    pairs = _pairs(understanding, rows)
    started = time.process_time()
    for row in rows:
        reader.read(row["text"], row["question"])
    spent = 1000 * (time.process_time() - started) / max(1, len(rows))
    _print_confusions(pairs)
    right, missed, wrong = counted(pairs)
    return [
        at_least("acts, micro F1", f1(right.total(), missed.total(), wrong.total()), GOAL),
        Figure("acts, precision", _share(right.total(), wrong.total())),
        Figure("acts, recall", _share(right.total(), missed.total())),
        Figure("texts with every act right", sum(w == g for w, g in pairs) / max(1, len(pairs))),
        at_most("CPU a text, acts alone", spent, GOAL_MS, "ms"),
        _blind(understanding),
        *(_of_act(act, right, missed, wrong) for act in sorted(right | missed)),
    ]


def _pairs(understanding: Understanding, rows: Sequence[Mapping[str, Any]]) -> Pairs:
    return [
        (frozenset(row["acts"]), frozenset(understanding.of(row["text"], row["question"])["acts"]))
        for row in rows
    ]


def _blind(understanding: Understanding) -> Figure:
    """On texts nobody looked at while the reading was made."""
    pairs = _pairs(understanding, read_rows(HELD_OUT.with_name("blind_en.jsonl")))
    right, missed, wrong = counted(pairs)
    return at_least("blind, acts, micro F1", f1(right.total(), missed.total(), wrong.total()), GOAL)


def read_rows(path: Path, with_acts: bool = True) -> list[dict[str, Any]]:
    """The labelled texts; only those whose acts count, or all."""
    lines = path.read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line.strip()]
    return [row for row in rows if row["acts"] or not with_acts]


def counted(pairs: Pairs) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """By act how often it was right, missed and wrong."""
    right: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for wanted, got in pairs:
        right.update(wanted & got)
        missed.update(wanted - got)
        wrong.update(got - wanted)
    return right, missed, wrong


def confusions(pairs: Pairs) -> Counter[tuple[str, str]]:
    """How often one act was taken for another; nothing is "-"."""
    return Counter(
        (right, found)
        for wanted, got in pairs
        for right in _or_nothing(wanted - got)
        for found in _or_nothing(got - wanted)
        if wanted != got
    )


def f1(right: int, missed: int, wrong: int) -> float:
    """The harmonic mean of precision and recall; 1 where there was nothing to find."""
    return 2 * right / (2 * right + missed + wrong) if right + missed + wrong else 1.0


def _or_nothing(acts: Iterable[str]) -> list[str]:
    return sorted(acts) or ["-"]


def _share(right: int, other: int) -> float:
    return right / (right + other) if right + other else 1.0


def _of_act(
    act: str, right: Mapping[str, int], missed: Mapping[str, int], wrong: Mapping[str, int]
) -> Figure:
    counts = right[act], missed[act], wrong[act]
    precision, recall = _share(counts[0], counts[2]), _share(counts[0], counts[1])
    return Figure(f"{act} (precision {precision:.2f}, recall {recall:.2f})", f1(*counts), "F1")


def _print_confusions(pairs: Pairs) -> None:
    print("   right act                    found instead                times")
    for (right, found), times in confusions(pairs).most_common(MOST_CONFUSED):
        print(f"   {right:<28} {found:<28} {times}")

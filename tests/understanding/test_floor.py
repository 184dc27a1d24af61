"""Free text is understood no worse than it was measured; the set is never learned from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from bench.acts import HELD_OUT, TODAY, Pairs, counted, f1, read_rows
from bench.understanding import compared
from bot.app.acts_file import ensure_acts, on_stderr
from bot.app.understand import Understanding, ensure_facts

LEAST_FACTS_F1 = 0.85
LEAST_ACTS_F1 = 0.94
LEAST_EXACT = 0.93


@lru_cache(maxsize=1)
def understood() -> tuple[tuple[dict[str, Any], dict[str, Any]], ...]:
    """Each labelled text with what was made of it."""
    ensure_facts(on_stderr)
    understanding = Understanding(TODAY, ensure_acts(on_stderr))
    rows = read_rows(HELD_OUT, with_acts=False)
    return tuple((row, understanding.of(row["text"], row["question"])) for row in rows)


def acts() -> Pairs:
    """The acts that are right and those found, where a text does anything."""
    pairs = ((frozenset(row["acts"]), frozenset(m["acts"])) for row, m in understood())
    return [pair for pair in pairs if pair[0]]


def test_facts_are_understood_as_well_as_they_were() -> None:
    pairs = ((row["facts"], meant["facts"]) for row, meant in understood())
    right, missed, wrong = compared(pairs)
    assert f1(right.total(), missed.total(), wrong.total()) >= LEAST_FACTS_F1


def test_what_a_message_does_is_understood_as_well_as_it_was() -> None:
    right, missed, wrong = counted(acts())
    assert f1(right.total(), missed.total(), wrong.total()) >= LEAST_ACTS_F1
    assert sum(wanted == got for wanted, got in acts()) >= LEAST_EXACT * len(acts())

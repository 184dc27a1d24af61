"""The figures of cases: who waits now, how soon staff are there, and why cases end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import quantiles

from dateutil import tz  # type: ignore[import-untyped]

from bot.console.queue_page import DESK_NAMES
from bot.console.reports_cells import FEWEST, Cell, alone, parted, share
from bot.console.reports_figures import Figure, bars_of, in_order, length, lengths
from bot.console.reports_people import week
from bot.handoff.promises import promises
from bot.storage.case_figures import Course, Waiting
from bot.worker.clock import PACIFIC

BOTH = "Both desks"
NINETY = 8
"""Of the nine cuts between tenths the last: nine of ten are below it."""


def waiting(found: Iterable[Waiting]) -> Figure:
    """Who waits now, and for how many of them a promise is broken."""
    by_desk = {each.desk: each for each in found}
    none = Waiting("", 0, 0)
    rows = [by_desk.get(desk, none) for desk in DESK_NAMES]
    total = alone(sum(row.count for row in rows))
    cells = parted([row.count for row in rows])
    late = [_late(row, cell) for row, cell in zip(rows, cells, strict=True)]
    told = list(zip(DESK_NAMES.values(), cells, strict=True))
    return Figure(
        "waiting",
        "Waiting now",
        "How many cases wait at each desk that nobody has taken.",
        ("Desk", "Waiting", "Of these late"),
        (
            *((name, cell.text, by.text) for (name, cell), by in zip(told, late, strict=True)),
            (BOTH, total.text, ""),
        ),
        bars=in_order([*((name, (cell,)) for name, cell in told), (BOTH, (total,))]),
        note="The queue shows each of them.",
    )


def _late(row: Waiting, waits: Cell) -> Cell:
    """Give how many are late; nothing where that would tell how many wait."""
    late, _ = parted([row.late, row.count - row.late])
    return late if waits.is_told or late.is_few else Cell(0, None)


def times(found: Sequence[Course]) -> Figure:
    """How long until somebody takes a case, and until the member hears from them."""
    rows = [(BOTH, _times(found))]
    for desk, name in DESK_NAMES.items():
        rows.append((name, _times([each for each in found if each.desk == desk])))
    kinds = ("half", "nine of ten")
    drawn = [
        (f"{name}: {what}", row[at : at + 2])
        for name, row in rows
        for at, what in ((0, "taken"), (2, "first reply"))
    ]
    return Figure(
        "times",
        "How soon staff are there",
        "Half, and nine of ten, are taken or first written to or called within this time.",
        ("Desk", "Taken, half", "Taken, 9 of 10", "First reply, half", "First reply, 9 of 10"),
        tuple((name, *map(length, row)) for name, row in rows),
        bars=lengths(drawn, kinds),
        note="By the clock, with nights and weekends. Cases nobody took yet are not in it.",
    )


def _times(found: Iterable[Course]) -> tuple[timedelta | None, ...]:
    """Median and ninetieth percentile to claim, then to the first reply."""
    taken, replied = [], []
    for each in found:
        taken += [each.claimed_at - each.opened_at] if each.claimed_at else []
        replied += [each.answered_at - each.opened_at] if each.answered_at else []
    return (*_half_and_most(taken), *_half_and_most(replied))


def _half_and_most(lasted: Sequence[timedelta]) -> tuple[timedelta | None, timedelta | None]:
    if len(lasted) < FEWEST:
        return None, None
    cuts = quantiles((each.total_seconds() for each in lasted), n=10, method="inclusive")
    return timedelta(seconds=cuts[4]), timedelta(seconds=cuts[NINETY])


def promised(found: Sequence[Course]) -> Figure:
    """How many cases there were, and of how many the promise was broken."""
    by_desk = [[each for each in found if each.desk == desk] for desk in DESK_NAMES]
    total, opened = alone(len(found)), parted([len(each) for each in by_desk])
    rows = []
    for name, mine, cell in zip(DESK_NAMES.values(), by_desk, opened, strict=True):
        escalated = sum(each.escalated_at is not None for each in mine)
        broken = _late(Waiting("", len(mine), escalated), cell)
        rows.append((name, cell, broken))
    return Figure(
        "cases",
        "Cases and broken promises",
        "How many cases came to each desk, and how many were not heard from in time.",
        ("Desk", "Cases", "Escalated", "Share"),
        (
            *((name, cell.text, by.text, share(by, cell)) for name, cell, by in rows),
            (BOTH, total.text, "", ""),
        ),
        bars=in_order([(name, (cell, by)) for name, cell, by in rows], ("cases", "escalated")),
        note="Escalated: the time by which they were promised to hear from somebody went by.",
    )


def reasons(found: Mapping[str, int]) -> Figure:
    """Why cases were resolved."""
    labels = promises().reasons
    ids = [*labels, *sorted(found.keys() - labels.keys())]
    parts = parted([found.get(id, 0) for id in ids])
    total = alone(sum(found.values()))
    rows = [(labels.get(id, id), cell) for id, cell in zip(ids, parts, strict=True)]
    return Figure(
        "reasons",
        "How cases ended",
        "How many cases were resolved for which reason.",
        ("Reason", "Cases", "Share"),
        (
            *((label, cell.text, share(cell, total)) for label, cell in rows),
            ("All", total.text, ""),
        ),
        bars=bars_of([(label, (cell,)) for label, cell in rows]),
    )


def cases_by_hour(found: Iterable[Course]) -> Figure:
    """When cases come to staff."""
    here = (each.opened_at.astimezone(tz.gettz(PACIFIC)) for each in found)
    slots: Iterable[tuple[datetime, int]] = ((at, 1) for at in here)
    counted = ((at.date(), at.hour, count) for at, count in slots)
    return week("case_hours", "When cases come to staff", counted)

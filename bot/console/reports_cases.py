"""The figures of cases: who waits now, how soon staff are there, and why cases end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from statistics import quantiles

from dateutil import tz  # type: ignore[import-untyped]

from bot.console.queue_page import DESK_NAMES
from bot.console.reports_cells import FEWEST, UNTOLD, Cell, alone, exact, parted, share
from bot.console.reports_figures import Figure, bars_of, in_order, length, lengths
from bot.console.reports_people import week
from bot.handoff.promises import promises
from bot.storage.case_figures import Course, Waiting
from bot.worker.clock import PACIFIC

BOTH = "Both desks"
NINETY = 8
"""Of the nine cuts between tenths the last: nine of ten are below it."""


def waiting(found: Iterable[Waiting]) -> Figure:
    """Who waits now, and for how many of them a promise is broken: as the queue shows it."""
    by_desk = {each.desk: each for each in found}
    rows = [(name, by_desk.get(desk, Waiting(desk, 0, 0))) for desk, name in DESK_NAMES.items()]
    all_of_them = [row for _, row in rows]
    total = Waiting("", sum(r.count for r in all_of_them), sum(r.late for r in all_of_them))
    rows.append((BOTH, total))
    cells = [(name, (exact(row.count), exact(row.late))) for name, row in rows]
    return Figure(
        "waiting",
        "Waiting now",
        "How many cases wait at each desk that nobody has taken.",
        ("Desk", "Waiting", "Of these late"),
        tuple((name, *(cell.text for cell in both)) for name, both in cells),
        bars=in_order(cells, ("waiting", "of these late")),
        note="To the last one: the queue shows you each of them. This is not in the CSV.",
        is_live=True,
    )


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
        broken = _part(escalated, len(mine), cell)
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


def _part(part: int, count: int, shown: Cell) -> Cell:
    """Give a part of a count; nothing where that would tell the count, or the rest of it."""
    cell, _ = parted([part, count - part])
    return cell if shown.is_told or cell.is_few else UNTOLD


def reasons(found: Mapping[str, int]) -> Figure:
    """
    Why cases were resolved.

    Without a total: beside it one large reason among small ones would have to be held back, and
    that is what a usual month looks like.
    """
    labels = promises().reasons
    told = {id: alone(found.get(id, 0)) for id in [*labels, *sorted(found.keys() - labels.keys())]}
    rows = [(labels.get(id, id), cell) for id, cell in told.items() if id in labels or cell.is_told]
    return Figure(
        "reasons",
        "How cases ended",
        "How many cases were resolved for which reason.",
        ("Reason", "Cases"),
        tuple((label, cell.text) for label, cell in rows),
        bars=bars_of([(label, (cell,)) for label, cell in rows]),
    )


def cases_by_hour(found: Iterable[Course]) -> Figure:
    """When cases come to staff."""
    # By the hour first: where it is what time is slow to find out, and the same for all of an hour.
    hours = Counter(each.opened_at.replace(minute=0, second=0, microsecond=0) for each in found)
    here = ((at.astimezone(tz.gettz(PACIFIC)), count) for at, count in hours.items())
    counted = ((at.date(), at.hour, count) for at, count in here)
    return week("case_hours", "When cases come to staff", counted)

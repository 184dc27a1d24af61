"""
Somebody takes the export and works out what they can: of nobody's few do they learn how few.

They know our rules, that counts are rounded up to the next 5, and which rows add up to which.
"""

from __future__ import annotations

import csv
import io
import math
import random
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from bot.console.reports_people import BANDS, BRIEFLY, CHANNELS, FUNNEL, HOURS, LANGUAGES, WEEKDAYS
from bot.storage import tallies
from bot.storage.staff import SUPERVISOR
from bot.storage.tallies import NO_HOUR, Mark
from bot.worker import tallying as steps
from tests.fakes import months
from tests.fakes.desk import Desk

FEW = (0, 10)
QUESTION = "coverage"
WAYS = (steps.ANSWERED, steps.UNSURE, steps.SKIPPED)
Range = tuple[float, float]


def read(cell: str) -> Range:
    """What a cell says of the count behind it."""
    if cell in ("fewer than 11", "<11"):
        return FEW
    if told := re.fullmatch(r"([\d,]+)", cell):
        most = int(told[1].replace(",", ""))
        return max(most - 4, 11), most
    if between := re.fullmatch(r"([\d,]+) to ([\d,]+)", cell):
        low, high = (int(each.replace(",", "")) for each in between.groups())
        return low, high
    assert cell == "not shown"
    return 0, math.inf


@dataclass(frozen=True)
class Sum:
    """Rows that add up to a total, or to no more than that."""

    total: str
    parts: list[str]
    has_rest: bool = False

    def learnt(self) -> list[Range]:
        """What is learnt of each part that is hidden as a small one."""
        least, most = read(self.total)
        ranges = [read(part) for part in self.parts]
        is_known = FEW in ranges
        ranges = [
            (11, high) if is_known and high == math.inf else (low, high) for low, high in ranges
        ]
        found = []
        for at, mine in enumerate(ranges):
            if mine != FEW:
                continue
            others = ranges[:at] + ranges[at + 1 :]
            low = 0 if self.has_rest else least - sum(high for _, high in others)
            found.append((max(low, 0), min(most - sum(low for low, _ in others), 10)))
        return found


def sums(told: dict[tuple[str, str, str], str]) -> Iterable[Sum]:
    """All that adds up in an export."""
    of_all = {
        step: told["From hello to hand-over", name, "People"] for step, name in FUNNEL.items()
    }
    for step, brief in zip(FUNNEL, BRIEFLY, strict=True):
        yield Sum(of_all[step], [told["By channel", name, brief] for name in CHANNELS.values()])
        yield Sum(of_all[step], [told["By language", name, brief] for name in LANGUAGES.values()])
    bands = [told["What was found: ECM", name, "People"] for name in BANDS.values()]
    yield Sum(of_all[steps.OUTCOME], bands)
    hours = [f"{at:02}-{at + HOURS:02}" for at in range(0, 24, HOURS)]
    slots = [told["When people write", part, day] for part in hours for day in WEEKDAYS]
    yield Sum(of_all[steps.BEGUN], slots)
    if ("Where people stop", "Health plan", "Asked") in told:
        asked, stopped = (
            told["Where people stop", "Health plan", name] for name in ("Asked", "Stopped here")
        )
        ways = [
            told["Questions skipped or not understood", "Health plan", name]
            for name in ("Answered", "Not sure", "Skipped")
        ]
        yield Sum(asked, [*ways, stopped], has_rest=True)


def people(draw: random.Random, desk: Desk) -> list[Mark]:
    """A month as it may come: large groups, small ones, and some that nobody is in."""
    day, marks = months.day_of(desk), Counter[Mark]()
    sizes = {
        (channel, language): draw.choice((0, 1, 3, 9, 12, 40, 300))
        for channel in CHANNELS
        for language in ("en", "es", "zh")
    }
    ends = [draw.choice((0.02, 0.5, 0.97)) for _ in range(4)]
    hours = draw.choices(range(24), k=3)
    for (channel, language), size in sizes.items():
        for _ in range(size):
            for step, about in course(draw, ends):
                hour = draw.choice(hours) if step in steps.BY_THE_HOUR else NO_HOUR
                marks[Mark(day, hour, channel, language, step, about)] += 1
    return [Mark(**{**vars(mark), "count": count}) for mark, count in marks.items()]


def course(draw: random.Random, ends: list[float]) -> Iterable[tuple[str, str]]:
    """How far somebody comes."""
    yield from ((steps.BEGUN, ""), (steps.ASKED, QUESTION))
    if draw.random() < ends[0]:
        return
    yield from ((steps.PASSED, QUESTION), (steps.FIRST_ANSWER, ""))
    if draw.random() < ends[1]:
        return
    yield draw.choices(WAYS, (20, 1, 2))[0], QUESTION
    yield from ((steps.OUTCOME, ""), (steps.ECM, draw.choices([*BANDS], (30, 20, 9, 1, 1))[0]))
    for step, end in zip((steps.WISH, steps.HANDED_OVER, steps.BOOKED), ends[2:] * 2, strict=False):
        if draw.random() < end:
            return
        yield step, ""


@pytest.mark.parametrize("seed", range(12))
def test_of_no_small_count_in_the_export_is_more_known_than_that_it_is_small(one_desk, seed):
    with one_desk.database.write() as connection:
        tallies.add(connection, people(random.Random(seed), one_desk))
    file = one_desk.staff("sue", SUPERVISOR).get("/reports.csv?days=7").text
    told = {
        (line["Figure"], line["Row"], line["Column"]): line["Value"]
        for line in csv.DictReader(io.StringIO(file, newline=""))
    }
    learnt = [(one, each) for one in sums(told) for each in one.learnt()]
    assert learnt and [found for found in learnt if found[1] != FEW] == []

"""The figures of conversations: how far people come, where they stop, what they may get."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

from bot.console.reports_cells import FEW, Cell, alone, parted, share
from bot.console.reports_figures import Bars, Figure, bars_of, heat_of, in_order
from bot.handoff.words import SHORT, readable
from bot.storage.tallies import Count
from bot.worker import tallying as steps

NAMES = Path(__file__).parent / "report_words.yaml"
FUNNEL = {
    steps.BEGUN: "Opened the chat or texted",
    steps.FIRST_ANSWER: "Answered a first question",
    steps.OUTCOME: "Were told what may fit",
    steps.WISH: "Want to be called, or to call",
    steps.HANDED_OVER: "Staff have their case",
    steps.BOOKED: "Call booked, all details given",
}
BRIEFLY = ("Began", "Answered", "Told what fits", "Want a person", "With staff", "Call booked")
BANDS = {
    "appears": "ECM appears to fit",
    "may": "ECM may fit",
    "not_indicated": "Nothing found for ECM",
    "not_available": "ECM not open to them",
    "undetermined": "Not settled",
}
OFFERED = ("appears", "may")
CHANNELS = {"web": "Web chat", "sms": "Text message"}
LANGUAGES = {"en": "English", "es": "Spanish", "": "Another language"}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS = 3
"""So many hours of a day are told as one, or hardly any count would be large enough to be told."""


@cache
def names() -> Mapping[str, str]:
    """Give what staff call each question."""
    read: dict[str, str] = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
    return read


@dataclass(frozen=True)
class AtQuestion:
    """
    What became of those who were asked one question, with counts that may be shown.

    Args:
        stopped: Nothing more came of it: the last thing that they were asked.
        missed, asked_back: At least once.
    """

    name: str
    asked: Cell
    answered: Cell
    unsure: Cell
    skipped: Cell
    stopped: Cell
    missed: Cell
    asked_back: Cell
    to_person: Cell


class Counts:
    """Counts by step, and by what else they are told apart."""

    def __init__(self, found: Iterable[Count]) -> None:
        self._all: Counter[tuple[str, str]] = Counter()
        self._channels: Counter[tuple[str, str]] = Counter()
        self._languages: Counter[tuple[str, str]] = Counter()
        for each in found:
            self._all[each.step, each.about] += each.count
            self._channels[each.step, each.channel] += each.count
            language = each.language if each.language in LANGUAGES else ""
            self._languages[each.step, language] += each.count

    def of(self, step: str, about: str = "") -> int:
        """Count one step."""
        return max(self._all[step, about], 0)

    def abouts(self, step: str) -> list[str]:
        """Give what a step was counted of."""
        return sorted({about for name, about in self._all if name == step})

    def by_channel(self, step: str) -> list[int]:
        """Count a step by channel, in the order of `CHANNELS`."""
        return [max(self._channels[step, channel], 0) for channel in CHANNELS]

    def by_language(self, step: str) -> list[int]:
        """Count a step by language, in the order of `LANGUAGES`."""
        return [max(self._languages[step, language], 0) for language in LANGUAGES]


def funnel(counts: Counts) -> Figure:
    """How far people come."""
    cells = {step: alone(counts.of(step)) for step in FUNNEL}
    begun = cells[steps.BEGUN]
    rows = [(FUNNEL[step], cell.text, share(cell, begun)) for step, cell in cells.items()]
    for step, name in ((steps.IN_DANGER, "Wrote of danger"), (steps.OPTED_OUT, "Want no texts")):
        cell = alone(counts.of(step))
        rows.append((f"Also: {name.lower()}", cell.text, share(cell, begun)))
    return Figure(
        "funnel",
        "From hello to hand-over",
        "How many conversations came to each step, from the first to a booked call.",
        ("Step", "People", "Share"),
        tuple(rows),
        bars=in_order([(FUNNEL[step], (cell,)) for step, cell in cells.items()]),
        note="Shares: of those who began. Who asks for a person at once passes by steps between.",
    )


def at_questions(counts: Counts) -> list[AtQuestion]:
    """Give what became of those who were asked, for each question that enough were asked."""
    order = {name: at for at, name in enumerate(names())}
    asked = sorted(counts.abouts(steps.ASKED), key=lambda id: order.get(id, len(order)))
    found = [_at_question(counts, id) for id in asked]
    return [each for each in found if each.asked.is_told]


def _at_question(counts: Counts, id: str) -> AtQuestion:
    asked = counts.of(steps.ASKED, id)
    stopped = max(asked - counts.of(steps.PASSED, id), 0)
    ways = [counts.of(step, id) for step in (steps.ANSWERED, steps.UNSURE, steps.SKIPPED)]
    answered, unsure, skipped, left = parted([*ways, stopped], give_up=0)
    beside = (steps.MISSED, steps.ASKED_BACK, steps.TO_PERSON)
    missed, back, person = (alone(counts.of(step, id)) for step in beside)
    name = names().get(id, readable(id).capitalize())
    return AtQuestion(
        *(name, alone(asked), answered, unsure, skipped, left),
        *(missed, back, person),
    )


def stops(asked: Sequence[AtQuestion]) -> Figure:
    """Where people stop."""
    rows = sorted(asked, key=lambda each: -_shown(each.stopped))
    return Figure(
        "stops",
        "Where people stop",
        "The questions after which most people wrote nothing more.",
        ("Question", "Asked", "Stopped here", "Share", "Rather a person"),
        tuple(
            (q.name, q.asked.text, q.stopped.text, share(q.stopped, q.asked), q.to_person.text)
            for q in rows
        ),
        bars=bars_of([(q.name, (q.stopped,)) for q in rows]),
        note="Who is in the middle of a talk just now stands at their open question.",
    )


def troubles(asked: Sequence[AtQuestion]) -> Figure:
    """Which questions are most skipped or not understood."""
    rows = sorted(asked, key=lambda q: -max(_shown(q.skipped), _shown(q.missed)))
    return Figure(
        "troubles",
        "Questions skipped or not understood",
        "For each question how many skipped it, and of how many an answer was not understood.",
        ("Question", "Answered", "Not sure", "Skipped", "Not understood", "Asked us back"),
        tuple(
            (
                *(q.name, q.answered.text, q.unsure.text, q.skipped.text),
                *(q.missed.text, q.asked_back.text),
            )
            for q in rows
        ),
        bars=bars_of(
            [(q.name, (q.skipped, q.missed)) for q in rows], ("skipped", "not understood")
        ),
        note="Not understood and asked back: at least once, whatever was answered then.",
    )


def _shown(cell: Cell) -> int:
    return cell.low if cell.is_told else 0


def bands(counts: Counts) -> Figure:
    """What was found for ECM."""
    parts = parted([counts.of(steps.ECM, band) for band in BANDS])
    told = alone(counts.of(steps.OUTCOME))
    rows = list(zip(BANDS.values(), parts, strict=True))
    return Figure(
        "ecm",
        "What was found: ECM",
        "How many of those who were told an outcome were told which one.",
        ("Outcome", "People", "Share"),
        tuple((label, cell.text, share(cell, told)) for label, cell in rows),
        bars=in_order([(label, (cell,)) for label, cell in rows]),
        note="As first told. The plan decides, not the assistant.",
    )


def found(counts: Counts, step: str, id: str, title: str) -> Figure:
    """How many appear or may get something, by population or service."""
    known = dict.fromkeys(about.partition(":")[0] for about in counts.abouts(step))
    rows = [
        (SHORT.get(each, readable(each)), [alone(counts.of(step, f"{each}:{b}")) for b in OFFERED])
        for each in known
    ]
    # One in which nothing is told stands for anything from nobody on, as one that is not known.
    rows = [row for row in rows if any(cell.is_told for cell in row[1])]
    rows.sort(key=lambda row: -max(map(_shown, row[1])))
    return Figure(
        id,
        title,
        "How many appear to fit, and how many may.",
        ("Group" if step == steps.POPULATION else "Service", "Appears", "May"),
        tuple((label.capitalize(), *(cell.text for cell in cells)) for label, cells in rows),
        bars=bars_of([(label.capitalize(), cells) for label, cells in rows], ("appears", "may")),
        note=f"One person may fit in several. Those with {FEW} in both columns are left out.",
    )


def across(id: str, title: str, labels: Iterable[str], by: Mapping[str, list[int]]) -> Figure:
    """How far people come, told apart by channel or language."""
    columns = [parted(by[step]) for step in FUNNEL]
    rows = list(zip(labels, zip(*columns, strict=True), strict=True))
    drawn: Bars = in_order([(label, (cells[0], cells[4])) for label, cells in rows], ENDS)
    return Figure(
        id,
        title,
        "How many began and how many came to staff.",
        ("", *BRIEFLY),
        tuple((label, *(cell.text for cell in cells)) for label, cells in rows),
        bars=drawn,
    )


ENDS = ("began", "with staff")


def by_channel(counts: Counts) -> Figure:
    """How far people come, by channel."""
    by = {step: counts.by_channel(step) for step in FUNNEL}
    return across("channels", "By channel", CHANNELS.values(), by)


def by_language(counts: Counts) -> Figure:
    """How far people come, by the language they want to be served in."""
    by = {step: counts.by_language(step) for step in FUNNEL}
    return across("languages", "By language", LANGUAGES.values(), by)


def week(id: str, title: str, found: Iterable[tuple[date, int, int]]) -> Figure:
    """When something happens: by weekday and by parts of the day."""
    slots = [(hour, day) for hour in range(24 // HOURS) for day in range(7)]
    totals = Counter[tuple[int, int]]()
    for day, hour, count in found:
        totals[hour // HOURS, day.weekday()] += count
    cells = parted([max(totals[slot], 0) for slot in slots])
    rows = [(_hours(at), cells[7 * at : 7 * at + 7]) for at in range(24 // HOURS)]
    greatest = max((cell.low for cell in cells if cell.is_told), default=0)
    busiest = [slots[at] for at, cell in enumerate(cells) if cell.is_told and cell.low == greatest]
    said = ", ".join(f"{WEEKDAYS[day]} {_hours(hour)}" for hour, day in busiest[:3])
    return Figure(
        id,
        title,
        f"Most: {said}." if said else "There are too few in any part of the week to be told.",
        ("Hours", *WEEKDAYS),
        tuple((label, *(cell.short for cell in row)) for label, row in rows),
        heat=heat_of(WEEKDAYS, rows),
        note=f"Hours of San Mateo County. <11: {FEW}.",
    )


def _hours(part: int) -> str:
    return f"{part * HOURS:02}-{part * HOURS + HOURS:02}"

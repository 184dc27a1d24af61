"""The figures for supervisors: how far people come, where they get stuck, how soon staff are."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from dateutil import tz  # type: ignore[import-untyped]

from bot.console import notices_page, reports_cases, reports_people
from bot.console.access import File, Page, Visit
from bot.console.reports_cells import Cell
from bot.console.reports_figures import Figure
from bot.console.reports_people import AtQuestion, Counts
from bot.storage import case_figures, tallies
from bot.worker import tallying as steps
from bot.worker.clock import PACIFIC

RANGES = {7: "Last 7 days", 30: "Last 30 days", 90: "Last 90 days"}
USUAL = 30
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


@dataclass(frozen=True)
class Report:
    """
    All figures of a range.

    Args:
        brief: What there is to know in a minute: a heading and a sentence each.
    """

    days: int
    since: datetime
    brief: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]


def show(visit: Visit) -> Page:
    """GET /reports?days=30."""
    days = _days(visit)
    visit.note("read the figures", f"{days} days")
    report = _report(visit, days)
    since = f"{report.since:%B} {report.since.day}, {report.since.year}"
    return Page("report.html", {"report": report, "ranges": RANGES, "since": since})


def export(visit: Visit) -> File:
    """GET /reports.csv?days=30: the same figures, hidden alike."""
    days = _days(visit)
    visit.note("exported the figures", f"{days} days")
    report = _report(visit, days)
    return File(as_csv(report.figures), "text/csv", f"calaim-figures-{days}-days.csv")


def _days(visit: Visit) -> int:
    asked = visit.form.get("days", "")
    return next((days for days in RANGES if str(days) == asked), USUAL)


def _report(visit: Visit, days: int) -> Report:
    here = visit.now.astimezone(tz.gettz(PACIFIC))
    day = here.date() - timedelta(days=days - 1)
    since = datetime.combine(day, time(), tz.gettz(PACIFIC))
    counts = Counts(tallies.since(visit.connection, day))
    asked = reports_people.at_questions(counts)
    began = tallies.by_hour(visit.connection, day, steps.BEGUN)
    courses = case_figures.courses(visit.connection, since)
    waiting = case_figures.waiting(visit.connection, visit.now)
    reasons = case_figures.reasons(visit.connection, since)
    figures = (
        reports_people.funnel(counts),
        reports_people.stops(asked),
        reports_people.troubles(asked),
        reports_cases.waiting(waiting),
        reports_cases.times(courses),
        reports_cases.promised(courses),
        reports_cases.reasons(reasons),
        reports_people.bands(counts),
        reports_people.found(counts, steps.POPULATION, "groups", "Who may get ECM"),
        reports_people.found(counts, steps.SUPPORT, "services", "Which Community Supports fit"),
        reports_people.by_channel(counts),
        reports_people.by_language(counts),
        reports_people.week("hours", "When people write", began),
        reports_cases.cases_by_hour(courses),
    )
    brief = _brief(asked, figures)
    if unsent := notices_page.waiting(visit):
        brief += (("Notices to desks not sent", unsent),)
    return Report(days, since, brief, figures)


def _brief(asked: Sequence[AtQuestion], figures: Sequence[Figure]) -> tuple[tuple[str, str], ...]:
    """Give what stands out, as far as it may be told."""
    by_id = {figure.id: figure for figure in figures}
    rows = {row[0]: row for row in by_id["funnel"].rows}
    handed = rows[reports_people.FUNNEL[steps.HANDED_OVER]]
    taken = by_id["times"].rows[0]
    waits, late = by_id["waiting"].rows[-1][1:]
    stuck = [(each.name, each.stopped) for each in asked]
    skipped = [(each.name, each.skipped) for each in asked]
    missed = [(each.name, each.missed) for each in asked]
    return (
        ("Come to staff", f"{handed[2] or handed[1]} of those who begin"),
        ("Stop most at", _worst(stuck)),
        ("Skip most", _worst(skipped)),
        ("Not understood most at", _worst(missed)),
        ("First reply", f"half within {taken[3]}" if "fewer" not in taken[3] else taken[3]),
        ("Waiting now", f"{waits}, {'none' if late == '0' else late} of them late"),
    )


def _worst(found: Sequence[tuple[str, Cell]]) -> str:
    """Name the question with the largest count that may be told."""
    told = [(name, cell) for name, cell in found if cell.is_told]
    if not told:
        return "no question stands out"
    name, cell = max(told, key=lambda pair: pair[1].low)
    return f"{name} ({cell.text})"


def as_csv(figures: Sequence[Figure]) -> str:
    """
    Write the tables as one, a count in each line; nothing in it runs in a spreadsheet.

    What is live stays on the page: a file goes to people who have no queue.
    """
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\r\n")
    writer.writerow(("Figure", "Row", "Column", "Value"))
    for figure in figures:
        if figure.is_live:
            continue
        for label, *values in figure.rows:
            for column, value in zip(figure.head[1:], values, strict=True):
                writer.writerow(map(harmless, (figure.title, label, column, value)))
    return told.getvalue()


def harmless(text: str) -> str:
    """Give a text so that a spreadsheet takes it for one."""
    return f"'{text}" if text.startswith(FORMULA) else text

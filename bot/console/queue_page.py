"""The queue: who waits and why."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from bot.console.access import Page, Visit
from bot.console.brief import complete, in_a_line, language
from bot.console.spans import clock_time, span
from bot.handoff.case_life import DESKS
from bot.handoff.codes import tidy_code
from bot.handoff.words import CALLERS, readable
from bot.storage import queue
from bot.storage.cases import UNREADABLE
from bot.storage.queue import Asked, Listed

SHOWN = {"waiting": "Waiting", "mine": "Mine", "open": "All open", "closed": "Closed"}
BOTH = "both"
DESK_NAMES = {desk: {"icm": "ICM"}.get(desk, name) for desk, name in DESKS.items()}
"""As staff call them; `DESKS` has what a member is told."""
LONGEST_CODE = 8


@dataclass(frozen=True)
class Row:
    """
    One line of the queue.

    Args:
        promised: When they were promised to hear from somebody; empty where nothing was.
        is_late: Whether that has passed.
    """

    code: str
    urgency: str
    status: str
    desk: str
    name: str
    for_whom: str
    language: str
    channel: str
    wants: str
    waits: str
    promised: str
    is_late: bool
    owner: str


def show(visit: Visit) -> Page:
    """GET /: the whole page."""
    return Page("queue.html", _content(visit))


def rows(visit: Visit) -> Page:
    """GET /queue/rows: what of it changes by itself."""
    return Page("_rows.html", {**_content(visit), "is_part": True})


def _content(visit: Visit) -> dict[str, object]:
    asked = asked_of(visit)
    found = queue.page(visit.connection, asked)
    visit.note("listed cases", _subject(asked))
    pages = max(1, -(-found.total // queue.PAGE))
    return {
        "asked": asked,
        "shown": SHOWN,
        "desks": {BOTH: "Both desks", **DESK_NAMES},
        "rows": [row(listed, visit.now) for listed in found.listed],
        "total": found.total,
        "pages": pages,
        "page": min(asked.page, pages),
        "waiting": found.waiting,
        "urgent": found.urgent,
        "desk": asked.desk or BOTH,
        "here": urlencode({"show": asked.show, "desk": asked.desk or BOTH, "code": asked.code}),
        "stamp": queue.stamp(visit.connection),
        "is_part": False,
    }


def asked_of(visit: Visit) -> Asked:
    """Read what to list; whatever makes no sense is left out."""
    form = visit.form
    show, desk = form.get("show", "waiting"), form.get("desk", visit.staff.desk)
    number = form.get("page", "1")
    is_number = number.isascii() and number.isdecimal() and len(number) < 6
    return Asked(
        show=show if show in SHOWN else "waiting",
        desk=desk if desk in DESKS else "",
        account=visit.staff.account,
        code=_code(form.get("code", "")),
        page=int(number) if is_number else 1,
    )


def _code(text: str) -> str:
    """Read the beginning of a code as people type it."""
    return tidy_code(text)[:LONGEST_CODE].rstrip("-")


def _subject(asked: Asked) -> str:
    if asked.code:
        return f"code {asked.code}, page {asked.page}"
    return f"{asked.show}, {asked.desk or BOTH}, page {asked.page}"


def row(listed: Listed, now: datetime) -> Row:
    """Put one case into words."""
    case, place, details = listed.case, listed.place, complete(listed.case.details)
    contact = details["contact"]
    due = place.due_at
    return Row(
        code=case.code,
        urgency=case.urgency,
        status=readable(case.status),
        desk=DESK_NAMES.get(case.goes_to, readable(case.goes_to)),
        name=contact["name"] or "no name",
        for_whom=CALLERS.get(details["person"], details["person"].replace("_", " ")),
        language=language(details).partition(":")[0],
        channel={"web": "web", "sms": "SMS"}.get(contact["channel"] or "", "not known"),
        wants=in_a_line(details) if case.details else UNREADABLE,
        waits=span(now - case.opened_at),
        promised=clock_time(due, now) if due else "",
        is_late=bool(due and due < now),
        owner=place.claimed_name or "",
    )

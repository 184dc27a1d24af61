"""The queue: who waits and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from bot.console.access import Page, Visit
from bot.console.brief import complete, doubts, in_a_line, language
from bot.console.case_words import STATUSES
from bot.console.reading import opened, refreshed
from bot.console.spans import clock_time, span
from bot.handoff.case_life import DESKS, OPEN, TALKING
from bot.handoff.codes import tidy_code
from bot.handoff.promises import promises
from bot.handoff.words import CALLERS, readable
from bot.storage import queue
from bot.storage.cases import UNREADABLE
from bot.storage.queue import Asked, Listed
from bot.storage.waiting_line import IN_CHAT

SHOWN = {
    "waiting": "Waiting",
    "mine": "Mine",
    "open": "All open",
    "sent": "Sent in",
    "closed": "Closed",
}
BOTH = "both"
DESK_NAMES = {desk: {"icm": "ICM"}.get(desk, name) for desk, name in DESKS.items()}
"""As staff call them; `DESKS` has what a member is told."""
LISTED = "listed cases"
LONGEST_CODE = 8


@dataclass(frozen=True)
class Row:
    """
    One line of the queue.

    Args:
        has_stopped: Whether they want no texts.
        in_chat: Whether they sit before the chat now, as far as can be told.
        last_here: When they last had the chat before them; empty where they text.
        doubts: What stands against what appears to fit.
        clock: By when something is due; empty where nothing is.
        is_late: Whether that has passed.
        reason: Why it was closed; empty while it is open.
    """

    code: str
    urgency: str
    status: str
    desk: str
    name: str
    for_whom: str
    language: str
    channel: str
    has_stopped: bool
    in_chat: bool
    last_here: str
    wants: str
    doubts: tuple[str, ...]
    waits: str
    clock: str
    is_late: bool
    owner: str
    is_open: bool
    reason: str


def show(visit: Visit) -> Page:
    """GET /: the whole page."""
    asked = asked_of(visit)
    opened(visit, LISTED, _subject(asked))
    return Page("queue.html", _content(visit, asked))


def rows(visit: Visit) -> Page:
    """GET /queue/rows: what of it changes by itself."""
    asked = asked_of(visit)
    refreshed(visit, LISTED, _subject(asked))
    return Page("_rows.html", {**_content(visit, asked), "is_part": True})


def _content(visit: Visit, asked: Asked) -> dict[str, object]:
    found = queue.page(visit.connection, asked, visit.now)
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
        "late": found.late,
        "desk": asked.desk or BOTH,
        "here": urlencode({"show": asked.show, "desk": asked.desk or BOTH, "code": asked.code}),
        "stamp": queue.stamp(visit.connection),
        "is_part": False,
    }


def asked_of(visit: Visit) -> Asked:
    """Read what to list; whatever makes no sense is left out."""
    form = visit.form
    show, desk = form.get("show", "waiting"), form.get("desk", visit.staff.desk)
    return Asked(
        show=show if show in SHOWN else "waiting",
        desk=desk if desk in DESKS else "",
        account=visit.staff.account,
        code=begun_code(form),
        page=page_of(form),
    )


def page_of(form: Mapping[str, str]) -> int:
    """Read which page is asked for; the first where that makes no sense."""
    number = form.get("page", "1")
    is_number = number.isascii() and number.isdecimal() and len(number) < 6
    return max(1, int(number)) if is_number else 1


def begun_code(form: Mapping[str, str]) -> str:
    """Read the beginning of a code as people type it."""
    text = form.get("code", "")
    return tidy_code(text)[:LONGEST_CODE].rstrip("-")


def _subject(asked: Asked) -> str:
    if asked.code:
        return f"code {asked.code}, page {asked.page}"
    desk = DESK_NAMES.get(asked.desk, "both desks")
    return f"{SHOWN[asked.show]}, {desk}, page {asked.page}"


def row(listed: Listed, now: datetime) -> Row:
    """Put one case into words."""
    case, place, details = listed.case, listed.place, complete(listed.case.details)
    contact = details["contact"]
    clock, is_late = _clock(listed, now)
    return Row(
        code=case.code,
        urgency=case.urgency,
        status=STATUSES.get(_status(listed), readable(case.status)),
        desk=DESK_NAMES.get(case.goes_to, readable(case.goes_to)),
        name=contact["name"] or "no name",
        for_whom=CALLERS.get(details["person"], details["person"].replace("_", " ")),
        language=language(details).partition(":")[0],
        channel={"web": "web", "sms": "SMS"}.get(contact["channel"] or "", "not known"),
        has_stopped=place.opted_out_at is not None,
        in_chat=place.channel == "web" and now - place.touched_at < IN_CHAT,
        last_here=clock_time(place.touched_at, now) if place.channel == "web" else "",
        wants=in_a_line(details) if case.details else UNREADABLE,
        doubts=tuple(doubts(details)),
        waits=span(now - case.opened_at),
        clock=clock,
        is_late=is_late,
        owner=place.claimed_name or "",
        is_open=case.status in OPEN,
        reason=promises().reasons.get(place.reason or "", ""),
    )


def _status(listed: Listed) -> str:
    """Where it stands; who has the conversation may be on the telephone instead of the chat."""
    on_the_phone = listed.case.status == TALKING and listed.place.together_at is not None
    return "together" if on_the_phone else listed.case.status


def _clock(listed: Listed, now: datetime) -> tuple[str, bool]:
    """By when they hear from somebody, or what was sent in is decided; while that is awaited."""
    place = listed.place
    if place.decision_due_at is not None and place.decided_at is None:
        return _by(place.decision_due_at, now, "Decision due", "Late: decision was due")
    if place.due_at is None or place.heard_at is not None or listed.case.status not in OPEN:
        return "", False
    return _by(place.due_at, now, "Due", "Late: was due")


def _by(due: datetime, now: datetime, ahead: str, late: str) -> tuple[str, bool]:
    return f"{late if due < now else ahead} {clock_time(due, now)}", due < now

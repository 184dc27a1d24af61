"""Which notices to desks wait or failed, and why: no word of what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.desk_notice import WORDS
from bot.console.access import Go, Page, Visit
from bot.console.queue_page import DESK_NAMES
from bot.console.spans import clock_time, span
from bot.handoff.words import readable
from bot.storage import unsent_notices
from bot.storage.notices import DEAD
from bot.storage.unsent_notices import Unsent

HERE = "/notices"
MOST = 500
MOST_OF_A_WAY = 50
SOON = timedelta(minutes=1)
"""What is not older than that waits because it has just happened."""
NOT_TRIED, NOT_ENDED = "Not tried yet.", "Nobody knows yet what became of the last try."
WAYS = {"e-mail": "E-mail", "webhook": "Web request (webhook)", "chatwoot": "Chatwoot"}


@dataclass(frozen=True)
class Row:
    """
    One notice that did not go out.

    Args:
        what: Happened to the case.
        later: When it is tried again.
    """

    code: str
    what: str
    desk: str
    waits: str
    tries: int
    later: str
    why: str
    is_given_up: bool


@dataclass(frozen=True)
class TheWay:
    """
    What did not go out one way.

    Args:
        id: As the outbox has it.
        given_up: Of `count`, those that are tried no more.
        oldest: How long the oldest waits.
        rows: The oldest ones.
    """

    id: str
    name: str
    count: int
    given_up: int
    oldest: str
    rows: tuple[Row, ...]


def show(visit: Visit) -> Page:
    """GET /notices."""
    visit.note("read the notices", "all that wait")
    found = [
        each
        for each in unsent_notices.unsent(visit.connection, MOST)
        if each.problem or each.at < visit.now - SOON
    ]
    ways = [
        _way(target, [each for each in found if each.target == target], visit.now)
        for target in sorted({each.target for each in found})
    ]
    left = unsent_notices.left_new(visit.connection, visit.now - SOON)
    is_more = len(found) >= MOST
    shown = {"ways": ways, "left": left, "is_more": is_more, "most": MOST}
    return Page("notices.html", {**shown, "untold": _untold(visit.services.untold)})


def _untold(desks: Sequence[str]) -> str:
    """Name the desks that nothing tells of their cases; empty where each is told."""
    is_all = len(desks) == len(DESK_NAMES)
    return "the desks" if is_all else " and ".join(DESK_NAMES[desk] for desk in desks)


def retry(visit: Visit) -> Go:
    """POST /notices/retry: have all of one way tried at once, or all."""
    target = visit.form.get("by", "")
    count = unsent_notices.retry(visit.connection, visit.now, target)
    visit.note("retried notices", f"{count}, {target or 'every way'}")
    return Go(HERE)


def waiting(visit: Visit) -> str:
    """Say in a few words how many do not go out; empty where all do."""
    found = [each for each in unsent_notices.unsent(visit.connection, MOST) if each.problem]
    if not found:
        return ""
    many = f"{MOST} or more" if len(found) >= MOST else str(len(found))
    return f"{many}, the oldest for {span(visit.now - found[0].at)}"


def _way(target: str, found: Sequence[Unsent], now: datetime) -> TheWay:
    return TheWay(
        id=target,
        name=WAYS.get(target, target),
        count=len(found),
        given_up=sum(each.status == DEAD for each in found),
        oldest=span(now - found[0].at),
        rows=tuple(_row(each, now) for each in found[:MOST_OF_A_WAY]),
    )


def _row(unsent: Unsent, now: datetime) -> Row:
    is_given_up = unsent.status == DEAD
    later = "now" if unsent.not_before <= now else clock_time(unsent.not_before, now)
    return Row(
        code=unsent.code,
        what=WORDS.get(unsent.kind, unsent.kind).partition(". ")[0].rstrip("."),
        desk=DESK_NAMES.get(unsent.desk, readable(unsent.desk)),
        waits=span(now - unsent.at),
        tries=unsent.tries,
        later="given up" if is_given_up else later,
        why=unsent.problem or (NOT_ENDED if unsent.tries else NOT_TRIED),
        is_given_up=is_given_up,
    )

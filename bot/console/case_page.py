"""The one screen: a case, told in 20 seconds, and all that lies under it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Connection

from bot.console import brief
from bot.console.access import Page, Visit
from bot.console.case_words import history, moment, moment_of
from bot.console.queue_page import row
from bot.console.refusing import Refused
from bot.handoff.codes import tidy_code
from bot.storage import case_events, conversations, messages, queue
from bot.storage.cases import UNREADABLE
from bot.storage.queue import Listed

LAST_MESSAGES = 10
MOST_MESSAGES = 2000
SPEAKERS = {"member": "Member", "assistant": "Assistant", "staff": "Staff", "system": "System"}


def show(visit: Visit) -> Page:
    """GET /cases/{code}."""
    return Page("case.html", _content(visit))


def part(visit: Visit) -> Page:
    """GET /cases/{code}/part: what of it changes by itself."""
    return Page("_case.html", _content(visit))


def code_of(visit: Visit) -> str:
    """Give the case's code that the address names."""
    return tidy_code(str(visit.request.path_params["code"]))[:12]


def found(visit: Visit) -> Listed:
    """
    Read the case that the address names; that it was read is written down.

    Raises:
        Refused: 404, where there is none.
    """
    listed = queue.one(visit.connection, code_of(visit))
    if listed is None:
        raise Refused(404)
    visit.note("read case", listed.case.code)
    return listed


def _content(visit: Visit) -> dict[str, object]:
    listed = found(visit)
    case, connection = listed.case, visit.connection
    details = brief.complete(case.details)
    said = messages.after(connection, case.conversation_id, 0, MOST_MESSAGES)
    spoken = [_spoken(message) for message in said]
    events = case_events.of_case(connection, case.id)
    number = details["contact"]["number"]
    others = queue.others(connection, case, number)
    return {
        "case": case,
        "place": listed.place,
        "row": row(listed, visit.now),
        "told": brief.told(details, visit.services.sources),
        "is_readable": bool(case.details) or case.summary != UNREADABLE,
        "opened": moment(case.opened_at),
        "updated": moment(case.updated_at),
        "earlier_messages": spoken[:-LAST_MESSAGES],
        "messages": spoken[-LAST_MESSAGES:],
        "history": list(history(events)),
        "others": [row(other, visit.now) for other in others],
        "stamp": stamp_of(case.code)(connection),
    }


def _spoken(message: dict[str, Any]) -> dict[str, str]:
    sender = str(message["from"])
    return {
        "from": sender,
        "who": str(message.get("speaker") or SPEAKERS.get(sender, sender)),
        "text": str(message["text"]),
        "at": moment_of(str(message["at"])),
    }


def stamp_of(code: str) -> Callable[[Connection], str]:
    """Give what is another whenever the case's page would look different."""

    def stamp(connection: Connection) -> str:
        listed = queue.place_of(connection, code)
        if listed is None:
            return ""
        conversation, updated_at, events = listed
        last = conversations.last_seqs(connection, [conversation]).get(conversation, 0)
        return queue.short(updated_at, events, last)

    return stamp

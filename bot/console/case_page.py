"""The one screen: a case, told in 20 seconds, and all that lies under it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.channels.paper import can_print
from bot.console import brief, together_view
from bot.console.access import AT_THE_DESK, Page, Visit
from bot.console.canned import canned
from bot.console.case_words import moment
from bot.console.queue_page import DESK_NAMES, row
from bot.console.refusing import Refused
from bot.console.spans import clock_time
from bot.handoff.case_life import CALLED_BACK, CLAIMED, RESOLVED, TALKING, WAITING
from bot.handoff.codes import tidy_code
from bot.handoff.promises import promises
from bot.handoff.reaching import phone_allowed
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


def work(visit: Visit) -> Page:
    """GET /cases/{code}/work: what can be done with it now."""
    return Page("_work.html", _content(visit))


def code_of(visit: Visit) -> str:
    """Give the case's code that the address names."""
    return tidy_code(str(visit.request.path_params["code"]))[:12]


def sought(visit: Visit) -> Listed:
    """
    Find the case that the address names.

    Raises:
        Refused: 404, where there is none.
    """
    listed = queue.one(visit.connection, code_of(visit))
    if listed is None:
        raise Refused(404)
    return listed


def with_sentence(visit: Visit, sentence: str) -> Page:
    """Give the page with what could not be done, and why."""
    return Page("case.html", {**_content(visit), "sentence": sentence}, status=409)


def with_kept(visit: Visit, kept: Mapping[str, object]) -> Page:
    """Give the page with what the questions by telephone could not take, and why."""
    return Page("case.html", _content(visit, kept), status=409)


def _content(visit: Visit, kept: Mapping[str, object] | None = None) -> dict[str, object]:
    listed = sought(visit)
    case, connection = listed.case, visit.connection
    visit.note("read case", case.code)
    details = brief.complete(case.details)
    said = messages.after(connection, case.conversation_id, 0, MOST_MESSAGES)
    spoken = [_spoken(message, visit.now) for message in said]
    others = queue.others(connection, case, details["contact"]["number"])
    return {
        "case": case,
        "row": row(listed, visit.now),
        "told": brief.told(details, visit.services.sources),
        "is_readable": case.summary != UNREADABLE,
        # Asked while the page is written: the first answer takes as long as making a PDF.
        "can_print": can_print,
        "earlier_messages": spoken[:-LAST_MESSAGES],
        "messages": spoken[-LAST_MESSAGES:],
        "history": [_event(event) for event in case_events.of_case(connection, case.id)],
        "others": [row(other, visit.now) for other in others],
        "stamp": stamp_of(case.code)(connection),
        "sentence": "",
        "together": together_view.panel(visit, listed, kept),
        **_work(visit, listed),
    }


def _work(visit: Visit, listed: Listed) -> dict[str, object]:
    """What whoever looks at the case may do with it now."""
    case, place, me = listed.case, listed.place, visit.staff
    is_mine = place.claimed_by == me.account
    has_it = is_mine or visit.member_of_staff.oversees
    other_desk = next(desk for desk in DESK_NAMES if desk != case.goes_to)
    in_hand = case.status in (CLAIMED, CALLED_BACK)
    to = conversations.get(visit.connection, case.conversation_id)
    writes = case.status == TALKING and to.together_at is None
    return {
        "may_work": me.role in AT_THE_DESK,
        "can": {
            "claim": case.status == WAITING,
            "talk": (in_hand and is_mine) or case.status == WAITING,
            "call": in_hand and is_mine,
            "release": in_hand and has_it,
            "hand_on": case.status == WAITING or (in_hand and has_it),
            "resolve": in_hand and has_it,
            "reopen": case.status == RESOLVED,
            "speak": writes and is_mine,
            "hand_back": writes and has_it,
            "stop": case.status == TALKING and not writes and has_it and not is_mine,
        },
        "other_desk": DESK_NAMES[other_desk],
        "reasons": promises().reasons,
        "phone": phone_allowed(case.details) if case.details else "",
        "typed": "",
        "canned": canned(to.language, me.name),
        "is_sms": to.channel == "sms",
        "since": to.last_seq,
    }


def _event(event: dict[str, Any]) -> dict[str, str]:
    return {
        "at": moment(event["at"]),
        "kind": str(event["kind"]),
        "actor": str(event["actor"]),
        "note": str(event.get("note") or ""),
    }


def _spoken(message: dict[str, Any], now: datetime) -> dict[str, str]:
    sender = str(message["from"])
    return {
        "from": sender,
        "who": str(message.get("name") or SPEAKERS.get(sender, sender)),
        "text": str(message["text"]),
        "at": clock_time(datetime.fromisoformat(str(message["at"])), now),
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

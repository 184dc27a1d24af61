"""The one screen: a case, told in 20 seconds, and all that lies under it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.channels.paper import can_print
from bot.console import brief, call_view, together_view
from bot.console.access import AT_THE_DESK, Go, Page, Visit
from bot.console.canned import canned
from bot.console.case_words import BY, EVENTS, TELLS_NOTHING
from bot.console.own_words import in_their_words
from bot.console.queue_page import DESK_NAMES, row
from bot.console.reading import opened, refreshed
from bot.console.refusing import Refused
from bot.console.spans import clock_time
from bot.handoff.case_life import CALLED_BACK, CLAIMED, RESOLVED, TALKING, WAITING, Event
from bot.handoff.codes import tidy_code
from bot.handoff.office_hours import day_of, office_contacts
from bot.handoff.promises import promises
from bot.handoff.reaching import may_phone, written_in
from bot.storage import case_events, conversations, messages, queue, staff
from bot.storage.cases import UNREADABLE, StoredCase
from bot.storage.queue import Listed

READ = "read case"
LAST_MESSAGES, LAST_OF_A_CHAT = 10, 60
MOST_MESSAGES = 2000
SPEAKERS = {"member": "Member", "assistant": "Assistant", "staff": "Staff", "system": "Notice"}


def show(visit: Visit) -> Page:
    """GET /cases/{code}."""
    listed = sought(visit)
    opened(visit, READ, listed.case.code)
    return Page("case.html", _content(visit, listed))


def part(visit: Visit) -> Page:
    """GET /cases/{code}/part: what of it changes by itself."""
    listed = sought(visit)
    refreshed(visit, READ, listed.case.code)
    return Page("_part.html", _content(visit, listed))


def work(visit: Visit) -> Page:
    """GET /cases/{code}/work: what can be done with it now."""
    listed = sought(visit)
    refreshed(visit, READ, listed.case.code)
    return Page("_work.html", {"case": listed.case, **_work(visit, listed)})


def following(visit: Visit) -> Go:
    """GET /cases/{code}/next: on to who waits next at their own desk, or to the queue."""
    asked = queue.Asked("waiting", visit.staff.desk, visit.staff.account)
    code = queue.following(visit.connection, asked, code_of(visit))
    return Go(f"/cases/{code}" if code else "/")


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
    """Give the page with what could not be done, and why; what was typed for it stays."""
    page = _again(visit, sentence=sentence)
    refused = visit.request.url.path.rpartition("/")[2]
    return replace(page, context={**page.context, "refused": refused, "fields": visit.form})


def with_kept(visit: Visit, kept: Mapping[str, object]) -> Page:
    """Give the page with what the questions by telephone could not take, and why."""
    return _again(visit, kept)


def _again(visit: Visit, kept: Mapping[str, object] | None = None, sentence: str = "") -> Page:
    listed = sought(visit)
    opened(visit, READ, listed.case.code)
    content = {**_content(visit, listed, kept), "sentence": sentence}
    return Page("case.html", content, status=409)


def _content(
    visit: Visit, listed: Listed, kept: Mapping[str, object] | None = None
) -> dict[str, object]:
    case, connection = listed.case, visit.connection
    details = brief.complete(case.details)
    others = queue.others(connection, case, details["contact"]["number"])
    work = _work(visit, listed)
    return {
        "case": case,
        "row": row(listed, visit.now),
        "told": brief.told(details, visit.services.sources, visit.now),
        "is_readable": case.summary != UNREADABLE,
        # Asked while the page is written: the first answer takes as long as making a PDF.
        "can_print": can_print,
        **_talk(visit, listed, LAST_OF_A_CHAT if work["can"]["speak"] else LAST_MESSAGES),
        "history": _history(connection, case.id, visit.now),
        "handed_on": _handed_on(connection, case),
        "others": [row(other, visit.now) for other in others],
        "stamp": stamp_of(case.code)(connection),
        "sentence": "",
        "together": together_view.panel(visit, listed, kept),
        **work,
    }


def _talk(visit: Visit, listed: Listed, last: int) -> dict[str, object]:
    """What was said; all but the last is folded away."""
    said = messages.after(visit.connection, listed.case.conversation_id, 0, MOST_MESSAGES)
    spoken = [_spoken(message, visit.now) for message in said]
    return {
        "earlier_messages": spoken[:-last],
        "messages": spoken[-last:],
        "own_words": in_their_words(said),
    }


def _work(visit: Visit, listed: Listed) -> dict[str, Any]:
    """What whoever looks at the case may do with it now."""
    case, place, me = listed.case, listed.place, visit.staff
    is_mine = place.claimed_by == me.account
    has_it = is_mine or visit.member_of_staff.oversees
    other_desk = next(desk for desk in DESK_NAMES if desk != case.goes_to)
    in_hand = case.status in (CLAIMED, CALLED_BACK)
    to = conversations.get_as_it_is(visit.connection, case.conversation_id)
    writes = case.status == TALKING and to.together_at is None
    return {
        "may_work": me.role in AT_THE_DESK,
        "can": {
            "claim": case.status == WAITING,
            "talk": (in_hand and is_mine) or case.status == WAITING,
            "call": (in_hand or writes) and is_mine,
            "release": in_hand and has_it,
            "hand_on": case.status == WAITING or ((in_hand or writes) and has_it),
            "resolve": (in_hand or writes) and has_it,
            "reopen": case.status == RESOLVED,
            "decide": place.decision_due_at is not None and place.decided_at is None,
            "speak": writes and is_mine,
            "hand_back": writes and has_it,
            "stop": case.status == TALKING and not writes and has_it and not is_mine,
        },
        "other_desk": other_desk,
        "desk_names": DESK_NAMES,
        "reasons": promises().reasons,
        "phone": may_phone(case.details) if case.details else "",
        **call_view.panel(visit, case),
        "typed": "",
        "refused": "",
        "fields": {},
        "canned": canned(written_in(case.details, to.language), me.name),
        "is_sms": to.channel == "sms",
        "today": day_of(visit.now, office_contacts()).isoformat(),
        "since": to.last_seq,
    }


def _history(connection: Connection, case_id: int, now: datetime) -> list[dict[str, str]]:
    """What happened, in plain words and by people's names, without what tells nothing."""
    names = {each.account: each.name for each in staff.everybody(connection)} | BY
    return [
        {
            "at": clock_time(event["at"], now),
            "what": EVENTS.get(event["kind"], str(event["kind"])),
            "who": names.get(event["actor"], str(event["actor"])),
            "note": str(event.get("note") or ""),
        }
        for event in case_events.of_case(connection, case_id)
        if event["kind"] not in TELLS_NOTHING
    ]


def _handed_on(connection: Connection, case: StoredCase) -> dict[str, str]:
    """Who of the other desk left it to this one, and with which words; until it is closed."""
    last = case_events.last(connection, case.id, Event.HAND_ON.value)
    closed = case_events.last(connection, case.id, Event.RESOLVE.value)
    if last is None or (closed is not None and closed["id"] > last["id"]):
        return {}
    by = staff.get(connection, str(last["actor"]))
    who = f"{by.name}, {DESK_NAMES[by.desk]}" if by else str(last["actor"])
    return {"who": who, "note": str(last["note"] or "")}


def _spoken(message: dict[str, Any], now: datetime) -> dict[str, str]:
    """Give a message in words; what went out by itself stands under nobody's name."""
    sender = str(message["from"])
    name = "" if sender == "system" else str(message.get("name") or "")
    return {
        "from": sender,
        "who": name or SPEAKERS.get(sender, sender),
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

"""
Calls at a time that the member chose: booked with the turn, told of before, and never forgotten.

By the clock alone, and all is read from the database: whoever runs this twice, or after hours in
which nothing ran, does nothing twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta

from sqlalchemy.engine import Connection

from bot.channels import call_texts
from bot.channels.desk_notice import MISSED_CALL, NOT_REACHED
from bot.channels.fixed_texts import in_language
from bot.conversation.office import office_zone
from bot.conversation.slots import Slot
from bot.handoff import office_hours
from bot.handoff.case_life import (
    CALL_CONNECTED,
    CALLED_BACK,
    CLAIMED,
    OPEN,
    RESOLVED,
    TALKING,
    Event,
    Move,
    Refused,
)
from bot.handoff.danger import keeps_silent
from bot.handoff.office_hours import day_of, office_contacts
from bot.handoff.promises import URGENT, promises
from bot.storage import calls, case_events, case_life, cases, conversations, dials
from bot.storage.calls import Call
from bot.storage.cases import StoredCase
from bot.storage.cipher import KeyProblem
from bot.storage.conversations import Conversation
from bot.storage.database import Database
from bot.storage.inbox import Received
from bot.worker.quiet import EVENING, morning_after
from bot.worker.replying import say_plainly
from bot.worker.waiting import spoken_hour

# How long before the time they are told that the call comes.
SOONEST, LATEST = timedelta(minutes=60), timedelta(minutes=10)
# A call for the first thing in the morning is told of in the last hour of the evening before.
NIGHT = timedelta(hours=14)
# When they are asked whether they were reached, after the office has closed.
ASKS_FROM = time(18)
# After so long without a worker, nobody knows any more what call a text is about.
TOLD_WITHIN = timedelta(days=4)
MEMBER = "member"
CALL_BOOKED, CALL_OFF, WAS_REACHED = "call booked", "call off", "reached"
NOT_ASKED = ("not_wanted", "duplicate", "emergency_called")
"""Reasons with which a case is closed of which nobody is asked whether they were reached."""

log = logging.getLogger("calaim.calls")


def keep_booking(connection: Connection, code: str | None, now: datetime) -> None:
    """Book the time that stands in a case; take back what was booked where none does now."""
    case = cases.by_code(connection, code) if code else None
    if case is None:
        return
    wished = (case.details.get("contact") or {}).get("slot")
    slot = Slot.from_value(wished) if case.details.get("wanted") == "call_me" else None
    known = calls.newest(connection, case.id)
    if (known is None and slot is None) or (known is not None and known.is_at(slot)):
        return
    was_booked = calls.call_off(connection, case.id)
    if slot is not None and slot.end > now and case.status in OPEN:
        calls.add(connection, case.id, now, starts_at=slot.start, ends_at=slot.end)
        # Who was heard from is promised anew; else what must not wait keeps its sooner time.
        if case.urgency != URGENT or case_life.life_of(connection, case.id).heard_at:
            case_life.promise(connection, case.id, slot.end, anew=True)
        case_events.add(connection, case.id, CALL_BOOKED, case_life.ASSISTANT, now)
    elif was_booked:
        case_events.add(connection, case.id, CALL_OFF, case_life.ASSISTANT, now)


def watch_calls(database: Database, now: datetime) -> int:
    """
    Do what is due for calls; give how much it was.

    Raises:
        StoreError: The database did not answer; what was done before stays done.
    """
    with database.read() as connection:
        near = calls.coming(connection, now + NIGHT)
        coming = [each for each, starts_at in near if telling_time(starts_at)[0] <= now]
        # At night nobody is told, and nobody of the desks is there: it waits for the morning.
        over = calls.over(connection, now) if morning_after(now) is None else []
        today = office_hours.closing_on(day_of(now, office_contacts()), office_contacts(), time())
        made = calls.made_unasked(connection, today, NOT_ASKED) if _is_time_to_ask(now) else []
    done = sum(alone(database, _tell, each, now) for each in coming)
    done += sum(alone(database, _settle, each, now) for each in over)
    done += sum(alone(database, _ask, each, now) for each in made)
    return done


def alone(
    database: Database,
    act: Callable[[Connection, int, datetime], bool],
    identity: int,
    now: datetime,
) -> bool:
    """Do one thing in a transaction of its own; somebody may have been quicker."""
    with database.write() as connection:
        try:
            done = act(connection, identity, now)
        except (Refused, KeyProblem):
            return False
    if done:
        log.info("call_watched", extra={"status": act.__name__.strip("_")})
    return done


def _tell(connection: Connection, call_id: int, now: datetime) -> bool:
    """Tell that the call comes, once, while there is still time to get ready for it."""
    found = _locked(connection, call_id)
    starts_at = found[2].starts_at if found else None
    if found is None or starts_at is None or found[2].told_at is not None:
        return False
    case, to, call = found
    calls.change(connection, call.id, told_at=now)
    begins, ends = telling_time(starts_at)
    is_time = call.status == calls.BOOKED and begins <= now <= ends
    if not is_time or not _waits(connection, case, call):
        return False
    contacts = office_contacts()
    is_today = day_of(now, contacts) == day_of(starts_at, contacts)
    days = call_texts.DAYS.get(to.language, call_texts.DAYS["en"])
    text = in_language(call_texts.COMING, to.language).format(
        day=days["today" if is_today else "tomorrow"],
        hour=spoken_hour(starts_at.astimezone(office_zone(contacts))),
        number=contacts["calls"]["from_number"],
    )
    return tell(connection, case, to, text, now) is not None


def telling_time(starts_at: datetime) -> tuple[datetime, datetime]:
    """Give from when until when somebody is told of a call: never in the quiet hours."""
    begins, ends = starts_at - SOONEST, starts_at - LATEST
    if morning_after(ends) is None:
        return morning_after(begins) or begins, ends
    before = day_of(starts_at, office_contacts()) - timedelta(days=1)
    evening = office_hours.closing_on(before, office_contacts(), EVENING)
    return evening - SOONEST, evening - LATEST


def _settle(connection: Connection, call_id: int, now: datetime) -> bool:
    """A call whose time is over: made, or the case waits again, first of all, and they hear so."""
    found = _locked(connection, call_id)
    if found is None or found[2].status != calls.BOOKED:
        return False
    case, to, call = found
    if not _waits(connection, case, call):
        made = calls.was_made(connection, case.id, call.booked_at)
        calls.change(connection, call.id, status=calls.MADE if made else calls.OFF)
        return False
    if case.status == TALKING or dials.is_going_on(connection, case.id):
        return False  # looked at again when they are done
    if _is_answered(connection, case.id, call.booked_at):
        calls.change(connection, call.id, status=calls.TRIED)
        return False
    calls.change(connection, call.id, status=calls.MISSED)
    _requeue(connection, case, now, now)
    case_events.add(connection, case.id, MISSED_CALL, case_life.ASSISTANT, now)
    is_fresh = call.ends_at is not None and now - call.ends_at <= TOLD_WITHIN
    if is_fresh:
        tell(connection, case, to, in_language(call_texts.MISSED, to.language), now)
    return True


def _ask(connection: Connection, case_id: int, now: datetime) -> bool:
    """Ask by text message, on the evening after a call, whether it reached them."""
    place = calls.place_of(connection, case_id)
    if place is None:
        return False
    to = conversations.lock(connection, place[1])
    case = calls.case_with(connection, case_id)
    if case is None or not calls.is_unasked(connection, case_id):
        return False
    known = calls.newest(connection, case_id)
    if known is not None and known.status == calls.BOOKED and _waits(connection, case, known):
        return False  # they were reached, and booked another: they are asked after that one
    seq = tell(connection, case, to, in_language(call_texts.ASKS, to.language), now)
    asked = {"asked_at": now, "asked_seq": seq}
    if known is not None and known.status in (calls.BOOKED, calls.MADE) and not known.asked_at:
        calls.change(connection, known.id, status=calls.MADE, **asked)
    else:
        calls.add(connection, case_id, now, status=calls.MADE, **asked)
    return seq is not None


def answer_about_call(
    connection: Connection, to: Conversation, held: Received, now: datetime
) -> str | None:
    """
    Take an answer to whether they were reached; give what is said to it.

    Returns:
        None where the message is anything else, or something else was said in between: it has its
        turn as ever.
    """
    is_reached = call_texts.reached(held.text or "")
    call = (
        None if is_reached is None or to.held_by else calls.asked_before(connection, to.id, held.id)
    )
    found = None if call is None else calls.case_with(connection, call.case_id)
    if call is None or found is None:
        return None
    calls.change(connection, call.id, reached=is_reached)
    if is_reached:
        case_events.add(connection, found.id, WAS_REACHED, MEMBER, now)
        return in_language(call_texts.REACHED, to.language)
    due = promises().due(URGENT, {}, now, office_contacts())
    _requeue(connection, found, due, now)
    case_events.add(connection, found.id, NOT_REACHED, MEMBER, now)
    return in_language(call_texts.NOT_REACHED, to.language)


def _requeue(connection: Connection, case: StoredCase, due: datetime, now: datetime) -> None:
    """Have a case wait again, due by then."""
    if case.status in (CLAIMED, CALLED_BACK):
        case_life.move(connection, case.id, Move(Event.LAPSE, now, due=due))
    elif case.status == RESOLVED:
        case_life.reopen(connection, case.id, None, now)
    case_life.promise(connection, case.id, due)


def _locked(connection: Connection, call_id: int) -> tuple[StoredCase, Conversation, Call] | None:
    """Give case, conversation and call; locked in the order in which a turn locks them."""
    case_id = calls.case_id_of(connection, call_id)
    place = None if case_id is None else calls.place_of(connection, case_id)
    if place is None:
        return None
    to = conversations.lock(connection, place[1])
    case, call = cases.by_code(connection, place[0]), calls.get(connection, call_id)
    return (case, to, call) if case is not None and call is not None else None


def _waits(connection: Connection, case: StoredCase, call: Call) -> bool:
    """Whether the call is still to be made."""
    return case.status in OPEN and not calls.was_made(connection, case.id, call.booked_at)


def _is_answered(connection: Connection, case_id: int, since: datetime) -> bool:
    """Whether a call from the case was answered of which nothing is written down yet."""
    answered = case_events.last(connection, case_id, CALL_CONNECTED)
    is_since = answered is not None and answered["at"] >= since
    return is_since and not calls.is_told(connection, case_id)


def _is_time_to_ask(now: datetime) -> bool:
    here = now.astimezone(office_zone(office_contacts()))
    return here.time() >= ASKS_FROM and morning_after(now) is None


def tell(
    connection: Connection, case: StoredCase, to: Conversation, text: str, now: datetime
) -> int | None:
    """
    Say it where they can hear it: by text message, or in the chat that they left open.

    Who wrote of violence is told nothing of calls: somebody else may look at their telephone.
    """
    if to.opted_out_at is not None or to.erased_at is not None or to.held_by is not None:
        return None
    if keeps_silent(case.details):
        return None
    return say_plainly(connection, to, "system", text, now)

"""
A call that staff made, and what came of it.

Only a call that reached the member keeps what was promised. After any other the case waits again,
or stays with whoever keeps it, with a time by which the next call is made; the member hears that
they were called, once a day and whenever they waited for it; after several in a row the desk is
told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.engine import Connection

from bot.channels import call_texts, fixed_texts
from bot.channels.desk_notice import HARD_TO_REACH
from bot.channels.fixed_texts import in_language
from bot.conversation.office import office_zone
from bot.handoff.case_life import (
    CALLS_UNREACHED,
    LEFT_MESSAGE,
    LINE_BUSY,
    NO_ANSWER,
    NUMBER_FAILED,
    Event,
    Move,
    Refused,
    StaffMember,
    after,
)
from bot.handoff.danger import dangers
from bot.handoff.office_hours import closing_on, day_of, is_open, office_contacts
from bot.handoff.promises import URGENT, promises
from bot.handoff.reaching import may_leave_message, number_to_call, phone_wanted
from bot.handoff.words import spoken_number
from bot.storage import calls, case_events, case_life, conversations, messages
from bot.storage.cases import StoredCase
from bot.storage.conversations import Conversation
from bot.storage.database import Database
from bot.worker.calls import alone, tell
from bot.worker.deliveries import LATE_AFTER
from bot.worker.quiet import EVENING, MORNING, morning_after
from bot.worker.waiting import spoken_hour

REACHED = "reached"
OUTCOMES = {
    REACHED: Event.CALL.value,
    "message": LEFT_MESSAGE,
    "no_answer": NO_ANSWER,
    "busy": LINE_BUSY,
    "failed": NUMBER_FAILED,
}
"""What can come of a call, with its name in the history."""

TOLD, ASKED_FOR_NUMBER = "told of call", "asked for number"
TOLD_UNTIL = time(12)
"""Until when of a day they are told of a call in the night before it."""


@dataclass(frozen=True)
class Tried:
    """
    A call.

    Args:
        outcome: A key of `OUTCOMES`.
        keeps: Whether who called keeps the case to try again, where nobody was reached.
    """

    outcome: str
    note: str = ""
    keeps: bool = False


def write_down(
    connection: Connection, case: StoredCase, staff: StaffMember, tried: Tried, now: datetime
) -> None:
    """
    Write down what came of a call, and do what follows from it.

    Whoever writes with them meanwhile keeps the case, and tells them in their own words.

    Raises:
        Refused: Nothing was chosen, they wish for no message, or it is not this person's case.
    """
    if tried.outcome not in OUTCOMES:
        raise Refused("outcome", "Say first whether you reached them.")
    if tried.outcome == "message" and not may_leave_message(case.details):
        raise Refused("message", "They did not say that a message may be left. Leave none.")
    to = conversations.lock_as_it_is(connection, case.conversation_id)
    if tried.outcome == REACHED:
        case_life.call(connection, case.id, staff, now, tried.note)
        return
    case_life.touch(connection, case.id, staff, now)  # first, so that nobody takes it meanwhile
    after(case_life.life_of(connection, case.id), Move(Event.CALL, now, staff))
    kind, note = OUTCOMES[tried.outcome], tried.note.strip()
    if kind == NUMBER_FAILED:
        note = f"{spoken_number(number_to_call(case.details))}. {note}".strip()
    case_events.add(connection, case.id, kind, staff.account, now, note or None)
    is_writing = case_life.talker(connection, to.id) is not None
    has_waited = _wait_again(connection, case, staff, tried.keeps or is_writing, now)
    if calls.unreached_in_a_row(connection, case.id) % promises().told_after == 0:
        case_events.add(connection, case.id, HARD_TO_REACH, case_life.ASSISTANT, now)
    if not (is_writing or _sleeps(connection, to, now)):
        _tell_member(connection, case, to, kind, now, has_waited=has_waited)


def tell_of_the_night(database: Database, now: datetime) -> int:
    """
    Tell in the morning whom a call in the night did not reach; give how many.

    Raises:
        StoreError: The database did not answer; what was done before stays done.
    """
    here = now.astimezone(office_zone(office_contacts()))
    if not MORNING <= here.time() < TOLD_UNTIL:
        return 0
    evening = closing_on(here.date() - timedelta(days=1), office_contacts(), EVENING)
    morning = closing_on(here.date(), office_contacts(), MORNING)
    with database.read() as connection:
        told = (TOLD, ASKED_FOR_NUMBER)
        found = calls.unreached_between(connection, evening, morning, told)
    return sum(alone(database, _tell_of_night, each, now) for each in found)


def _tell_of_night(connection: Connection, case_id: int, now: datetime) -> bool:
    place = calls.place_of(connection, case_id)
    to = conversations.lock(connection, place[1]) if place else None
    case = calls.case_with(connection, case_id)
    if to is None or case is None:
        return False
    history = case_events.of_case(connection, case_id)
    kind = [line["kind"] for line in history if line["kind"] in CALLS_UNREACHED][-1]
    return _tell_member(connection, case, to, kind, now, call_texts.TRIED_EARLIER)


def _sleeps(connection: Connection, to: Conversation, now: datetime) -> bool:
    """Whether it is night, and they did not write a moment ago."""
    written = messages.last_written(connection, to.id)
    is_there = written is not None and now - written <= LATE_AFTER
    return morning_after(now) is not None and not is_there


def _wait_again(
    connection: Connection, case: StoredCase, staff: StaffMember, keeps: bool, now: datetime
) -> bool:
    """
    Have it called again in time: at a time still to come that was chosen, else soon.

    Returns:
        Whether this was the time that was chosen.
    """
    life = case_life.life_of(connection, case.id)
    due = promises().due_again(case.urgency, now, office_contacts())
    if dangers(case.details):
        due = now + promises().urgent_again  # by the clock: danger keeps no office hours
    booked = calls.booked(connection, case.id)
    is_to_come = booked is not None and booked.starts_at is not None and booked.starts_at > now
    if booked is not None and not is_to_come:
        calls.change(connection, booked.id, status=calls.TRIED)
    if not keeps:
        case_life.move(connection, case.id, Move(Event.RELEASE, now, staff, due=due))
    if life.heard_at is None and not is_to_come:
        case_life.promise(connection, case.id, max(due, life.due_at or due))
    return booked is not None and not is_to_come


def _tell_member(
    connection: Connection,
    case: StoredCase,
    to: Conversation,
    kind: str,
    now: datetime,
    text: dict[str, str] = call_texts.TRIED,
    *,
    has_waited: bool = False,
) -> bool:
    """
    Say where it can be heard that they were called: once a day, so that they know how to go on.

    Who wants no call is not told of the next one, nor asked for a number.

    Args:
        has_waited: Whether it was the time at which they were promised a call.
    """
    if not phone_wanted(case.details):
        return False
    told = TOLD
    if kind == NUMBER_FAILED:
        text, told = call_texts.NUMBER_FAILED, ASKED_FOR_NUMBER
    before = case_events.last(connection, case.id, told)
    contacts = office_contacts()
    is_known = before is not None and day_of(before["at"], contacts) == day_of(now, contacts)
    if is_known and not has_waited:
        return False
    number = office_contacts()["calls"]["from_number"]
    again = _again(connection, case, to.language, now)
    said = in_language(text, to.language).format(number=number, again=again)
    seq = tell(connection, case, to, said, now)
    if seq is None:
        return False
    case_events.add(connection, case.id, told, case_life.ASSISTANT, now)
    if told == ASKED_FOR_NUMBER:
        calls.add(connection, case.id, now, status=calls.NUMBER, asked_at=now, asked_seq=seq)
    return True


def _again(connection: Connection, case: StoredCase, language: str, now: datetime) -> str:
    """Say when they are called again: at the time they chose, else by when it is promised."""
    booked, life = calls.booked(connection, case.id), case_life.life_of(connection, case.id)
    chosen = booked.starts_at if booked is not None else None
    is_chosen = chosen is not None and chosen > now
    then = chosen if is_chosen else life.due_at if life.heard_at is None else None
    contacts = office_contacts()
    # Who must not wait is due at once: where nobody is there that is no hour to be told.
    is_night = case.urgency == URGENT and not is_open(now, contacts)
    if then is None or then <= now or is_night:
        return ""
    day, ahead = day_of(then, contacts), (day_of(then, contacts) - day_of(now, contacts)).days
    texts = call_texts.AGAIN.get(language, call_texts.AGAIN["en"])
    days = call_texts.DAYS.get(language, call_texts.DAYS["en"])
    weekdays = fixed_texts.WEEKDAYS.get(language, fixed_texts.WEEKDAYS["en"])
    if ahead >= len(weekdays):
        return ""
    near = {0: days["today"], 1: days["tomorrow"]}
    spoken = near.get(ahead, weekdays[day.weekday()])
    if not is_chosen:
        return texts["today" if ahead == 0 else "by"].format(day=spoken)
    hour = spoken_hour(then.astimezone(office_zone(contacts)))
    return texts["near" if ahead in near else "at"].format(day=spoken, hour=hour)

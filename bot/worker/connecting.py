"""
What Twilio asks and tells while a call is being connected: repeated or late, it changes nothing.

Everything is looked up by the secret of the one call, under the lock of its conversation.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.channels import twilio_voice
from bot.channels.phone_numbers import number_to_ring
from bot.handoff.case_life import (
    CALL_BEGUN,
    CALL_CONNECTED,
    Event,
    Move,
    Refused,
    StaffMember,
    after,
)
from bot.handoff.danger import last_violence
from bot.handoff.promises import promises
from bot.handoff.reaching import number_to_call, phone_wanted
from bot.storage import calls, case_events, case_life, conversations, dials, messages, staff
from bot.storage.cases import StoredCase
from bot.storage.dials import Dial
from bot.worker.call_tries import OUTCOMES, Tried, write_down

# What Twilio says became of the call to the member, in ours.
OF_MEMBER = {
    "completed": dials.CONNECTED,
    "answered": dials.CONNECTED,
    "no-answer": dials.NO_ANSWER,
    "busy": dials.BUSY,
    "failed": dials.FAILED,
    "canceled": dials.HUNG_UP,
}
# And how far the call to the telephone of staff has come.
OF_AGENT = {
    "ringing": dials.RINGING,
    "in-progress": dials.ANSWERED,
    "answered": dials.ANSWERED,
    "no-answer": dials.AWAY,
    "canceled": dials.AWAY,
    "busy": dials.ENGAGED,
    "failed": dials.DEAD,
}
_TRIES = (dials.NO_ANSWER, dials.BUSY, dials.FAILED)
# What is told of what keeps somebody from calling in a case.

log = logging.getLogger("calaim.calls")


@dataclass(frozen=True)
class Of:
    """
    Which call Twilio speaks of.

    Args:
        secret: From the address.
        sid: Its own name of the call to the telephone of staff.
    """

    secret: str
    sid: str


@dataclass(frozen=True)
class Connecting:
    """
    Answers Twilio while calls are connected.

    Args:
        public_url: Where Twilio reaches the gateway.
        caller: The number that members see.
    """

    public_url: str
    caller: str

    def agent_answers(self, connection: Connection, of: Of, _: str, now: datetime) -> str:
        """Give what whoever picked up is told: the case's code, and what to press."""
        found = _found(connection, of)
        if found is None:
            return twilio_voice.ends(twilio_voice.OVER)
        dial, case = found
        is_new = dials.move(connection, dial, dials.ANSWERED, of.sid, now)
        if not is_new and dial.status != dials.ANSWERED:
            return twilio_voice.ends(twilio_voice.OVER)
        pressed = twilio_voice.address(self.public_url, of.secret, "pressed")
        return twilio_voice.asks_to_press(case.code, pressed)

    def presses(self, connection: Connection, of: Of, digits: str, now: datetime) -> str:
        """Call the member where 1 was pressed and all still stands; once, however often told."""
        found = _found(connection, of)
        if found is None:
            return twilio_voice.ends(twilio_voice.OVER)
        dial, case = found
        if digits != "1":
            dials.move(connection, dial, dials.NOT_PRESSED, of.sid, now)
            return twilio_voice.ends(twilio_voice.NOBODY_CALLED)
        why = None if dial.status == dials.PRESSED else _why_not(connection, dial, case, now)
        if why and dials.move(connection, dial, dials.STOPPED, of.sid, now):
            return twilio_voice.ends(f"{why} {twilio_voice.NOBODY_CALLED}")
        if dials.move(connection, dial, dials.PRESSED, of.sid, now):
            case_life.stays(connection, case.id, dial.account, now)
            _give_time(connection, case, now)
            case_events.add(connection, case.id, CALL_BEGUN, dial.account, now)
        elif dial.status != dials.PRESSED:
            return twilio_voice.ends(twilio_voice.OVER)
        if dial.member_number is None:
            return twilio_voice.ends(twilio_voice.OVER)
        done = twilio_voice.address(self.public_url, of.secret, "done")
        return twilio_voice.connects(dial.member_number, self.caller, done)

    def member_done(self, connection: Connection, of: Of, said: str, now: datetime) -> str:
        """Write down what became of the call to the member."""
        found, status = _found(connection, of), OF_MEMBER.get(said)
        if found is None or status is None:
            return twilio_voice.ends("")
        dial, case = found
        if dials.move(connection, dial, status, of.sid, now):
            log.info("call_ended", extra={"status": status})
            _keep(connection, case, dial.account, status, now)
        return twilio_voice.ends(twilio_voice.RESULTS.get(status, ""))

    def agent_status(self, connection: Connection, of: Of, said: str, now: datetime) -> bool:
        """Take a report on the telephone of staff; False where it changes nothing."""
        found = _found(connection, of)
        if found is None:
            return False
        dial, _ = found
        if said == "completed":
            ends = (dials.ENDED, dials.NOT_PRESSED)
            return any(dials.move(connection, dial, each, of.sid, now) for each in ends)
        status = OF_AGENT.get(said)
        return status is not None and dials.move(connection, dial, status, of.sid, now)


def _found(connection: Connection, of: Of) -> tuple[Dial, StoredCase] | None:
    """Give call and case, locked; None where there is no such call, or this is another one."""
    seen = dials.with_secret(connection, of.secret, lock=False)
    place = calls.place_of(connection, seen.case_id) if seen else None
    if seen is None or place is None:
        return None
    conversations.lock_as_it_is(connection, place[1])
    dial, case = dials.with_secret(connection, of.secret), calls.case_with(connection, seen.case_id)
    if dial is None or case is None or dial.sid not in (None, of.sid):
        return None
    return dial, case


def _why_not(connection: Connection, dial: Dial, case: StoredCase, now: datetime) -> str | None:
    """Say why the member is not called after all; None where it is as when it was asked for."""
    who = staff.get(connection, dial.account)
    if who is None or who.disabled_at is not None:
        return twilio_voice.NOT_YOURS
    caller = StaffMember(who.account, who.name, who.desk)
    try:
        after(case_life.life_of(connection, case.id), Move(Event.CALL, now, caller))
    except Refused as refused:
        return twilio_voice.CLOSED if refused.code == "closed" else twilio_voice.NOT_YOURS
    if not phone_wanted(case.details):
        return twilio_voice.NOT_WANTED
    if number_to_ring(number_to_call(case.details) or "") != dial.member_number:
        return twilio_voice.OTHER_NUMBER
    written = messages.last_written(connection, case.conversation_id)
    is_violent = bool(last_violence(case.details))
    is_new = is_violent and written is not None and written > dial.asked_at
    return twilio_voice.NEW_WORDS if is_new else None


def _give_time(connection: Connection, case: StoredCase, now: datetime) -> None:
    """Have nobody told of a broken promise while it is being kept; it is due again soon after."""
    life, soon = case_life.life_of(connection, case.id), now + promises().urgent_again
    if life.heard_at is None:
        case_life.promise(connection, case.id, max(life.due_at or soon, soon))


def _keep(
    connection: Connection, case: StoredCase, account: str, status: str, now: datetime
) -> None:
    """Write it into the case as whoever called would; they keep it, since they are at it."""
    case_life.stays(connection, case.id, account, now)
    if status == dials.CONNECTED:
        # It may have been a voicemail: whether they were reached only a person can tell.
        case_events.add(connection, case.id, CALL_CONNECTED, account, now)
        return
    who = staff.get(connection, account)
    if status not in _TRIES or who is None:
        return
    caller = StaffMember(who.account, who.name, who.desk)
    try:
        with connection.begin_nested():
            write_down(connection, case, caller, Tried(status, keeps=True), now)
    except Refused:  # it is somebody else's by now
        case_events.add(connection, case.id, OUTCOMES[status], account, now)

"""
The life of a case: what may happen to it, from where, and where that leads.

    waiting -> claimed -> talking -> claimed         (hand_back)
                       -> called_back
               claimed, called_back -> waiting       (release; lapse, by itself; hand_on)
               claimed, called_back -> resolved -> waiting   (reopen)

Talking means that the staff member has the member's conversation, and the assistant is silent; so
from there the only way is to hand it back; a call made beside it changes nothing. By telephone it
is the same state, with words of its own in the history (phone, hang_up). A case may also be
"joined" to another one of the same person (`bot.storage.cases`). Pure: no clock, no database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from bot.errors import CalaimError

WAITING, CLAIMED, TALKING = "waiting", "claimed", "talking"
CALLED_BACK, RESOLVED, JOINED = "called_back", "resolved", "joined"
OPEN = (WAITING, CLAIMED, TALKING, CALLED_BACK)
"""Of a case that still needs somebody."""

DESKS = {"member_services": "Member Services", "icm": "Care Management"}
"""The desks, and how a member is told them."""

LONGEST_TITLE = 60


class Event(Enum):
    """What can happen to a case; the value is its name in the history."""

    OPEN = "opened"
    CLAIM = "claimed"
    TALK = "talking"
    CALL = "called back"
    PHONE = "on the phone"  # they go on with the questions together
    HAND_BACK = "handed back"
    HANG_UP = "off the phone"
    RELEASE = "released"
    LAPSE = "returned"  # by itself: nobody did anything for it
    HAND_ON = "handed on"
    RESOLVE = "resolved"
    REOPEN = "reopened"
    ESCALATE = "escalated"


NOTE, LEFT_WAITING = "note", "left waiting"
"""What stands in the history without changing where a case is."""

NO_ANSWER, LEFT_MESSAGE, LINE_BUSY = "no answer", "left a message", "line busy"
NUMBER_FAILED = "number failed"
CALL_BEGUN, CALL_CONNECTED = "call begun", "call connected"
"""Calls that we connected: the member's telephone was rung, and was answered."""
CALLS_UNREACHED = (NO_ANSWER, LEFT_MESSAGE, LINE_BUSY, NUMBER_FAILED)
"""Calls that did not reach the member; none of them keeps what was promised."""

SPEAKS = (Event.TALK, Event.PHONE, Event.CALL)
"""What a member hears of somebody by: the promise is kept."""
_IN_HAND = (CLAIMED, CALLED_BACK)
LEADS_TO: dict[Event, dict[str, str]] = {
    Event.CLAIM: {WAITING: CLAIMED},
    Event.TALK: dict.fromkeys(_IN_HAND, TALKING),
    Event.CALL: {**dict.fromkeys(_IN_HAND, CALLED_BACK), TALKING: TALKING},
    Event.PHONE: dict.fromkeys(_IN_HAND, TALKING),
    Event.HAND_BACK: {TALKING: CLAIMED},
    Event.HANG_UP: {TALKING: CLAIMED},
    Event.RELEASE: dict.fromkeys(_IN_HAND, WAITING),
    Event.LAPSE: dict.fromkeys(_IN_HAND, WAITING),
    Event.HAND_ON: dict.fromkeys((WAITING, *_IN_HAND), WAITING),
    Event.RESOLVE: dict.fromkeys(_IN_HAND, RESOLVED),
    Event.REOPEN: {RESOLVED: WAITING},
    Event.ESCALATE: {status: status for status in OPEN},
}
_BY_WHO_HAS_IT = (
    *(Event.TALK, Event.PHONE, Event.CALL, Event.HAND_BACK, Event.HANG_UP),
    *(Event.RELEASE, Event.HAND_ON, Event.RESOLVE),
)


@dataclass(frozen=True)
class StaffMember:
    """
    Somebody of the staff.

    Args:
        account: What they sign in with, up to 40 characters.
        name: The first name that a member is told.
        desk: A key of `DESKS`.
        oversees: Whether they may release, hand on, hand back and resolve what others have.
    """

    account: str
    name: str
    desk: str
    oversees: bool = False

    @property
    def title(self) -> str:
        """Who speaks, as a member is told: "Maria, Member Services"."""
        desk = DESKS[self.desk]
        return f"{self.name[: LONGEST_TITLE - len(desk) - 2]}, {desk}"


class Refused(CalaimError):
    """
    Something cannot be done now; the text is a sentence for staff.

    Args:
        code: For the console: "taken", "not_yours", "not_claimed", "talking", "not_talking",
            "closed", "not_closed", "newer", "desk", "reason", "not_due", "gone", "opted_out",
            "chat_over", "erased", "empty" or "long".
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Life:
    """
    Where a case stands.

    Args:
        due_at: By when the member was promised to hear from somebody.
        heard_at: When somebody of the staff first wrote or called since; then it is kept.
        active_at: When whoever has it last did something for it.
    """

    status: str
    goes_to: str
    claimed_by: str | None = None
    claimed_name: str | None = None
    claimed_at: datetime | None = None
    active_at: datetime | None = None
    due_at: datetime | None = None
    heard_at: datetime | None = None
    escalated_at: datetime | None = None
    resolved_at: datetime | None = None
    reason: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.status in OPEN

    def is_overdue(self, now: datetime) -> bool:
        """Whether a promise was broken of which nobody was told yet."""
        waits = self.is_open and self.heard_at is None and self.escalated_at is None
        return waits and self.due_at is not None and self.due_at < now

    def is_idle(self, now: datetime, most: Mapping[str, timedelta]) -> bool:
        """
        Whether whoever has it did nothing for it for too long.

        Args:
            most: How long that may be, by status; there is no end to others.
        """
        if self.active_at is None or self.status not in most:
            return False
        return self.active_at + most[self.status] < now


@dataclass(frozen=True)
class Move:
    """
    One event.

    Args:
        by: Who does it; None where it happens by itself.
        due: What would be promised of a case that begins to wait now.
        desk: Where it is handed on to.
        reason: Why it is resolved, a key of promises.yaml.
    """

    event: Event
    at: datetime
    by: StaffMember | None = None
    due: datetime | None = None
    desk: str | None = None
    reason: str | None = None


def after(life: Life, move: Move) -> Life:
    """
    Give the life of a case after an event.

    Raises:
        Refused: It cannot happen now.
    """
    _check(life, move)
    status = LEADS_TO[move.event][life.status]
    changed = replace(life, status=status)
    if move.event is Event.ESCALATE:
        return replace(changed, escalated_at=move.at)
    if move.event is Event.CLAIM:
        changed = _held(changed, move)
    elif move.event in SPEAKS:
        changed = replace(changed, heard_at=life.heard_at or move.at)
    elif move.event is Event.RESOLVE:
        changed = replace(changed, resolved_at=move.at, reason=move.reason)
    elif move.event is Event.HAND_ON:
        changed = replace(changed, goes_to=str(move.desk))
    if status == WAITING:
        return _waiting(changed, move)
    return replace(changed, active_at=move.at)


def _held(life: Life, move: Move) -> Life:
    assert move.by is not None
    title = move.by.title
    return replace(life, claimed_by=move.by.account, claimed_name=title, claimed_at=move.at)


def _waiting(life: Life, move: Move) -> Life:
    """Nobody has it; who was heard from already, or comes back, is promised anew."""
    free = replace(life, claimed_by=None, claimed_name=None, claimed_at=None, active_at=None)
    if life.heard_at is None and move.event is not Event.REOPEN:
        return free
    free = replace(free, resolved_at=None, reason=None)
    return replace(free, due_at=move.due, heard_at=None, escalated_at=None)


def _check(life: Life, move: Move) -> None:
    if move.event is Event.ESCALATE and not life.is_overdue(move.at):
        raise Refused("not_due", "Nothing that was promised is overdue in this case.")
    if move.event in _BY_WHO_HAS_IT and life.is_open:
        _check_who(life, move)
    if life.status not in LEADS_TO.get(move.event, {}):
        raise _unfit(life, move.event)
    if move.event is Event.HAND_ON and (move.desk not in DESKS or move.desk == life.goes_to):
        raise Refused("desk", "This case is at that desk already. Choose the other one.")
    if move.event is Event.RESOLVE and not move.reason:
        raise Refused("reason", "Choose a reason first.")


def _check_who(life: Life, move: Move) -> None:
    if life.claimed_by is None:
        if move.event is not Event.HAND_ON:
            raise Refused("not_claimed", "Nobody has this case. Take it first.")
        return
    by = move.by
    speaks = move.event in SPEAKS
    if by is not None and by.account != life.claimed_by and (speaks or not by.oversees):
        raise Refused("not_yours", f"{life.claimed_name} has this case.")


def _unfit(life: Life, event: Event) -> Refused:
    """Say why this cannot happen to a case that stands so."""
    if life.status == RESOLVED:
        return Refused("closed", "This case is resolved. Reopen it to go on with it.")
    if life.status == JOINED:
        return Refused("closed", "This case went into another one of the same person. Go on there.")
    if event is Event.REOPEN:
        return Refused("not_closed", "This case is open. It needs no reopening.")
    if event is Event.CLAIM:
        return Refused("taken", f"{life.claimed_name} has taken this case.")
    if event in (Event.HAND_BACK, Event.HANG_UP):
        return Refused("not_talking", "Nobody writes with them now.")
    return Refused("talking", "Somebody still writes with them. Hand the conversation back first.")

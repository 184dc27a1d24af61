"""
Calls at a time that the member chose, and whether they were reached.

    booked -> made      (staff wrote down that they called, and reached them)
           -> tried     (they called at that time, and reached nobody)
           -> missed    (the time went by without any of that)
           -> off       (another time was chosen, or none is wanted any more)

A call that staff made with no time booked has a row too, as soon as the member is asked of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    exists,
    func,
    select,
)
from sqlalchemy.engine import Connection

from bot.conversation.slots import Slot
from bot.handoff.case_life import CALL_BEGUN, CALLS_UNREACHED, OPEN, SPEAKS, TALKING, Event
from bot.storage.case_events import case_events
from bot.storage.cases import JOINED, StoredCase, by_code, cases
from bot.storage.conversations import conversations
from bot.storage.inbox import inbox
from bot.storage.schema import Instant, metadata

calls = Table(
    "calls",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    # The part of an office day in which to call; empty where none was chosen.
    Column("starts_at", Instant),
    Column("ends_at", Instant),
    Column("booked_at", Instant, nullable=False),
    Column("status", String(8), nullable=False),
    # When they were told that it comes, or it was too late for that.
    Column("told_at", Instant),
    # When they were asked whether they were reached, the number of that message, what they said.
    Column("asked_at", Instant),
    Column("asked_seq", Integer),
    Column("reached", Boolean),
)
BOOKED, MADE, TRIED, MISSED, OFF = "booked", "made", "tried", "missed", "off"
NUMBER = "number"
"""No call, but a question: which number can be called, since theirs does not work."""
_is_booked = calls.c.status == BOOKED
# "Which call is next, and which is over?" is asked every few seconds.
Index("ix_calls_booked", calls.c.starts_at, sqlite_where=_is_booked, postgresql_where=_is_booked)
_REACHED_BY_TEXT = (
    *(conversations.c.channel == "sms", conversations.c.opted_out_at.is_(None)),
    *(conversations.c.erased_at.is_(None), conversations.c.held_by.is_(None)),
)
_SPOKE = tuple(event.value for event in SPEAKS)
AT_ONCE, MOST_COMING = 50, 500


@dataclass(frozen=True)
class Call:
    """One call, as the table has it."""

    id: int
    case_id: int
    starts_at: datetime | None
    ends_at: datetime | None
    booked_at: datetime
    status: str
    told_at: datetime | None
    asked_at: datetime | None
    asked_seq: int | None
    reached: bool | None

    def is_at(self, slot: Slot | None) -> bool:
        """Whether it was booked for this time, and not called off."""
        times = None if slot is None else (slot.start, slot.end)
        return self.status != OFF and times == (self.starts_at, self.ends_at)


_FIELDS = [calls.c[name] for name in Call.__dataclass_fields__]


def get(connection: Connection, call_id: int) -> Call | None:
    """Read one call and keep other writers off it; None where it is gone."""
    query = select(*_FIELDS).where(calls.c.id == call_id).with_for_update()
    row = connection.execute(query).mappings().first()
    return None if row is None else Call(**row)


def newest(connection: Connection, case_id: int) -> Call | None:
    """Give the newest call of a case, whatever became of it."""
    mine = (calls.c.case_id == case_id, calls.c.status != NUMBER)
    query = select(*_FIELDS).where(*mine).order_by(calls.c.id.desc())
    row = connection.execute(query.limit(1)).mappings().first()
    return None if row is None else Call(**row)


def add(connection: Connection, case_id: int, now: datetime, **values: Any) -> int:
    """Write down a call; give its number."""
    row = {"case_id": case_id, "booked_at": now, "status": BOOKED, **values}
    return int(connection.execute(calls.insert().values(**row)).inserted_primary_key[0])


def change(connection: Connection, call_id: int, **values: Any) -> None:
    """Write down what became of a call."""
    connection.execute(calls.update().where(calls.c.id == call_id).values(**values))


def call_off(connection: Connection, case_id: int) -> bool:
    """Take back what was booked in a case; False where nothing was."""
    mine = (calls.c.case_id == case_id, _is_booked)
    return bool(connection.execute(calls.update().where(*mine).values(status=OFF)).rowcount)


def booked(connection: Connection, case_id: int) -> Call | None:
    """Give the call that is booked in a case, if one is."""
    call = newest(connection, case_id)
    return call if call is not None and call.status == BOOKED else None


def unreached_in_a_row(connection: Connection, case_id: int) -> int:
    """Count the calls that reached nobody since staff last spoke or wrote with the member."""
    since = select(func.max(case_events.c.id)).where(
        case_events.c.case_id == case_id, case_events.c.kind.in_(_SPOKE)
    )
    mine = (case_events.c.case_id == case_id, case_events.c.kind.in_(CALLS_UNREACHED))
    later = case_events.c.id > func.coalesce(since.scalar_subquery(), 0)
    return int(connection.execute(select(func.count()).where(*mine, later)).scalar_one())


def unreached_between(
    connection: Connection, since: datetime, until: datetime, told: Sequence[str]
) -> list[int]:
    """
    List open cases whose newest call was made then and reached nobody, and who texts knows nothing.

    Args:
        told: Kinds of lines in the history by which they were told since.
    """
    later = case_events.alias()
    after = (later.c.case_id == cases.c.id, later.c.id > case_events.c.id)
    is_over = exists().where(*after, later.c.kind.in_((*told, *_SPOKE, *CALLS_UNREACHED)))
    then = (case_events.c.at >= since, case_events.c.at < until, ~is_over)
    query = (
        select(cases.c.id)
        .join(case_events, case_events.c.case_id == cases.c.id)
        .where(cases.c.status.in_(OPEN), case_events.c.kind.in_(CALLS_UNREACHED), *then)
        .join(conversations, conversations.c.id == cases.c.conversation_id)
        .where(*_REACHED_BY_TEXT)
        .limit(AT_ONCE)
    )
    return list(connection.execute(query).scalars())


def coming(connection: Connection, until: datetime) -> list[tuple[int, datetime]]:
    """List booked calls of which nobody was told yet, with when they begin, up to then."""
    is_near = (_is_booked, calls.c.told_at.is_(None), calls.c.starts_at <= until)
    query = select(calls.c.id, calls.c.starts_at).where(*is_near).order_by(calls.c.starts_at)
    return [(row.id, row.starts_at) for row in connection.execute(query.limit(MOST_COMING))]


def over(connection: Connection, now: datetime) -> list[int]:
    """List booked calls whose time has gone by, but of those who are written with just now."""
    is_over = (_is_booked, calls.c.starts_at < now, calls.c.ends_at <= now)
    query = select(calls.c.id).join(cases, cases.c.id == calls.c.case_id)
    query = query.where(*is_over, cases.c.status != TALKING).order_by(calls.c.starts_at)
    return list(connection.execute(query.limit(AT_ONCE)).scalars())


def was_made(connection: Connection, case_id: int, since: datetime) -> bool:
    """Whether staff wrote down since then that they called and reached them."""
    return bool(connection.execute(select(exists().where(*_made(case_id, since)))).scalar_one())


def is_told(connection: Connection, case_id: int) -> bool:
    """Whether staff wrote down what came of the last call that was begun from the case."""
    mine = case_events.c.case_id == case_id
    begun = select(func.max(case_events.c.id)).where(mine, case_events.c.kind == CALL_BEGUN)
    kinds = (Event.CALL.value, *CALLS_UNREACHED)
    later = case_events.c.id > begun.scalar_subquery()
    query = select(exists().where(mine, case_events.c.kind.in_(kinds), later))
    return bool(connection.execute(query).scalar_one())


def made_unasked(connection: Connection, since: datetime, reasons: Sequence[str]) -> list[int]:
    """
    List cases in which a call was made since then, of which who texts was not asked yet.

    Args:
        reasons: With which a case is closed of which nobody is asked.
    """
    asked = exists().where(calls.c.case_id == cases.c.id, _asked_since(case_events.c.at))
    query = (
        select(cases.c.id)
        .distinct()
        .join(case_events, case_events.c.case_id == cases.c.id)
        .where(case_events.c.kind == Event.CALL.value, case_events.c.at >= since, ~asked)
        .join(conversations, conversations.c.id == cases.c.conversation_id)
        .where(*_REACHED_BY_TEXT, cases.c.status != JOINED)
        .where(cases.c.reason.is_(None) | cases.c.reason.notin_(reasons))
        .limit(AT_ONCE)
    )
    return list(connection.execute(query).scalars())


def is_unasked(connection: Connection, case_id: int) -> bool:
    """Whether nobody asked them since staff last wrote down a call in a case."""
    last = select(func.max(case_events.c.at)).where(
        case_events.c.case_id == case_id, case_events.c.kind == Event.CALL.value
    )
    at = connection.execute(last).scalar()
    mine = (calls.c.case_id == case_id, _asked_since(at))
    return at is not None and not connection.execute(select(exists().where(*mine))).scalar_one()


def _asked_since(moment: Any) -> Any:
    """Whether they were asked since then if a call reached them."""
    return (calls.c.asked_at >= moment) & (calls.c.status != NUMBER)


def asked_before(
    connection: Connection, conversation_id: str, inbox_id: int, *, number: bool = False
) -> Call | None:
    """
    Give the call of which they were asked right before a message, if it is not answered.

    Args:
        number: Whether they were asked which number can be called; else if it reached them.
    """
    seq = select(inbox.c.seq).where(inbox.c.id == inbox_id).scalar_subquery()
    mine = (cases.c.conversation_id == conversation_id, calls.c.asked_seq == seq - 1)
    is_that = calls.c.status == NUMBER if number else calls.c.status != NUMBER
    query = select(*_FIELDS).join(cases, cases.c.id == calls.c.case_id)
    row = (
        connection.execute(query.where(*mine, is_that, calls.c.reached.is_(None)))
        .mappings()
        .first()
    )
    return None if row is None else Call(**row)


def case_id_of(connection: Connection, call_id: int) -> int | None:
    """Give the case of a call; None where it is gone."""
    query = select(calls.c.case_id).where(calls.c.id == call_id)
    found: int | None = connection.execute(query).scalar()
    return found


def place_of(connection: Connection, case_id: int) -> tuple[str, str] | None:
    """Give the code and the conversation of a case; None where it was erased."""
    query = select(cases.c.code, cases.c.conversation_id).where(cases.c.id == case_id)
    row = connection.execute(query).first()
    return None if row is None else (row.code, row.conversation_id)


def case_with(connection: Connection, case_id: int) -> StoredCase | None:
    """Give a case by its number; None where it was erased."""
    place = place_of(connection, case_id)
    return None if place is None else by_code(connection, place[0])


def _made(case_id: int, since: datetime) -> tuple[Any, ...]:
    is_call = case_events.c.kind == Event.CALL.value
    return (case_events.c.case_id == case_id, is_call, case_events.c.at >= since)

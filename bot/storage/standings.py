"""Where the cases of a conversation stand, as far as the person themselves may hear it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.conversation.slots import Slot
from bot.handoff.case_life import (
    CALL_BEGUN,
    CALL_CONNECTED,
    LEFT_MESSAGE,
    LINE_BUSY,
    NO_ANSWER,
    Event,
)
from bot.handoff.danger import keeps_silent
from bot.storage import calls, staff
from bot.storage.case_events import case_events
from bot.storage.cases import JOINED, cases
from bot.storage.cipher import KeyProblem

_PLAIN = (
    *("code", "status", "urgency", "claimed_name", "due_at", "heard_at", "reason"),
    *("decision_due_at", "decided_at"),
)

_RANG = (Event.CALL.value, CALL_CONNECTED, NO_ANSWER, LEFT_MESSAGE, LINE_BUSY)
WRITTEN_WITHIN = timedelta(hours=1)
"""So long after a call was begun at the latest what came of it is written down."""


@dataclass(frozen=True)
class Called:
    """A call of staff at which a telephone rang: by whom, where that is known, and when."""

    name: str | None
    at: datetime


@dataclass(frozen=True)
class Standing:
    """
    One case, without what it tells.

    Args:
        wanted: The wish it was opened for; None where that cannot be read.
        booked: The time that was booked for a call which is still to be made.
        decision_due_at: By when the plan decides on what was sent in.
        called: The last call; None too where they wrote of violence, or may have, and
            somebody may read it.
        closed_at: When it was closed; when it was last changed, while it is open.
    """

    code: str
    status: str
    urgency: str
    claimed_name: str | None
    due_at: datetime | None
    heard_at: datetime | None
    reason: str | None
    wanted: str | None
    closed_at: datetime
    decision_due_at: datetime | None = None
    decided_at: datetime | None = None
    booked: Slot | None = None
    called: Called | None = None


def of_conversation(connection: Connection, conversation_id: str) -> list[Standing]:
    """List the cases of a conversation but joined ones, newest first."""
    is_theirs = (cases.c.conversation_id == conversation_id, cases.c.status != JOINED)
    more = ("id", "resolved_at", "updated_at", "claimed_by")
    names = (cases.c[name] for name in (*_PLAIN, *more))
    query = select(*names).where(*is_theirs).order_by(cases.c.opened_at.desc(), cases.c.id.desc())
    rows = connection.execute(query).mappings().all()
    return [_standing(connection, row) for row in rows]


def _standing(connection: Connection, row: Any) -> Standing:
    details = _details(connection, row["id"])
    # What cannot be read may tell of violence.
    may_tell = bool(details) and not keeps_silent(details)
    return Standing(
        **{name: row[name] for name in _PLAIN},
        wanted=details.get("wanted"),
        closed_at=row["resolved_at"] or row["updated_at"],
        booked=_booked(connection, row["id"]),
        called=_called(connection, row) if may_tell else None,
    )


def _booked(connection: Connection, case_id: int) -> Slot | None:
    call = calls.newest(connection, case_id)
    if call is None or call.status != calls.BOOKED or not call.starts_at or not call.ends_at:
        return None
    return Slot(call.starts_at, call.ends_at)


def _called(connection: Connection, case: Any) -> Called | None:
    """Give the newest call; it rang when it was begun, where it was begun from the console."""
    mine = case_events.c.case_id == case["id"]
    query = select(case_events.c.at, case_events.c.actor, staff.staff.c.name)
    query = query.outerjoin(staff.staff, staff.staff.c.account == case_events.c.actor)
    newest = query.order_by(case_events.c.id.desc()).limit(1)
    last = connection.execute(newest.where(mine, case_events.c.kind.in_(_RANG))).first()
    if last is None:
        return None
    begun = connection.execute(newest.where(mine, case_events.c.kind == CALL_BEGUN)).first()
    is_that = begun is not None and last.at - WRITTEN_WITHIN <= begun.at <= last.at
    own = case["claimed_name"] if case["claimed_by"] == last.actor else None
    return Called(last.name or own, begun.at if begun is not None and is_that else last.at)


def _details(connection: Connection, case_id: int) -> dict[str, Any]:
    try:
        details = connection.execute(select(cases.c.details).where(cases.c.id == case_id)).scalar()
    except KeyProblem:
        return {}
    return details or {}

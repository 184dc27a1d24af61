"""Where the cases of a conversation stand, as far as the person themselves may hear it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.conversation.slots import Slot
from bot.storage import calls
from bot.storage.cases import JOINED, cases
from bot.storage.cipher import KeyProblem

_PLAIN = (
    *("code", "status", "urgency", "claimed_name", "due_at", "heard_at", "reason"),
    *("decision_due_at", "decided_at"),
)


@dataclass(frozen=True)
class Standing:
    """
    One case, without what it tells.

    Args:
        wanted: The wish it was opened for; None where that cannot be read.
        booked: The time that was booked for a call which is still to be made.
        decision_due_at: By when the plan decides on what was sent in.
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


def of_conversation(connection: Connection, conversation_id: str) -> list[Standing]:
    """List the cases of a conversation but joined ones, newest first."""
    is_theirs = (cases.c.conversation_id == conversation_id, cases.c.status != JOINED)
    names = (cases.c[name] for name in (*_PLAIN, "id", "resolved_at", "updated_at"))
    query = select(*names).where(*is_theirs).order_by(cases.c.opened_at.desc(), cases.c.id.desc())
    return [
        Standing(
            **{name: row[name] for name in _PLAIN},
            wanted=_wanted(connection, row["id"]),
            closed_at=row["resolved_at"] or row["updated_at"],
            booked=_booked(connection, row["id"]),
        )
        for row in connection.execute(query).mappings().all()
    ]


def _booked(connection: Connection, case_id: int) -> Slot | None:
    call = calls.newest(connection, case_id)
    if call is None or call.status != calls.BOOKED or not call.starts_at or not call.ends_at:
        return None
    return Slot(call.starts_at, call.ends_at)


def _wanted(connection: Connection, case_id: int) -> str | None:
    try:
        details = connection.execute(select(cases.c.details).where(cases.c.id == case_id)).scalar()
    except KeyProblem:
        return None
    return (details or {}).get("wanted")

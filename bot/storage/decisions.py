"""
What was sent to the plan for a decision: by when it decides, and that it did.

    closed as sent in -> decided      (staff write it down)
                      -> late         (the time is over: the desk is told, once; still open)

The case stays closed; reopening it takes the clock away.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, and_, select
from sqlalchemy.engine import Connection

from bot.channels.desk_notice import DECISION_LATE
from bot.handoff.case_life import Refused, StaffMember
from bot.handoff.decisions import SENT_IN, decision_due
from bot.handoff.office_hours import office_contacts
from bot.storage import case_events
from bot.storage.audit import ASSISTANT
from bot.storage.cases import cases

DECIDED = "decided"
AT_ONCE = 50
NO_CLOCK = dict.fromkeys(("decision_due_at", "decision_late_at", "decided_at"))
"""The columns of a case of which nothing was sent in."""
is_awaited = and_(cases.c.decision_due_at.isnot(None), cases.c.decided_at.is_(None))
# "Which decision is late?" is asked every few seconds, and the queue lists them.
Index(
    "ix_cases_awaited",
    cases.c.decision_due_at,
    sqlite_where=is_awaited,
    postgresql_where=is_awaited,
)


def begun(urgency: str, reason: str, now: datetime) -> dict[str, Any]:
    """Give the columns of a case that is closed now: its clock runs if it was sent in."""
    if reason not in SENT_IN:
        return NO_CLOCK
    return {**NO_CLOCK, "decision_due_at": decision_due(now, urgency, office_contacts())}


def decide(
    connection: Connection, case_id: int, staff: StaffMember, now: datetime, note: str = ""
) -> None:
    """
    Write down that the plan has decided; what it decided is for the note.

    Raises:
        Refused: No decision is awaited.
    """
    if not _change(connection, case_id, decided_at=now, updated_at=now):
        raise Refused("not_due", "No decision is awaited in this case.")
    case_events.add(connection, case_id, DECIDED, staff.account, now, note.strip() or None)


def overdue(connection: Connection, now: datetime) -> list[int]:
    """List cases whose decision is late, of which nobody was told yet."""
    is_late = (is_awaited, cases.c.decision_late_at.is_(None), cases.c.decision_due_at < now)
    query = select(cases.c.id).where(*is_late).order_by(cases.c.decision_due_at).limit(AT_ONCE)
    return list(connection.execute(query).scalars())


def tell_late(connection: Connection, case_id: int, now: datetime) -> bool:
    """Have the desk told that a decision is late; False where it was, or is none any more."""
    is_untold = and_(cases.c.decision_late_at.is_(None), cases.c.decision_due_at < now)
    done = _change(connection, case_id, is_untold, decision_late_at=now, updated_at=now)
    if done:
        case_events.add(connection, case_id, DECISION_LATE, ASSISTANT, now)
    return done


def _change(connection: Connection, case_id: int, *conditions: Any, **values: Any) -> bool:
    is_it = (cases.c.id == case_id, is_awaited, *conditions)
    done = connection.execute(cases.update().where(*is_it).values(**values))
    return bool(done.rowcount == 1)

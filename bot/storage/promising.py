"""What is promised of a case that begins to wait a second time, and how pressing it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.handoff.office_hours import office_contacts
from bot.handoff.promises import ROUTINE, URGENT, promises
from bot.storage.cases import cases
from bot.storage.cipher import KeyProblem


def urgency_of(connection: Connection, case_id: int) -> str:
    """Give how pressing a case is."""
    query = select(cases.c.urgency).where(cases.c.id == case_id)
    return connection.execute(query).scalar() or ROUTINE


def due_again(connection: Connection, case_id: int, now: datetime) -> datetime:
    """Give by when somebody is heard from who waits again: of danger at once, as before."""
    urgency = urgency_of(connection, case_id)
    told = _danger(connection, case_id) if urgency == URGENT else {}
    return promises().due(urgency, told, now, office_contacts())


def _danger(connection: Connection, case_id: int) -> dict[str, Any]:
    """Give what was written of danger; of a case that cannot be read it is not known."""
    try:
        details = connection.execute(select(cases.c.details).where(cases.c.id == case_id)).scalar()
    except KeyProblem:
        return {}
    return {"danger": (details or {}).get("danger")}

"""The history of a case; rows are added, never changed, and go only with the case itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, Table, exists, select
from sqlalchemy.engine import Connection

from bot.storage import notices
from bot.storage.schema import Instant, Sealed, metadata

case_events = Table(
    "case_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    # "All that happened to this case, in order" is what the console asks.
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("actor", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    # For staff only.
    Column("note", Sealed("case_events.note")),
)


def add(
    connection: Connection,
    case_id: int,
    kind: str,
    actor: str,
    now: datetime,
    note: str | None = None,
) -> None:
    """
    Write down that something happened to a case, and have its desk told where it is to be.

    Args:
        note: For staff only.
    """
    values = {"case_id": case_id, "kind": kind, "actor": actor, "at": now, "note": note}
    connection.execute(case_events.insert().values(**values))
    notices.queue(connection, case_id, kind, now)


def of_case(connection: Connection, case_id: int) -> list[dict[str, Any]]:
    """Tell the history of a case, oldest first."""
    query = select(case_events).where(case_events.c.case_id == case_id).order_by(case_events.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def has(connection: Connection, case_id: int, kind: str) -> bool:
    """Say whether something ever happened to a case."""
    same = (case_events.c.case_id == case_id, case_events.c.kind == kind)
    return bool(connection.execute(select(exists().where(*same))).scalar())


def delete(connection: Connection, case_id: int) -> None:
    """Take out the history of a case that is being erased."""
    connection.execute(case_events.delete().where(case_events.c.case_id == case_id))

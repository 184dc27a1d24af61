"""The history of a case; rows are added, and go only with the case itself. Notes are erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, Table, exists, select
from sqlalchemy.engine import Connection

from bot.storage import notices
from bot.storage.schema import Instant, Sealed, metadata
from bot.storage.unreadable import rows_of

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
    return rows_of(connection, query)


def has(connection: Connection, case_id: int, kind: str) -> bool:
    """Say whether something ever happened to a case."""
    same = (case_events.c.case_id == case_id, case_events.c.kind == kind)
    return bool(connection.execute(select(exists().where(*same))).scalar())


def last(connection: Connection, case_id: int, kind: str) -> dict[str, Any] | None:
    """Give the newest line of one kind in the history of a case."""
    same = (case_events.c.case_id == case_id, case_events.c.kind == kind)
    query = select(case_events).where(*same).order_by(case_events.c.id.desc()).limit(1)
    return next(iter(rows_of(connection, query)), None)


def blank(connection: Connection, case_id: int) -> None:
    """Take out what staff wrote about a case of which the member had everything erased."""
    mine = case_events.update().where(case_events.c.case_id == case_id)
    connection.execute(mine.values(note=None))


def delete(connection: Connection, case_id: int) -> None:
    """Take out the history of a case that is being erased."""
    connection.execute(case_events.delete().where(case_events.c.case_id == case_id))

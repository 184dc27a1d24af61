"""
Who saw or changed what, for good: rows are added, and the database itself refuses all else.

Each row carries the hash of the one before, so that a row taken out or changed all the same, in the
file itself, is found. No row holds anything that a person told.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Integer, String, Table, select, text
from sqlalchemy.engine import Connection

from bot.storage.schema import Instant, metadata

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    # Unique: two rows after the same one would make two histories.
    Column("previous", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False),
)
FIRST = "0" * 64
ASSISTANT = "assistant"
# Any number that nothing else in the database locks by.
_LOCK = text("SELECT pg_advisory_xact_lock(20261121)")
_LAST = select(audit.c.hash).order_by(audit.c.id.desc()).limit(1)


@dataclass(frozen=True)
class Entry:
    """One row: at that moment `actor` did `action` to `subject` (a case's code, an id)."""

    at: datetime
    actor: str
    action: str
    subject: str

    def hashed(self, previous: str) -> str:
        """Give the hash of this row after the one with that hash."""
        told = (previous, self.at.isoformat(), self.actor, self.action, self.subject)
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def add(connection: Connection, entry: Entry) -> None:
    """Write down one thing that was seen or done."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK)
    previous = connection.execute(_LAST).scalar() or FIRST
    row = {"at": entry.at, "actor": entry.actor, "action": entry.action, "subject": entry.subject}
    connection.execute(audit.insert().values(**row, previous=previous, hash=entry.hashed(previous)))


def newest(connection: Connection, limit: int) -> list[Entry]:
    """Give the last rows, newest first."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    return [_entry(row) for row in connection.execute(query)]


def first_broken(connection: Connection) -> int | None:
    """Give the number of the first row that does not follow from the one before, if any."""
    previous = FIRST
    for row in connection.execute(select(audit).order_by(audit.c.id)):
        if row.previous != previous or row.hash != _entry(row).hashed(previous):
            return int(row.id)
        previous = row.hash
    return None


def _entry(row: object) -> Entry:
    return Entry(row.at, row.actor, row.action, row.subject)  # type: ignore[attr-defined]

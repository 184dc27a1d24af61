"""
Who saw or changed what, for good: rows are added, and the database itself refuses all else.

Each row carries the hash of the one before, so that a row taken out or changed all the same, in the
file itself, is found. No row holds anything that a person told.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, Integer, String, Table, func, select, text
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
# "When did they look at this last?" is asked whenever an open page shows something new.
Index("ix_audit_looks", audit.c.subject, audit.c.actor, audit.c.action, audit.c.at)
FIRST = "0" * 64
ASSISTANT = "assistant"
PAGE = 100
"""So many rows are shown at once."""
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


@dataclass(frozen=True)
class Sought:
    """
    Which rows to show; what is empty counts for all.

    Args:
        account: Whose rows, in large or small letters.
        code: With what the codes of the cases begin that they are of.
        page: From 1; one too many is the last.
    """

    account: str = ""
    code: str = ""
    page: int = 1


def add(connection: Connection, entry: Entry) -> None:
    """Write down one thing that was seen or done."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK)
    previous = connection.execute(_LAST).scalar() or FIRST
    row = {"at": entry.at, "actor": entry.actor, "action": entry.action, "subject": entry.subject}
    connection.execute(audit.insert().values(**row, previous=previous, hash=entry.hashed(previous)))


def last(connection: Connection, actor: str, action: str, subject: str) -> datetime | None:
    """Give when somebody did this to that the last time, if ever."""
    is_it = (audit.c.subject == subject, audit.c.actor == actor, audit.c.action == action)
    query = select(audit.c.at).where(*is_it).order_by(audit.c.at.desc()).limit(1)
    found: datetime | None = connection.execute(query).scalar()
    return found


def newest(connection: Connection, limit: int) -> list[Entry]:
    """Give the last rows, newest first."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    return [_entry(row) for row in connection.execute(query)]


def found(connection: Connection, sought: Sought) -> tuple[list[Entry], int]:
    """Give one page of the rows that are sought, newest first, and how many there are in all."""
    is_it = [func.lower(audit.c.actor) == sought.account.lower()] if sought.account else []
    is_it += [audit.c.subject.startswith(sought.code, autoescape=True)] if sought.code else []
    total = connection.execute(select(func.count()).select_from(audit).where(*is_it)).scalar_one()
    page = min(sought.page, -(-total // PAGE) or 1)
    query = select(audit).where(*is_it).order_by(audit.c.id.desc())
    rows = connection.execute(query.limit(PAGE).offset(PAGE * (page - 1)))
    return [_entry(row) for row in rows], int(total)


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

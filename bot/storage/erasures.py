"""
What is left of what was erased: that it happened, and the ids of messages that may come again.

A provider delivers a message again when it is not sure of the first time, and a captured request
stays valid for ever; so the hash of each id is kept, with nothing that leads to a person.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, String, Table, bindparam, func, select
from sqlalchemy.engine import Connection

from bot.storage.schema import Instant, metadata

erasures = Table(
    "erasures",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("channel", String(8), nullable=False),
    Column("asked_by", String(8), nullable=False),
    Column("messages", Integer, nullable=False),
    Column("cases_erased", Integer, nullable=False),
    Column("cases_kept", Integer, nullable=False),
    # Until then the database's own log may still hold what was erased.
    Column("scrubbed_at", Instant),
)
forgotten_keys = Table(
    "forgotten",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("seq", Integer),
    Column("at", Instant, nullable=False),
)
_FORGOTTEN = select(forgotten_keys.c.seq).where(forgotten_keys.c.key_hash == bindparam("key"))


def forgotten(connection: Connection, key_hash: str) -> tuple[bool, int]:
    """Say whether a message with this id was erased, and give the number it had."""
    row = connection.execute(_FORGOTTEN, {"key": key_hash}).first()
    return row is not None, (row.seq or 0) if row else 0


def remember_keys(
    connection: Connection, keys: list[tuple[str, int | None]], now: datetime
) -> None:
    """Keep the hashed ids of messages about to be erased."""
    rows: list[dict[str, Any]] = [{"key_hash": key, "seq": seq, "at": now} for key, seq in keys]
    if rows:
        connection.execute(forgotten_keys.insert(), rows)


def add(
    connection: Connection,
    now: datetime,
    *,
    channel: str,
    asked_by: str,
    messages: int,
    cases_erased: int,
    cases_kept: int,
) -> None:
    """Count one erasing; `asked_by` is "member" or "staff"."""
    row = {"at": now, "channel": channel, "asked_by": asked_by, "messages": messages}
    counts = {"cases_erased": cases_erased, "cases_kept": cases_kept}
    connection.execute(erasures.insert().values(**row, **counts))


def unscrubbed(connection: Connection) -> list[int]:
    """List the erasings of which the database's own log may still hold something."""
    query = select(erasures.c.id).where(erasures.c.scrubbed_at.is_(None))
    return [int(identity) for identity in connection.execute(query).scalars()]


def mark_unscrubbed(connection: Connection) -> None:
    """Write down that something more of what was erased was taken out just now."""
    newest = select(func.max(erasures.c.id)).scalar_subquery()
    connection.execute(erasures.update().where(erasures.c.id == newest).values(scrubbed_at=None))


def mark_scrubbed(connection: Connection, identities: list[int], now: datetime) -> None:
    """Write down that nothing is left of these, which were there before the log was emptied."""
    statement = erasures.update().where(erasures.c.id.in_(identities)).values(scrubbed_at=now)
    connection.execute(statement)

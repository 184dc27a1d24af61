"""
The inbox: every message taken from a member, until its one turn is done.

A worker holds a message by a lease (a random token and an end). Only the holder of the lease may
finish it, so a worker that was too slow, or came back from the dead, changes nothing.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.engine import Connection

from bot.storage.schema import Instant, json_column, metadata

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    # "sms:" and Twilio's MessageSid, or "web:", the conversation and the client's own id.
    Column("dedupe_key", String(160), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    Column("text", Text),
    Column("choice", json_column()),
    Column("seq", Integer),
    Column("status", String(12), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("lease_token", String(32)),
    Column("lease_until", Instant),
    Column("not_before", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("finished_at", Instant),
    sqlite_autoincrement=True,
)
_is_open = inbox.c.status == "open"
Index(
    "ix_inbox_open",
    inbox.c.conversation_id,
    inbox.c.id,
    sqlite_where=_is_open,
    postgresql_where=_is_open,
)

_older = inbox.alias("older")
_waits = exists().where(
    _older.c.conversation_id == inbox.c.conversation_id,
    _older.c.status == "open",
    _older.c.id < inbox.c.id,
)
_now = bindparam("now", type_=Instant)
# Open, not held, its time come, and no older message of its conversation open, held or not.
_DUE = (
    _is_open,
    or_(inbox.c.lease_until.is_(None), inbox.c.lease_until < _now),
    inbox.c.not_before <= _now,
    ~_waits,
)
_CLAIMABLE = select(inbox.c.id).where(*_DUE).limit(bindparam("most"))
_CLAIM = select(inbox).where(*_DUE).order_by(inbox.c.id).limit(1).with_for_update(skip_locked=True)
_LEASE = inbox.update().where(inbox.c.id == bindparam("the_id"))
_FREE: dict[str, Any] = {"lease_token": None, "lease_until": None}
_RELEASE_ALL = inbox.update().where(_is_open, inbox.c.lease_token.isnot(None)).values(**_FREE)
_RELEASE = _LEASE.where(_is_open, inbox.c.lease_token == bindparam("mine"))
_ADD = inbox.insert()
_BY_KEY = select(inbox.c.conversation_id, inbox.c.seq).where(inbox.c.dedupe_key == bindparam("key"))
_HAS_OPEN = (
    select(inbox.c.id).where(_is_open, inbox.c.conversation_id == bindparam("the_id")).limit(1)
)


@dataclass(frozen=True)
class Received:
    """A message held by a worker; `kind` is "hello", "text" or "choice"."""

    id: int
    conversation_id: str
    kind: str
    text: str | None
    choice: list[str] | None
    tries: int
    failures: int
    received_at: datetime
    lease_token: str


def seq_of(connection: Connection, dedupe_key: str) -> tuple[str, int | None] | None:
    """Find a message that came before: its conversation and its number in the log."""
    row = connection.execute(_BY_KEY, {"key": dedupe_key}).first()
    return None if row is None else (row.conversation_id, row.seq)


def add(
    connection: Connection,
    conversation_id: str,
    dedupe_key: str,
    now: datetime,
    *,
    kind: str,
    text: str | None = None,
    choice: list[str] | None = None,
    seq: int | None = None,
    status: str = "open",
) -> int:
    """Store one message, whose key must be new, and give its id."""
    row = {
        "conversation_id": conversation_id,
        "dedupe_key": dedupe_key,
        "kind": kind,
        "text": text,
        "choice": choice,
        "seq": seq,
        "status": status,
        "tries": 0,
        "failures": 0,
        "not_before": now,
        "received_at": now,
    }
    return int(connection.execute(_ADD, row).inserted_primary_key[0])


def has_open(connection: Connection, conversation_id: str) -> bool:
    """Say whether a message of the conversation still waits for its turn."""
    return connection.execute(_HAS_OPEN, {"the_id": conversation_id}).first() is not None


def claimable(connection: Connection, now: datetime, limit: int) -> int:
    """Count the messages that may be worked on now, up to a limit."""
    return len(connection.execute(_CLAIMABLE, {"now": now, "most": limit}).all())


def claim(connection: Connection, now: datetime, lease: timedelta) -> Received | None:
    """Take the oldest message that may be worked on now, if there is one."""
    row = connection.execute(_CLAIM, {"now": now}).mappings().first()
    return None if row is None else _lease(connection, row, now + lease)


def _lease(connection: Connection, row: Any, until: datetime) -> Received:
    token = secrets.token_hex(16)
    values = {"lease_token": token, "lease_until": until, "tries": row["tries"] + 1}
    connection.execute(_LEASE, {"the_id": row["id"], **values})
    kept = {name: row[name] for name in Received.__dataclass_fields__}
    return Received(**{**kept, "tries": values["tries"], "lease_token": token})


def release_all(connection: Connection) -> int:
    """
    Free what dead workers held, give how many: for a worker that knows itself to be the only one.

    Were another alive after all, its turn would be taken twice, but kept once: its lease is lost.
    """
    return int(connection.execute(_RELEASE_ALL).rowcount)


def finish(connection: Connection, held: Received, status: str, now: datetime) -> bool:
    """Close a message ("done" or "set_aside"); False if the lease was lost meanwhile."""
    return _release(connection, held, {"status": status, "finished_at": now})


def put_back(connection: Connection, held: Received, not_before: datetime, *, failed: bool) -> bool:
    """Leave a message open for a later try; False if the lease was lost meanwhile."""
    values = {"not_before": not_before, "failures": held.failures + failed}
    return _release(connection, held, values)


def _release(connection: Connection, held: Received, values: dict[str, Any]) -> bool:
    mine = {"the_id": held.id, "mine": held.lease_token}
    return bool(connection.execute(_RELEASE, {**mine, **_FREE, **values}).rowcount == 1)

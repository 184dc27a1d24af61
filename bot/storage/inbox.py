"""
The inbox: every message taken from a member, until its one turn is done.

A worker holds a message by a lease (a random token and an end). Only the holder of the lease may
finish it, so a worker that was too slow, or came back from the dead, changes nothing.
"""

import hashlib
import logging
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
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.engine import Connection

from bot.storage import erasures
from bot.storage.cipher import KeyProblem
from bot.storage.conversations import conversations
from bot.storage.schema import Instant, Sealed, SealedJson, metadata
from bot.storage.unreadable import rows_of

inbox = Table(
    "inbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    # Hash of "sms:" and Twilio's MessageSid, or of "web:", the conversation and the client's id.
    Column("dedupe_key", String(160), nullable=False, unique=True),
    Column("kind", String(8), nullable=False),
    # Who of the staff gave it for the member, by telephone with them.
    Column("speaker", String(60)),
    Column("text", Sealed("inbox.text")),
    Column("choice", SealedJson("inbox.choice")),
    Column("seq", Integer),
    # The message with the question the person had before them; None where none was open.
    Column("asked_seq", Integer),
    # What the model took the text for and how sure it was: {"intent", "confidence", ...}.
    Column("understood", SealedJson("inbox.understood")),
    Column("status", String(12), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    # How often a worker never gave it back: it died of it, or was killed meanwhile.
    Column("deaths", Integer, nullable=False),
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

# Why two workers of PostgreSQL never take two messages of a conversation, or one twice. A row that
# another claims at this moment is skipped (`SKIP LOCKED`), yet the condition below still sees it
# open, held or not, so the next of its conversation waits. A row whose claim was committed between
# the look and the lock is looked at again before it is given, and is no longer free. What that
# second look does not repeat is the search for older messages; nothing can have come there since:
# ids of a conversation are given out under the lock of its row, and what was closed stays closed.
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
# Those who were answered longest ago first, so that one who sends much, or a crowd that does, does
# not keep everybody else waiting behind all that they sent.
_WAITED_SINCE = func.coalesce(conversations.c.served_at, conversations.c.created_at)
# First without what is sealed: one row that cannot be opened must not keep all others waiting.
_SEALED = ("text", "choice", "understood")
_CLAIM = (
    select(*(column for column in inbox.columns if column.name not in _SEALED))
    .join(conversations, conversations.c.id == inbox.c.conversation_id)
    .where(*_DUE)
    .order_by(_WAITED_SINCE, inbox.c.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=inbox)
)
_CONTENT = select(inbox.c.text, inbox.c.choice).where(inbox.c.id == bindparam("the_id"))
_LEASE = inbox.update().where(inbox.c.id == bindparam("the_id"))
_FREE: dict[str, Any] = {"lease_token": None, "lease_until": None}
_RELEASE_ALL = (
    inbox.update()
    .where(_is_open, inbox.c.lease_token.isnot(None))
    .values(deaths=inbox.c.deaths + 1, **_FREE)
)
_RELEASE = _LEASE.where(_is_open, inbox.c.lease_token == bindparam("mine"))
_ADD = inbox.insert()
_BY_KEY = select(inbox.c.seq, inbox.c.kind, inbox.c.text, inbox.c.choice).where(
    inbox.c.dedupe_key == bindparam("key")
)
_HAS_OPEN = (
    select(inbox.c.id).where(_is_open, inbox.c.conversation_id == bindparam("the_id")).limit(1)
)

UNREADABLE = "unreadable"
WITH_STAFF = "with_staff"
"""The status of what a person of ours reads and answers; it has no turn."""
BACK = "back"
"""The kind of a row that no member wrote: the assistant comes back and goes on."""
ONWARD = "onward"
"""Another: by telephone with them, staff go on at the next question of the screening."""

log = logging.getLogger("calaim.storage")


@dataclass(frozen=True)
class Received:
    """A message held by a worker; `kind` is "hello", "text", "choice", "back" or "onward"."""

    id: int
    conversation_id: str
    kind: str
    text: str | None
    choice: list[str] | None
    asked_seq: int | None
    tries: int
    failures: int
    deaths: int
    received_at: datetime
    lease_token: str
    speaker: str | None = None


@dataclass(frozen=True)
class Earlier:
    """A message that came before; only its number is left where it was erased (`kind` None)."""

    seq: int
    kind: str | None = None
    text: str | None = None
    choice: list[str] | None = None


def hashed(dedupe_key: str) -> str:
    """What is kept of a message's id: ids are chosen elsewhere, and may say who somebody is."""
    return hashlib.sha256(dedupe_key.encode()).hexdigest()


def earlier(connection: Connection, dedupe_key: str) -> Earlier | None:
    """Find the message that came before with this id, erased or not."""
    key = hashed(dedupe_key)
    for row in rows_of(connection, _BY_KEY, {"key": key}):
        return Earlier(row["seq"] or 0, row["kind"], row["text"], row["choice"])
    erased, seq = erasures.forgotten(connection, key)
    return Earlier(seq) if erased else None


def seq_of(connection: Connection, row: int) -> int | None:
    """Give the number in its conversation of the message kept under a number here."""
    query = select(inbox.c.seq).where(inbox.c.id == row)
    found: int | None = connection.execute(query).scalar()
    return found


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
    asked_seq: int | None = None,
    status: str = "open",
    speaker: str | None = None,
) -> int:
    """Store one message, whose key must be new, and give its id."""
    row = {
        "conversation_id": conversation_id,
        "dedupe_key": hashed(dedupe_key),
        "kind": kind,
        "speaker": speaker,
        "text": text,
        "choice": choice,
        "seq": seq,
        "asked_seq": asked_seq,
        "status": status,
        "tries": 0,
        "failures": 0,
        "deaths": 0,
        "not_before": now,
        "received_at": now,
    }
    return int(connection.execute(_ADD, row).inserted_primary_key[0])


def has_open(connection: Connection, conversation_id: str) -> bool:
    """Say whether a message of the conversation still waits for its turn."""
    return connection.execute(_HAS_OPEN, {"the_id": conversation_id}).first() is not None


def leave_to_staff(connection: Connection, conversation_id: str, now: datetime) -> int:
    """Close what waits for its turn, in a worker's hands or not; give how many there were."""
    mine = (_is_open, inbox.c.conversation_id == conversation_id)
    values = {"status": WITH_STAFF, "finished_at": now, **_FREE}
    return int(connection.execute(inbox.update().where(*mine).values(**values)).rowcount)


def claimable(connection: Connection, now: datetime, limit: int) -> int:
    """Count the messages that may be worked on now, up to a limit."""
    return len(connection.execute(_CLAIMABLE, {"now": now, "most": limit}).all())


def claim(connection: Connection, now: datetime, lease: timedelta) -> Received | None:
    """
    Take the message that may be worked on now of whoever waits longest, if there is one.

    What cannot be opened (a damaged file, a lost key) is set aside on the way, unread.
    """
    while row := connection.execute(_CLAIM, {"now": now}).mappings().first():
        try:
            content = connection.execute(_CONTENT, {"the_id": row["id"]}).mappings().one()
        except KeyProblem:
            set_aside_unread(connection, row["id"], now)
            continue
        return _lease(connection, {**row, **content}, now + lease)
    return None


def set_aside_unread(connection: Connection, identity: int, now: datetime) -> None:
    """Close a message that cannot be read, or whose conversation cannot."""
    log.error("message_unreadable", extra={"inbox": identity})
    values = {"status": UNREADABLE, "finished_at": now, **_FREE}
    connection.execute(_LEASE, {"the_id": identity, **values})


def _lease(connection: Connection, row: dict[str, Any], until: datetime) -> Received:
    token = secrets.token_hex(16)
    # Whoever held it before never gave it back.
    deaths = row["deaths"] + (row["lease_token"] is not None)
    values = {"lease_token": token, "lease_until": until, "tries": row["tries"] + 1}
    connection.execute(_LEASE, {"the_id": row["id"], "deaths": deaths, **values})
    kept = {name: row[name] for name in Received.__dataclass_fields__}
    taken = {"tries": values["tries"], "deaths": deaths, "lease_token": token}
    return Received(**{**kept, **taken})


def release_all(connection: Connection) -> int:
    """
    Free what dead workers held, give how many: for a worker that knows itself to be the only one.

    Were another alive after all, its turn would be taken twice, but kept once: its lease is lost.
    """
    return int(connection.execute(_RELEASE_ALL).rowcount)


def finish(
    connection: Connection,
    held: Received,
    status: str,
    now: datetime,
    understood: dict[str, Any] | None = None,
) -> bool:
    """Close a message ("done" or "set_aside"); False if the lease was lost meanwhile."""
    values = {"status": status, "finished_at": now, "understood": understood}
    return _release(connection, held, values)


def put_back(connection: Connection, held: Received, not_before: datetime, *, failed: bool) -> bool:
    """Leave a message open for a later try; False if the lease was lost meanwhile."""
    values = {"not_before": not_before, "failures": held.failures + failed}
    return _release(connection, held, values)


def _release(connection: Connection, held: Received, values: dict[str, Any]) -> bool:
    mine = {"the_id": held.id, "mine": held.lease_token}
    return bool(connection.execute(_RELEASE, {**mine, **_FREE, **values}).rowcount == 1)

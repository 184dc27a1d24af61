"""
The outbox: every text message to be sent, from "queued" to what the network says of it.

    queued -> sending -> accepted -> sent -> delivered | undelivered | failed
                      -> queued      (the provider said it did not take it)
                      -> uncertain   (nobody knows whether it went out; never sent blindly again)
                      -> failed      (it can never be sent)
    uncertain -> accepted | queued | unknown   (what the provider's own list told, or nothing did)
    queued -> cancelled | expired
    undelivered | failed -> queued   (a try that a report closed, and that is made again)

"sending" is committed before the provider is called, so a crash leaves a trace of the intent. A
try is made again under the next number (`tries`), which reports on it name; while the text waits
for that, `sid` is the closed try's, of which no report counts any more.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    exists,
    or_,
    select,
)
from sqlalchemy.engine import Connection

from bot.storage.cipher import KeyProblem
from bot.storage.conversations import conversations
from bot.storage.schema import Instant, Sealed, metadata

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("body", Sealed("outbox.body"), nullable=False),
    Column("status", String(12), nullable=False),
    Column("sid", String(40), unique=True),
    Column("error_code", Integer),
    Column("tries", Integer, nullable=False),
    # How often the provider's own list was asked about an uncertain send, and did not have it.
    Column("checks", Integer, nullable=False),
    Column("lease_token", String(32)),
    Column("lease_until", Instant),
    Column("not_before", Instant, nullable=False),
    Column("tried_at", Instant),
    # From here on the next text of the conversation may follow without overtaking this one.
    Column("clear_at", Instant),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    # When the message came that this answers; None for what may be read at any time.
    Column("asked_at", Instant),
    # Help in danger: waits for nothing before it, goes first, and is never taken back.
    Column("is_urgent", Boolean, nullable=False),
    ForeignKeyConstraint(["conversation_id", "seq"], ["messages.conversation_id", "messages.seq"]),
)
PENDING = ("queued", "sending", "uncertain")
_pending = outbox.c.status.in_(PENDING)
Index("ix_outbox_order", outbox.c.conversation_id, outbox.c.seq, unique=True)
Index("ix_outbox_pending", outbox.c.status, sqlite_where=_pending, postgresql_where=_pending)

# How far a text has come; a report may only move it forward, and the last step stays.
RANK = {"accepted": 1, "sent": 2, "delivered": 3, "undelivered": 3, "failed": 3}
# The network may turn two texts round when the second follows the first more closely than this.
CLEAR_AFTER = timedelta(seconds=3)

# Why two senders of PostgreSQL never take two texts of a conversation. A row that another holds
# uncommitted is skipped (`SKIP LOCKED`), but the condition below still sees it as it was: queued,
# so the next text waits. Once that claim is committed it sees "sending". A row that changed between
# the look and the lock is looked at again before it is given. The numbers of a conversation are
# given out under the lock of its row, so whoever sees a text sees all those before it.
#
# With the text its conversation is locked, never waited for: else a STOP, which holds the
# conversation and wants its texts, and a sender, who holds a text and then marks the conversation,
# would each wait for the other.
_before = outbox.alias("before")
_now = bindparam("now", type_=Instant)
_waits = exists().where(
    _before.c.conversation_id == outbox.c.conversation_id,
    _before.c.seq < outbox.c.seq,
    or_(_before.c.status.in_(PENDING), _before.c.clear_at > _now),
)
# Queued, its time come, and nothing before it in the way. One text of a conversation is in flight
# at a time: a later one waits until all before it are settled and had a moment to arrive, since
# the network does not keep the order.
_DUE = (
    outbox.c.status == "queued",
    outbox.c.not_before <= _now,
    or_(outbox.c.is_urgent, ~_waits),
)
_CLAIMABLE = select(outbox.c.id).where(*_DUE).limit(bindparam("most"))
_CONTENT = select(outbox.c.body, conversations.c.address).join(
    conversations, conversations.c.id == outbox.c.conversation_id
)

log = logging.getLogger("calaim.storage")


@dataclass(frozen=True)
class Sending:
    """A text held by a sender, with the number it goes to."""

    id: str
    conversation_id: str
    address: str
    body: str
    tries: int
    checks: int
    tried_at: datetime | None
    created_at: datetime
    expires_at: datetime
    asked_at: datetime | None
    is_urgent: bool
    opted_out_at: datetime | None
    lease_token: str

    @property
    def is_unwanted(self) -> bool:
        """Whether they opted out after it was written; what confirms that was written with it."""
        if self.opted_out_at is None or self.is_urgent:
            return False
        return self.created_at < self.opted_out_at


def add(
    connection: Connection,
    conversation_id: str,
    seq: int,
    body: str,
    now: datetime,
    expires_at: datetime,
    asked_at: datetime | None = None,
    *,
    is_urgent: bool = False,
) -> None:
    """
    Queue one text.

    Args:
        seq: Its place in the conversation's message log.
        asked_at: When the message came that it answers; None for what may be read at any time.
        is_urgent: For help in danger.
    """
    statement = outbox.insert().values(
        id=secrets.token_hex(16),
        conversation_id=conversation_id,
        seq=seq,
        body=body,
        status="queued",
        tries=0,
        checks=0,
        not_before=now,
        created_at=now,
        expires_at=expires_at,
        asked_at=asked_at,
        is_urgent=is_urgent,
    )
    connection.execute(statement)


def claimable(connection: Connection, now: datetime, limit: int) -> int:
    """Count the texts that may go out now, up to a limit."""
    return len(connection.execute(_CLAIMABLE, {"now": now, "most": limit}).all())


def claim(connection: Connection, now: datetime, lease: timedelta) -> Sending | None:
    """Take the text that goes first, help before all, and mark it "sending", if there is one."""
    return _take(connection, now, lease, "sending", _DUE)


def claim_uncertain(connection: Connection, now: datetime, lease: timedelta) -> Sending | None:
    """Take a text nobody knows about whose time has come to ask the provider's list."""
    free = or_(outbox.c.lease_until.is_(None), outbox.c.lease_until < _now)
    where = (outbox.c.status == "uncertain", outbox.c.not_before <= _now, free)
    return _take(connection, now, lease, "uncertain", where)


def _take(
    connection: Connection, now: datetime, lease: timedelta, status: str, where: tuple[Any, ...]
) -> Sending | None:
    """Take the first of these; one that cannot be opened fails on the way and stops no other."""
    plain = (column for column in outbox.columns if column.name != "body")
    query = (
        select(*plain, conversations.c.opted_out_at)
        .join(conversations, conversations.c.id == outbox.c.conversation_id)
        .where(*where)
        .order_by(outbox.c.is_urgent.desc(), outbox.c.created_at, outbox.c.seq)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True, of=(outbox, conversations))
    )
    while row := connection.execute(query, {"now": now}).mappings().first():
        where_it_is = outbox.c.id == row["id"]
        try:
            content = connection.execute(_CONTENT.where(where_it_is)).mappings().one()
        except KeyProblem:
            log.error("text_unreadable", extra={"outbox": row["id"]})
            connection.execute(outbox.update().where(where_it_is).values(status="failed"))
            continue
        return _hold(connection, {**row, **content}, now, lease, status)
    return None


def _hold(
    connection: Connection, row: dict[str, Any], now: datetime, lease: timedelta, status: str
) -> Sending:
    values = {"status": status, "lease_token": secrets.token_hex(16), "lease_until": now + lease}
    if status == "sending":
        values |= {"tries": row["tries"] + 1, "tried_at": now, "sid": None}
    connection.execute(outbox.update().where(outbox.c.id == row["id"]).values(**values))
    kept = {name: row[name] for name in Sending.__dataclass_fields__}
    return Sending(**{**kept, **{k: v for k, v in values.items() if k in kept}})


def settle(connection: Connection, held: Sending, status: str, **values: Any) -> bool:
    """
    Write what became of a held text; False if a report of the provider was quicker.

    Args:
        status: The next state, see the top of this file.
        values: Columns that change with it: sid, error_code, not_before, clear_at, checks.
    """
    statement = (
        outbox.update()
        .where(outbox.c.id == held.id, outbox.c.lease_token == held.lease_token)
        .values(status=status, lease_token=None, lease_until=None, **values)
    )
    return bool(connection.execute(statement).rowcount == 1)


def report(
    connection: Connection,
    outbox_id: str,
    sid: str,
    status: str,
    error_code: int | None,
    now: datetime,
    attempt: int | None = None,
) -> bool:
    """
    Take a provider's report on one text, forward only; False if it changed nothing.

    A report also settles a text of which the answer to our own call was lost.

    Args:
        attempt: The try that it is about, where it says so.
    """
    lower = [name for name, rank in RANK.items() if rank < RANK[status]]
    clear_at = now + CLEAR_AFTER if status == "accepted" else now
    is_closed = (outbox.c.status == "queued") & outbox.c.sid.isnot(None)
    statement = (
        outbox.update()
        .where(outbox.c.id == outbox_id, ~is_closed)
        .where(or_(outbox.c.sid.is_(None), outbox.c.sid == sid))
        .where(outbox.c.status.in_([*PENDING, "unknown", *lower]))
        .values(status=status, sid=sid, lease_token=None, clear_at=clear_at)
    )
    if attempt is not None:
        statement = statement.where(outbox.c.tries == attempt)
    if error_code is not None:
        # Kept from an earlier try, it says that a second one has been made.
        statement = statement.values(error_code=error_code)
    return bool(connection.execute(statement).rowcount == 1)


def replace_body(connection: Connection, held: Sending, body: str) -> None:
    """Have another text go out in the place of a held one."""
    where = (outbox.c.id == held.id, outbox.c.lease_token == held.lease_token)
    connection.execute(outbox.update().where(*where).values(body=body, asked_at=None))


def give_up_leases(connection: Connection, now: datetime, settle_at: datetime) -> int:
    """Mark texts whose sender died in the middle as uncertain; give how many."""
    statement = (
        outbox.update()
        .where(outbox.c.status == "sending", outbox.c.lease_until < now)
        .values(status="uncertain", lease_token=None, lease_until=None, not_before=settle_at)
    )
    return int(connection.execute(statement).rowcount)


def cancel_queued(connection: Connection, conversation_id: str) -> int:
    """Take back all that was not sent yet but help in danger; give how many."""
    is_queued = (outbox.c.status == "queued") & ~outbox.c.is_urgent
    where = (outbox.c.conversation_id == conversation_id, is_queued)
    statement = outbox.update().where(*where).values(status="cancelled")
    return int(connection.execute(statement).rowcount)

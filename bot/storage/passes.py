"""Passes: a code to read out or a link to text that opens a conversation for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, ForeignKey, Integer, String, Table, select
from sqlalchemy.engine import Connection

from bot.storage.schema import Instant, cipher_of, metadata

CODE, LINK = "code", "link"
MOVED = "moved"
"""Of a token that opened a conversation until it went on on another device."""

passes = Table(
    "passes",
    metadata,
    # Keyed, since a code is short enough to be guessed from a plain hash.
    Column("hash", String(64), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("uses_left", Integer, nullable=False),
)


def add(
    connection: Connection,
    kind: str,
    secret: str,
    conversation_id: str,
    now: datetime,
    lasts: timedelta,
    uses: int,
) -> None:
    """
    Let a secret open a conversation.

    Args:
        kind: `CODE`, `LINK` or `MOVED`; a secret opens nothing as the other kind.
        uses: How often it may be used.
    """
    row = {"hash": _hash(connection, kind, secret), "kind": kind, "uses_left": uses}
    times = {"created_at": now, "expires_at": now + lasts}
    connection.execute(passes.insert().values(conversation_id=conversation_id, **row, **times))


def use(connection: Connection, kind: str, secret: str, now: datetime) -> str | None:
    """Use a pass once; give the id of its conversation, or None if it opens nothing (any more)."""
    mine = passes.c.hash == _hash(connection, kind, secret)
    counted = connection.execute(
        passes.update()
        .where(mine, passes.c.expires_at > now, passes.c.uses_left > 0)
        .values(uses_left=passes.c.uses_left - 1)
    )
    if counted.rowcount != 1:
        return None
    return str(connection.execute(select(passes.c.conversation_id).where(mine)).scalar_one())


def is_good(connection: Connection, kind: str, secret: str, now: datetime) -> bool:
    """Whether a pass would open something now; it stays unused."""
    query = select(passes.c.hash).where(
        passes.c.hash == _hash(connection, kind, secret),
        passes.c.expires_at > now,
        passes.c.uses_left > 0,
    )
    return connection.execute(query).first() is not None


def is_known(connection: Connection, kind: str, secret: str) -> bool:
    """Whether there is such a pass, though it may open nothing any more."""
    query = select(passes.c.hash).where(passes.c.hash == _hash(connection, kind, secret))
    return connection.execute(query).first() is not None


def revoke(connection: Connection, conversation_id: str, kind: str | None = None) -> None:
    """Have no pass, or none of this kind, open this conversation any more."""
    theirs = passes.delete().where(passes.c.conversation_id == conversation_id)
    connection.execute(theirs if kind is None else theirs.where(passes.c.kind == kind))


def forget_old(connection: Connection, now: datetime) -> int:
    """Take out passes whose time is over; give how many."""
    return int(connection.execute(passes.delete().where(passes.c.expires_at <= now)).rowcount)


def _hash(connection: Connection, kind: str, secret: str) -> str:
    return cipher_of(connection).index(kind, secret)

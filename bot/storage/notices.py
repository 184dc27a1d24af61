"""
The outbox of notices to desks: what happened to a case, until each way of telling has told it.

    new -> (spread) one row for each way -> queued -> sent
                                                   -> dead     (tried for days; staff can retry)

A notice is written with the event itself, by whichever process that is; the worker, which knows
the ways, spreads it. It holds no word of the case: what is sent is read as it goes out. A sender
that dies in the middle loses its lease, and the same key goes out again.

What happened to one case is told in its order: a notice is due no later than those after it, and
is sent before them. One that is refused again and again holds up none: those after it are tried
right behind it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
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
    case,
    column,
    exists,
    or_,
    select,
    table,
)
from sqlalchemy.engine import Connection

from bot.channels.desk_notice import WORDS
from bot.storage.schema import Instant, metadata

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    # What the receiver knows it by.
    Column("key", String(32), nullable=False),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    # Empty until it is spread.
    Column("target", String(10), nullable=False),
    Column("desk", String(24), nullable=False),
    Column("status", String(8), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("give_up_at", Instant, nullable=False),
    Column("lease_token", String(32)),
    Column("lease_until", Instant),
    # Why the last try failed, in words of ours for staff.
    Column("problem", String(120)),
    Column("sent_at", Instant),
)
NEW, QUEUED, SENT, DEAD = "new", "queued", "sent", "dead"
_unsent = notices.c.status.in_((NEW, QUEUED, DEAD))
Index("ix_notices_unsent", notices.c.status, sqlite_where=_unsent, postgresql_where=_unsent)
Index("ix_notices_once", notices.c.key, notices.c.target, unique=True)

TRIED_FOR = timedelta(days=3)
# Somebody who writes the same ten times makes one notice.
AGAIN_AFTER = timedelta(minutes=10)

# Only the columns that are not sealed; the whole table is one layer above, and imports this.
case_row = table(
    "cases",
    *(column(name) for name in ("id", "code", "urgency", "goes_to", "status")),
    column("opened_at", Instant()),
)
of_case = notices.join(case_row, case_row.c.id == notices.c.case_id)
_now, _target = bindparam("now", type_=Instant), bindparam("the_target")
_older = notices.alias("older")
_IS_FREE = or_(notices.c.lease_until.is_(None), notices.c.lease_until < _now)
_IS_AFTER_ONE_ON_ITS_WAY = exists().where(
    _older.c.case_id == notices.c.case_id,
    _older.c.target == notices.c.target,
    _older.c.id < notices.c.id,
    _older.c.status == QUEUED,
    _older.c.lease_until >= _now,
)
_DUE = (
    notices.c.status == QUEUED,
    notices.c.target == _target,
    notices.c.not_before <= _now,
    _IS_FREE,
    ~_IS_AFTER_ONE_ON_ITS_WAY,
)
_ANY_NEW = select(notices.c.id).where(notices.c.status == NEW).limit(1)
_ANY_DUE = select(notices.c.id).where(*_DUE).limit(1)
_CONTENT = [case_row.c[name] for name in ("code", "urgency", "opened_at")]
_URGENT_FIRST = case((case_row.c.urgency == "urgent", 0), else_=1)
_NEXT = (
    select(notices, *_CONTENT, case_row.c.status.label("case_status"))
    .select_from(of_case)
    .where(*_DUE)
    .order_by(_URGENT_FIRST, notices.c.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=notices)
)


@dataclass(frozen=True)
class Held:
    """A notice held by a sender, with what is told of its case."""

    id: int
    key: str
    case_id: int
    target: str
    kind: str
    at: datetime
    desk: str
    tries: int
    give_up_at: datetime
    code: str
    urgency: str
    case_status: str
    opened_at: datetime
    lease_token: str


def queue(connection: Connection, case_id: int, kind: str, now: datetime) -> None:
    """Have the desk told of what happened, where it is one of the things that desks are told."""
    if kind not in WORDS:
        return
    row = _row(secrets.token_hex(16), case_id, kind, now, now)
    connection.execute(notices.insert().values(**row, target="", desk="", status=NEW))


def _row(key: str, case_id: int, kind: str, at: datetime, now: datetime) -> dict[str, Any]:
    told = {"key": key, "case_id": case_id, "kind": kind, "at": at}
    return {**told, "tries": 0, "not_before": now, "give_up_at": now + TRIED_FOR}


def any_new(connection: Connection) -> bool:
    """Whether `spread` has anything to do."""
    return connection.execute(_ANY_NEW).first() is not None


def spread(
    connection: Connection, targets_of: Callable[[str], Sequence[str]], now: datetime
) -> int:
    """
    Make each new notice one for each way of telling its desk; give how many there were.

    Args:
        targets_of: Gives the names of the ways to tell a desk; where there are none, nobody is.
    """
    # Nobody is waited for: whoever changes a case may be about to take it out, notices and all.
    query = (
        select(notices, case_row.c.goes_to)
        .select_from(of_case)
        .where(notices.c.status == NEW)
        .order_by(notices.c.id)
        .limit(100)
        .with_for_update(skip_locked=True, key_share=True, of=(notices, case_row))
    )
    found = connection.execute(query).mappings().all()
    for row in found:
        connection.execute(notices.delete().where(notices.c.id == row["id"]))
        if _was_told_just_now(connection, row):
            continue
        told = _row(row["key"], row["case_id"], row["kind"], row["at"], now)
        for target in targets_of(row["goes_to"]):
            fixed = {"target": target, "desk": row["goes_to"], "status": QUEUED}
            connection.execute(notices.insert().values(**told, **fixed))
            _bring_forward(connection, target, now, now, notices.c.case_id == row["case_id"])
    return len(found)


def _was_told_just_now(connection: Connection, row: Any) -> bool:
    same = (notices.c[name] == row[name] for name in ("case_id", "kind"))
    lately = notices.c.at.between(row["at"] - AGAIN_AFTER, row["at"])
    query = select(exists().where(*same, notices.c.desk == row["goes_to"], lately))
    return bool(connection.execute(query).scalar_one())


def any_due(connection: Connection, target: str, now: datetime) -> bool:
    """Whether something may be sent this way now."""
    return connection.execute(_ANY_DUE, {"the_target": target, "now": now}).first() is not None


def claim(connection: Connection, target: str, now: datetime, lease: timedelta) -> Held | None:
    """Take the notice that goes first this way, urgent ones before all, if there is one."""
    row = connection.execute(_NEXT, {"the_target": target, "now": now}).mappings().first()
    if row is None:
        return None
    values = {"lease_token": secrets.token_hex(16), "tries": row["tries"] + 1}
    until = {"lease_until": now + lease}
    connection.execute(notices.update().where(notices.c.id == row["id"]).values(**values, **until))
    return Held(**{name: {**row, **values}[name] for name in Held.__dataclass_fields__})


def sent(connection: Connection, held: Held, now: datetime) -> bool:
    """
    Write down that a held notice was taken; False if its lease had ended, and another has it.

    Where it had failed before, the way works again: what else has failed on it is due at once.
    """
    if not _settle(connection, held, SENT, sent_at=now, problem=None):
        return False
    if held.tries > 1:
        _bring_forward(connection, held.target, now, now, notices.c.tries > 0)
    return True


def failed(
    connection: Connection, held: Held, problem: str, again_at: datetime, now: datetime
) -> bool:
    """
    Write down that a held notice was not taken; False if its lease had ended, and another has it.

    Args:
        again_at: When it is tried again, unless it was tried for long enough.
    """
    status = DEAD if now >= held.give_up_at else QUEUED
    if not _settle(connection, held, status, not_before=again_at, problem=problem):
        return False
    its_case = notices.c.case_id == held.case_id
    _bring_forward(connection, held.target, again_at, now, its_case, notices.c.id < held.id)
    return True


def _settle(connection: Connection, held: Held, status: str, **values: Any) -> bool:
    statement = (
        notices.update()
        .where(notices.c.id == held.id, notices.c.lease_token == held.lease_token)
        .values(status=status, lease_token=None, lease_until=None, **values)
    )
    return bool(connection.execute(statement).rowcount == 1)


def _bring_forward(
    connection: Connection, target: str, to: datetime, now: datetime, *which: Any
) -> None:
    """Have some that wait on a way tried no later than then; nobody is waited for."""
    waits = (notices.c.target == target, notices.c.status == QUEUED, notices.c.not_before > to)
    found = select(notices.c.id).where(*waits, _IS_FREE, *which)
    found = found.with_for_update(skip_locked=True)
    statement = notices.update().where(notices.c.id.in_(found)).values(not_before=to)
    connection.execute(statement, {"now": now})


def release_all(connection: Connection) -> int:
    """Free what a dead sender held; give how many. Only where no other one can be at work."""
    statement = notices.update().where(notices.c.lease_token.isnot(None))
    return int(connection.execute(statement.values(lease_token=None, lease_until=None)).rowcount)

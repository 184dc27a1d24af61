"""
The outbox of notices to desks: what happened to a case, until each way of telling has told it.

    new -> (spread) one row for each way -> queued -> sent
                                                   -> dead     (tried for days; staff can retry)

A notice is written with the event itself, by whichever process that is; the worker, which knows
the ways, spreads it. It holds no word of the case: what is sent is read as it goes out. A sender
that dies in the middle loses its lease, and the same key goes out again.
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
    and_,
    bindparam,
    case,
    column,
    exists,
    func,
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
_case = table(
    "cases",
    *(column(name) for name in ("id", "code", "urgency", "goes_to", "status")),
    column("opened_at", Instant()),
)
_of_case = notices.join(_case, _case.c.id == notices.c.case_id)
_now, _target = bindparam("now", type_=Instant), bindparam("the_target")
_DUE = (
    notices.c.status == QUEUED,
    notices.c.target == _target,
    notices.c.not_before <= _now,
    or_(notices.c.lease_until.is_(None), notices.c.lease_until < _now),
)
_ANY_NEW = select(notices.c.id).where(notices.c.status == NEW).limit(1)
_ANY_DUE = select(notices.c.id).where(*_DUE).limit(1)
_CONTENT = [_case.c[name] for name in ("code", "urgency", "opened_at")]
_URGENT_FIRST = case((_case.c.urgency == "urgent", 0), else_=1)
_NEXT = (
    select(notices, *_CONTENT, _case.c.status.label("case_status"))
    .select_from(_of_case)
    .where(*_DUE)
    .order_by(_URGENT_FIRST, notices.c.not_before, notices.c.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=notices)
)


@dataclass(frozen=True)
class Held:
    """A notice held by a sender, with what is told of its case."""

    id: int
    key: str
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


@dataclass(frozen=True)
class Unsent:
    """A notice that waits, or is given up, as staff see it."""

    target: str
    desk: str
    code: str
    kind: str
    at: datetime
    status: str
    tries: int
    not_before: datetime
    problem: str | None


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
        select(notices, _case.c.goes_to)
        .select_from(_of_case)
        .where(notices.c.status == NEW)
        .order_by(notices.c.id)
        .limit(100)
        .with_for_update(skip_locked=True, key_share=True, of=(notices, _case))
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


def settle(connection: Connection, held: Held, status: str, **values: Any) -> bool:
    """
    Write what became of a held notice; False if its lease had ended, and another has it.

    Args:
        values: Columns that change with it: problem, not_before, sent_at.
    """
    statement = (
        notices.update()
        .where(notices.c.id == held.id, notices.c.lease_token == held.lease_token)
        .values(status=status, lease_token=None, lease_until=None, **values)
    )
    return bool(connection.execute(statement).rowcount == 1)


def unsent(connection: Connection, limit: int) -> list[Unsent]:
    """List what waits or is given up, oldest first; what works at the first try is not yet."""
    names = ("target", "desk", "kind", "at", "status", "tries", "not_before", "problem")
    query = (
        select(*(notices.c[name] for name in names), _case.c.code)
        .select_from(_of_case)
        .where(notices.c.status.in_((QUEUED, DEAD)))
        .order_by(notices.c.at, notices.c.id)
        .limit(limit)
    )
    return [Unsent(**row) for row in connection.execute(query).mappings()]


def count_unsent(connection: Connection) -> dict[tuple[str, str], int]:
    """Tell how many wait (`QUEUED`) and are given up (`DEAD`), by target and status."""
    query = (
        select(notices.c.target, notices.c.status, func.count().label("many"))
        .where(notices.c.status.in_((QUEUED, DEAD)))
        .group_by(notices.c.target, notices.c.status)
    )
    return {(row.target, row.status): row.many for row in connection.execute(query)}


def release_all(connection: Connection) -> int:
    """Free what a dead sender held; give how many. Only where no other one can be at work."""
    statement = notices.update().where(notices.c.lease_token.isnot(None))
    return int(connection.execute(statement.values(lease_token=None, lease_until=None)).rowcount)


def retry(connection: Connection, now: datetime) -> int:
    """Have all that is not sent tried at once, also what was given up; give how many."""
    is_held = and_(notices.c.lease_until.isnot(None), notices.c.lease_until >= now)
    statement = (
        notices.update()
        .where(notices.c.status.in_((QUEUED, DEAD)), ~is_held)
        .values(status=QUEUED, not_before=now, give_up_at=now + TRIED_FOR)
    )
    return int(connection.execute(statement).rowcount)


def forget_sent(connection: Connection, before: datetime) -> int:
    """Take out what was sent before then; give how many."""
    old = (notices.c.status == SENT, notices.c.sent_at < before)
    return int(connection.execute(notices.delete().where(*old)).rowcount)

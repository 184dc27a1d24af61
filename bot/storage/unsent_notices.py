"""The notices that did not go out, as those see them who look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Connection

from bot.storage.notices import DEAD, NEW, QUEUED, SENT, TRIED_FOR, case_row, notices, of_case


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


def unsent(connection: Connection, limit: int) -> list[Unsent]:
    """List what waits or is given up, oldest first; what works at the first try is not yet."""
    names = ("target", "desk", "kind", "at", "status", "tries", "not_before", "problem")
    query = (
        select(*(notices.c[name] for name in names), case_row.c.code)
        .select_from(of_case)
        .where(notices.c.status.in_((QUEUED, DEAD)))
        .order_by(notices.c.at, notices.c.id)
        .limit(limit)
    )
    return [Unsent(**row) for row in connection.execute(query).mappings()]


def left_new(connection: Connection, before: datetime) -> int:
    """Count what happened before then and no worker has looked at."""
    query = select(func.count()).where(notices.c.status == NEW, notices.c.at < before)
    return int(connection.execute(query).scalar_one())


def count_unsent(connection: Connection) -> dict[tuple[str, str], int]:
    """Tell how many wait (`QUEUED`) and are given up (`DEAD`), by target and status."""
    query = (
        select(notices.c.target, notices.c.status, func.count().label("many"))
        .where(notices.c.status.in_((QUEUED, DEAD)))
        .group_by(notices.c.target, notices.c.status)
    )
    return {(row.target, row.status): row.many for row in connection.execute(query)}


def retry(connection: Connection, now: datetime, target: str = "") -> int:
    """
    Have all that is not sent tried at once, also what was given up; give how many.

    Args:
        target: The only way that is tried; empty for all.
    """
    is_held = and_(notices.c.lease_until.isnot(None), notices.c.lease_until >= now)
    statement = (
        notices.update()
        .where(notices.c.status.in_((QUEUED, DEAD)), ~is_held)
        .where(*([notices.c.target == target] if target else []))
        .values(status=QUEUED, not_before=now, give_up_at=now + TRIED_FOR)
    )
    return int(connection.execute(statement).rowcount)


def forget_sent(connection: Connection, before: datetime) -> int:
    """Take out what was sent before then; give how many."""
    old = (notices.c.status == SENT, notices.c.sent_at < before)
    return int(connection.execute(notices.delete().where(*old)).rowcount)

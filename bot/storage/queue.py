"""
The cases as a queue: urgent first, then by what was promised, then by who waits longest.

Which cases stand on a page is found in an index alone: what a case tells is sealed and large, so
only those shown are read and opened.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, func, select
from sqlalchemy.engine import Connection

from bot.storage import cases as store
from bot.storage.case_events import case_events
from bot.storage.cases import JOINED, WAITING, StoredCase, cases

RESOLVED = "resolved"
PAGE = 25
_INDEXED = (
    *(cases.c.status, cases.c.goes_to, cases.c.urgency, cases.c.due_at, cases.c.opened_at),
    *(cases.c.claimed_by, cases.c.code),
)
Index("ix_cases_queue", *_INDEXED)
Index("ix_cases_updated_at", cases.c.updated_at)
_ORDER = (
    *(cases.c.urgency.desc(), cases.c.due_at.asc().nulls_last()),
    *(cases.c.opened_at, cases.c.code),
)
_NEWEST_FIRST = (cases.c.opened_at.desc(), cases.c.code)
_CLOSED = (RESOLVED, JOINED)
_LIKE_ESCAPES = str.maketrans({"%": "\\%", "_": "\\_", "\\": "\\\\"})


@dataclass(frozen=True)
class Asked:
    """
    Which cases to list.

    Args:
        show: "waiting" (nobody has them), "mine", "open" or "closed".
        desk: One desk, or empty for both.
        account: Whose they are where `show` is "mine".
        code: What their code begins with, such as "KTR-4"; then whatever `show` says.
        page: From 1.
    """

    show: str
    desk: str
    account: str
    code: str = ""
    page: int = 1


@dataclass(frozen=True)
class Place:
    """Where a case stands beside what it tells: who has it, and by when it was promised."""

    claimed_by: str | None
    claimed_name: str | None
    claimed_at: datetime | None
    active_at: datetime | None
    due_at: datetime | None
    escalated_at: datetime | None
    resolved_at: datetime | None
    reason: str | None


@dataclass(frozen=True)
class Listed:
    """One case of the queue."""

    case: StoredCase
    place: Place


@dataclass(frozen=True)
class Page:
    """
    One page of the queue.

    Args:
        total: On all pages together.
        waiting, urgent: How many wait at the asked desk, also where others are listed.
    """

    listed: tuple[Listed, ...]
    total: int
    waiting: int
    urgent: int


_PLACE = [cases.c[name] for name in Place.__dataclass_fields__]


def page(connection: Connection, asked: Asked) -> Page:
    """Read one page; one too high is the last one there is."""
    chosen = _chosen(asked)
    total = _count(connection, *chosen)
    last = max(1, -(-total // PAGE))
    order = _NEWEST_FIRST if asked.show == "closed" and not asked.code else _ORDER
    query = select(cases.c.code).where(*chosen).order_by(*order)
    query = query.limit(PAGE).offset((min(max(asked.page, 1), last) - 1) * PAGE)
    codes = list(connection.execute(query).scalars())
    waiting = _at(asked.desk, cases.c.status == WAITING)
    return Page(
        listed=_listed(connection, codes),
        total=total,
        waiting=_count(connection, *waiting),
        urgent=_count(connection, *waiting, cases.c.urgency == "urgent"),
    )


def _chosen(asked: Asked) -> list[Any]:
    if asked.code:
        return [cases.c.code.like(f"{asked.code.translate(_LIKE_ESCAPES)}%", escape="\\")]
    shown = {
        "mine": (cases.c.status.not_in(_CLOSED)) & (cases.c.claimed_by == asked.account),
        "open": cases.c.status.not_in(_CLOSED),
        "closed": cases.c.status.in_(_CLOSED),
    }
    return _at(asked.desk, shown.get(asked.show, cases.c.status == WAITING))


def _at(desk: str, condition: Any) -> list[Any]:
    return [condition, *([cases.c.goes_to == desk] if desk else [])]


def _count(connection: Connection, *conditions: Any) -> int:
    query = select(func.count()).select_from(cases).where(*conditions)
    return int(connection.execute(query).scalar_one())


def _listed(connection: Connection, codes: list[str]) -> tuple[Listed, ...]:
    """Open these cases, in this order."""
    query = select(cases.c.code, *_PLACE).where(cases.c.code.in_(codes))
    places = {
        row["code"]: Place(**{name: row[name] for name in Place.__dataclass_fields__})
        for row in connection.execute(query).mappings()
    }
    found = {case.code: case for case in store.with_codes(connection, codes)}
    return tuple(Listed(found[code], places[code]) for code in codes if code in found)


def one(connection: Connection, code: str) -> Listed | None:
    """Read one case by its code."""
    found = _listed(connection, [code])
    return found[0] if found else None


def stamp(connection: Connection) -> str:
    """Give something that is another whenever the queue looks different."""
    counts = [
        select(func.max(case_events.c.id)),
        select(func.max(cases.c.updated_at)),
        select(func.count()).select_from(cases),
    ]
    return " ".join(str(connection.execute(query).scalar()) for query in counts)

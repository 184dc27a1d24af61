"""
The cases as a queue: urgent first, then by what was promised, then by who waits longest.

Which cases stand on a page is found in an index alone: what a case tells is sealed and large, so
only those shown are read and opened.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Index, func, select
from sqlalchemy.engine import Connection

from bot.handoff.case_life import JOINED, OPEN, RESOLVED, WAITING
from bot.storage import cases as store
from bot.storage.case_events import case_events
from bot.storage.cases import StoredCase, cases
from bot.storage.conversations import COUNTRY, conversations, ids_of_number
from bot.storage.decisions import is_awaited

PAGE = 25
MOST_OTHERS = 20
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
_ORDERS = {
    "closed": _NEWEST_FIRST,
    "sent": (cases.c.decision_due_at, cases.c.opened_at, cases.c.code),
}
_CLOSED = (RESOLVED, JOINED)
_LIKE_ESCAPES = str.maketrans({"%": "\\%", "_": "\\_", "\\": "\\\\"})


@dataclass(frozen=True)
class Asked:
    """
    Which cases to list.

    Args:
        show: "waiting" (nobody has them), "mine", "open", "sent" (in, and not decided) or "closed".
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
    """
    Where a case stands beside what it tells: who has it, and by when it was promised.

    Args:
        opted_out_at: When they stopped texts, while that holds.
        together_at: Since when somebody goes on with the questions, by telephone with them.
        touched_at: When the last message was written, by either side.
    """

    claimed_by: str | None
    claimed_name: str | None
    claimed_at: datetime | None
    active_at: datetime | None
    due_at: datetime | None
    heard_at: datetime | None
    escalated_at: datetime | None
    resolved_at: datetime | None
    decision_due_at: datetime | None
    decided_at: datetime | None
    reason: str | None
    together_at: datetime | None
    opted_out_at: datetime | None
    channel: str
    touched_at: datetime


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
        late: Of how many there the plan's decision is late.
    """

    listed: tuple[Listed, ...]
    total: int
    waiting: int
    urgent: int
    late: int


_PLACE = [
    cases.c[name] if name in cases.c else conversations.c[name]
    for name in Place.__dataclass_fields__
]


def page(connection: Connection, asked: Asked, now: datetime) -> Page:
    """Read one page; one too high is the last one there is."""
    chosen = _chosen(asked)
    total = _count(connection, *chosen)
    last = max(1, -(-total // PAGE))
    order = _ORDER if asked.code else _ORDERS.get(asked.show, _ORDER)
    query = select(cases.c.code).where(*chosen).order_by(*order)
    query = query.limit(PAGE).offset((min(max(asked.page, 1), last) - 1) * PAGE)
    codes = list(connection.execute(query).scalars())
    waiting = _at(asked.desk, cases.c.status == WAITING)
    return Page(
        listed=_listed(connection, codes),
        total=total,
        waiting=_count(connection, *waiting),
        urgent=_count(connection, *waiting, cases.c.urgency == "urgent"),
        late=_count(connection, *_at(asked.desk, is_awaited), cases.c.decision_due_at < now),
    )


def following(connection: Connection, asked: Asked, code: str) -> str | None:
    """Give the case that stands after this one in the whole list, the first where none does."""
    query = select(cases.c.code).where(*_chosen(asked)).order_by(*_ORDER)
    codes = list(connection.execute(query).scalars())
    after = codes[codes.index(code) + 1 :] if code in codes else []
    return next((each for each in (*after, *codes) if each != code), None)


def _chosen(asked: Asked) -> list[Any]:
    if asked.code:
        return [cases.c.code.like(f"{asked.code.translate(_LIKE_ESCAPES)}%", escape="\\")]
    shown = {
        "mine": (cases.c.status.in_(OPEN)) & (cases.c.claimed_by == asked.account),
        "open": cases.c.status.in_(OPEN),
        "sent": is_awaited,
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
    query = query.join(conversations, conversations.c.id == cases.c.conversation_id)
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
    """Give a word that is another whenever the queue looks different."""
    counts = [
        select(func.max(case_events.c.id)),
        select(func.max(cases.c.updated_at)),
        select(func.count()).select_from(cases),
    ]
    return short(*(connection.execute(query).scalar() for query in counts))


def short(*values: object) -> str:
    """Give one word, fit for an address, that is another where one of the values is."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def others(connection: Connection, case: StoredCase, number: str | None) -> list[Listed]:
    """
    List other cases of the same conversation or telephone number, newest first.

    Args:
        number: As the case tells it; several people may share one.
    """
    digits = (number or "").removeprefix(COUNTRY)
    known = ids_of_number(connection, f"{COUNTRY}{digits}") if digits else []
    is_theirs = cases.c.conversation_id.in_([case.conversation_id, *known])
    query = select(cases.c.code).where(is_theirs, cases.c.code != case.code)
    newest = query.order_by(cases.c.opened_at.desc()).limit(MOST_OTHERS)
    return list(_listed(connection, list(connection.execute(newest).scalars())))


def place_of(connection: Connection, code: str) -> tuple[str, datetime, int] | None:
    """Tell of a case its conversation, when it changed last, and how much happened to it."""
    events = select(func.count()).where(case_events.c.case_id == cases.c.id).scalar_subquery()
    query = select(cases.c.conversation_id, cases.c.updated_at, events.label("events"))
    row = connection.execute(query.where(cases.c.code == code)).first()
    return None if row is None else (row.conversation_id, row.updated_at, row.events)

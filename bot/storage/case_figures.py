"""What supervisors ask of all cases together: no content of any, only when what happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.handoff.case_life import RESOLVED, SPEAKS, WAITING, Event
from bot.storage.case_events import case_events
from bot.storage.cases import cases

ANSWERS = tuple(event.value for event in SPEAKS)
_FIRST = {
    "claimed_at": (Event.CLAIM.value,),
    "answered_at": ANSWERS,
    "escalated_at": (Event.ESCALATE.value,),
}


@dataclass(frozen=True)
class Course:
    """
    When what first happened to one case; None where it did not yet.

    Args:
        answered_at: Somebody of the staff took over the conversation or called.
    """

    desk: str
    opened_at: datetime
    claimed_at: datetime | None
    answered_at: datetime | None
    escalated_at: datetime | None


@dataclass(frozen=True)
class Waiting:
    """How many wait at a desk now, and for how many of them a promise is broken."""

    desk: str
    count: int
    late: int


def courses(connection: Connection, since: datetime) -> list[Course]:
    """Give the cases that were opened since then."""
    firsts = [
        func.min(case_events.c.at).filter(case_events.c.kind.in_(kinds)).label(name)
        for name, kinds in _FIRST.items()
    ]
    told = [kind for kinds in _FIRST.values() for kind in kinds]
    happened = select(case_events.c.case_id, *firsts).where(
        case_events.c.kind.in_(told), case_events.c.at >= since
    )
    by_case = {
        case_id: firsts
        for case_id, *firsts in connection.execute(happened.group_by(case_events.c.case_id))
    }
    nothing = [None] * len(_FIRST)
    # What an index holds: the cases themselves are large.
    opened = select(cases.c.id, cases.c.goes_to, cases.c.opened_at)
    return [
        Course(goes_to, opened_at, *by_case.get(case_id, nothing))
        for case_id, goes_to, opened_at in connection.execute(
            opened.where(cases.c.opened_at >= since)
        )
    ]


def waiting(connection: Connection, now: datetime) -> list[Waiting]:
    """Give who waits now, by desk."""
    late: Any = func.count().filter(cases.c.due_at < now)
    query = select(cases.c.goes_to.label("desk"), func.count().label("count"), late.label("late"))
    rows = connection.execute(query.where(cases.c.status == WAITING).group_by(cases.c.goes_to))
    return [Waiting(**row) for row in rows.mappings()]


def reasons(connection: Connection, since: datetime) -> dict[str, int]:
    """Count why cases were resolved since then."""
    is_done = (cases.c.status == RESOLVED, cases.c.resolved_at >= since)
    query = select(cases.c.reason, func.count()).where(*is_done).group_by(cases.c.reason)
    return {str(reason): int(count) for reason, count in connection.execute(query)}

"""Taking out of a case that stays what a member had erased, with what staff wrote about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.handoff.case_life import RESOLVED
from bot.handoff.erasing import emptied
from bot.storage import case_events
from bot.storage.cases import cases
from bot.storage.unreadable import rows_of


def reduce(
    connection: Connection, case_id: int, details: dict[str, Any], summary: str, now: datetime
) -> None:
    """Leave only these details of a case."""
    content = {"details": details, "summary": summary, "updated_at": now}
    connection.execute(cases.update().where(cases.c.id == case_id).values(**content))
    case_events.blank(connection, case_id)
    case_events.add(connection, case_id, "erased", "assistant", now)


def empty_closed(connection: Connection, conversation_id: str, now: datetime) -> None:
    """Leave of closed cases only that there were some: when, at which desk, and how they ended."""
    theirs = (cases.c.conversation_id == conversation_id, cases.c.status == RESOLVED)
    for row in rows_of(connection, select(cases.c.id, cases.c.details).where(*theirs)):
        told = row["details"] or {}
        if not told.get("is_emptied"):
            reduce(connection, row["id"], *emptied(told, now.isoformat()), now)

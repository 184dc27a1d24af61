"""How long somebody has waited for the turn of a message."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.storage.inbox import inbox


def waits_since(connection: Connection, conversation_id: str) -> datetime | None:
    """Tell since when the oldest message that waits has; None where none does."""
    is_theirs = (inbox.c.status == "open", inbox.c.conversation_id == conversation_id)
    query = select(func.min(inbox.c.received_at)).where(*is_theirs)
    since: datetime | None = connection.execute(query).scalar()
    return since

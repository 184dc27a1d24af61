"""Whether somebody has a case open, and its code, to be read out over the telephone."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.storage.cases import cases


def open_code(connection: Connection, conversation_id: str, subjects: Sequence[str]) -> str | None:
    """
    Give the code of the open case of a conversation, if there is one.

    Args:
        subjects: What the case may be called there (`CaseDraft.subject`), the likeliest first.
    """
    for subject in subjects:
        query = select(cases.c.code).where(cases.c.open_key == f"{conversation_id}:{subject}")
        found = connection.execute(query).scalar()
        if found is not None:
            return str(found)
    return None


def has_open(connection: Connection, conversation_id: str, subjects: Sequence[str]) -> bool:
    """Whether a case of a conversation is open, see `open_code`."""
    keys = [f"{conversation_id}:{subject}" for subject in subjects]
    query = select(cases.c.id).where(cases.c.open_key.in_(keys)).limit(1)
    return connection.execute(query).first() is not None

"""The code of the case that somebody has open, to be read out over the telephone."""

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

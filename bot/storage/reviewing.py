"""The texts of members that the dialogue was least sure of, for an analyst to learn from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.storage.conversations import conversations
from bot.storage.inbox import inbox


@dataclass(frozen=True)
class Doubtful:
    """
    One text and how it was taken.

    Args:
        confidence: Of the intent, 0 to 1; None where the model was not asked.
        question: The id of the question then open, if one was.
        missed: Whether it was not understood.
        names: Names the person gave in the same conversation.
    """

    text: str
    intent: str | None
    confidence: float | None
    question: str | None
    missed: bool
    names: tuple[str, ...]


def doubtful(connection: Connection, since: datetime | None) -> Iterator[Doubtful]:
    """
    Give the texts understood or not understood since a moment, in no order.

    Nothing of those who opted out; of those who had everything erased there is nothing. What
    spoke of danger to life never was a turn, and is left out.
    """
    query = (
        select(inbox.c.text, inbox.c.understood, conversations.c.screening)
        .join(conversations, conversations.c.id == inbox.c.conversation_id)
        .where(
            inbox.c.kind == "text",
            inbox.c.text.isnot(None),
            inbox.c.understood.isnot(None),
            conversations.c.opted_out_at.is_(None),
        )
    )
    if since is not None:
        query = query.where(inbox.c.received_at >= since)
    for row in connection.execute(query).mappings():
        known = row["understood"]
        yield Doubtful(
            row["text"],
            known.get("intent"),
            known.get("confidence"),
            known.get("question"),
            bool(known.get("missed")),
            _names(row["screening"] or {}),
        )


def _names(screening: dict[str, Any]) -> tuple[str, ...]:
    handover = screening.get("handover") or {}
    found = (handover.get("name"), handover.get("member_name"))
    return tuple(name for name in found if name)

"""Who writes is there again: to be answered and written with, whatever was erased or is damaged."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.engine import Connection

from bot.storage import conversations
from bot.storage.conversations import Conversation


def heard_again(
    connection: Connection, to: Conversation, number: str | None = None
) -> Conversation:
    """
    Give a conversation, locked, as it is from a new message on.

    Args:
        number: From which they text; written down anew where it cannot be opened any more.
    """
    if to.erased_at is None and to.address == number:
        return to
    known = {"erased_at": None, "address": number}
    conversations.change(connection, to.id, **known)
    return replace(to, erased_at=None, address=number)

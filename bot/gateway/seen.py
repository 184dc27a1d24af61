"""Which question somebody had before them as they wrote: a later one they cannot have answered."""

from sqlalchemy.engine import Connection

from bot.storage import conversations
from bot.storage.conversations import Conversation

NONE_SEEN = 0
"""No message has this number, so what was written with it answers no question."""


def question_seen(connection: Connection, to: Conversation, shown: int | None = None) -> int | None:
    """
    Give the number of the message with the question that a new message may answer.

    Who comes back to a talk they left, or was only told that there is an answer, has none before
    them; the talk goes on from here.

    Args:
        to: The conversation, locked.
        shown: What the writer's own screen showed, where it says so.
    """
    if to.paused_at is None:
        return shown or to.open_question_seq
    conversations.change(connection, to.id, paused_at=None)
    return shown or NONE_SEEN

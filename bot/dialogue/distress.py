"""What is hard to bear and answers nothing: heard as that, and no failed answer to a question."""

from __future__ import annotations

from bot.conversation.replies import AskWhy, NotUnderstood, Repeat, Reply, SideQuestion
from bot.conversation.screening import Screening
from bot.conversation.taking import UNKNOWN
from bot.safety import look

GUESSED_TOPICS = (UNKNOWN, "thanks", "goodbye", "help")
"""What a cry is taken for where it is not heard: "goodbye everyone"."""

AT_ONCE = "self_harm"
"""The kind of danger of which even "whats the point" is no question of ours."""


def hard_told(text: str, reply: Reply, before: Screening, after: Screening) -> bool:
    """
    Whether a message tells of danger and answers nothing, so that hearing it is the answer.

    Args:
        reply: How the message was read.
        before: The screening that it came to.
        after: The screening as that reading would have left it.
    """
    is_lost = isinstance(reply, NotUnderstood) or after.attempts > before.attempts
    is_guess = isinstance(reply, (AskWhy, Repeat)) or (
        isinstance(reply, SideQuestion) and reply.topic in GUESSED_TOPICS
    )
    if not (is_lost or is_guess):
        return False
    danger = look(text, before.open)
    return danger is not None and (is_lost or danger.kind == AT_ONCE)

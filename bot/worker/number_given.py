"""A number that a member texts when theirs did not work: kept at once, where it is plainly one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from bot.channels import call_texts
from bot.channels.fixed_texts import in_language
from bot.channels.phone_numbers import number_to_ring
from bot.conversation.wishes import around_number, number_in
from bot.handoff.case_life import Refused
from bot.handoff.words import spoken_number
from bot.storage import calls
from bot.storage.conversations import Conversation
from bot.storage.inbox import Received
from bot.worker.calls import MEMBER
from bot.worker.contacting import Told, keep

MOST_WORDS = 6
"""Words beside the number, up to which it is an answer and nothing else: "you can try"."""


def is_number(text: str) -> bool:
    """Whether a text is a number that can be called, with few words beside it."""
    number = number_in(text)
    if number is None or number_to_ring(number) is None:
        return False
    return len(" ".join(around_number(text)).split()) <= MOST_WORDS


def answer_with_number(
    connection: Connection, to: Conversation, held: Received, now: datetime
) -> str | None:
    """
    Take the answer to which number can be called; give what is said to it.

    Returns:
        None where they were not asked right before, or it is no number: it has its turn as ever.
    """
    text = held.text or ""
    if to.held_by or not is_number(text):
        return None
    asked = calls.asked_before(connection, to.id, held.id, number=True)
    case = calls.case_with(connection, asked.case_id) if asked else None
    if asked is None or case is None:
        return None
    number = number_in(text) or ""
    try:
        with connection.begin_nested():
            keep(connection, case, MEMBER, Told(number=number), now)
    except Refused as refused:
        if refused.code != "empty":  # the same number again is told all the same
            return None
    calls.change(connection, asked.id, reached=False)
    said = in_language(call_texts.NUMBER_TAKEN, to.language)
    return said.format(number=spoken_number(number))

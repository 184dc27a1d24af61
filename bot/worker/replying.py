"""Writing what a turn caused, all of it in the caller's one transaction."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from bot.channels.sms_text import render
from bot.channels.twilio_sms import VALIDITY_SECONDS
from bot.conversation.handover import CODE_PLACE
from bot.storage import conversations, messages, outbox
from bot.storage.conversations import Conversation

# Twilio takes no longer body. Our own texts are far below; this guards against the unforeseen.
LONGEST_SMS = 1600


def say(
    connection: Connection,
    to: Conversation,
    sender: str,
    shown: dict[str, Any],
    now: datetime,
    *,
    answers: int | None = None,
) -> int:
    """
    Put a message into the log and, where the person texts, into the outbox; give its number.

    Args:
        sender: "assistant", "staff" or "system".
        shown: `text`, and `question` and `outcome` where it has them.
        answers: The inbox row that this is the one answer to.
    """
    seq = messages.add(
        connection,
        to.id,
        sender,
        shown["text"],
        now,
        question=shown.get("question"),
        outcome=shown.get("outcome"),
        answers=answers,
    )
    if to.channel == "sms" and to.opted_out_at is None:
        expires_at = now + timedelta(seconds=VALIDITY_SECONDS)
        outbox.add(connection, to.id, seq, render(shown)[:LONGEST_SMS], now, expires_at)
    return seq


def with_code(shown: dict[str, Any], code: str | None) -> dict[str, Any]:
    """The message with the case's code where the conversation left a place for it."""
    return {**shown, "text": shown["text"].replace(CODE_PLACE, code or "-")}


def tell_of_trouble(connection: Connection, to: Conversation, text: str, now: datetime) -> None:
    """Say once in an outage that the message is kept and how to reach a person."""
    if to.told_of_trouble_at is None:
        say(connection, to, "system", {"text": text}, now)
        conversations.change(connection, to.id, told_of_trouble_at=now)

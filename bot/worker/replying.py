"""Writing what a turn caused, all of it in the caller's one transaction."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from bot.channels.fixed_texts import ON_THE_PHONE, UNASKED, WHILE_HELD, Notice, in_language
from bot.channels.sms_text import render
from bot.channels.twilio_sms import VALIDITY_SECONDS
from bot.conversation.handover import CODE_PLACE
from bot.storage import conversations, messages, outbox
from bot.storage.conversations import Conversation

# Twilio takes no longer body. Our own texts are far below; this guards against the unforeseen.
LONGEST_SMS = 1600
# The chat page shows it as the speaker, and knows by it that a person has the conversation.
READ_OUT = "HPSM staff, on the phone"


def say(
    connection: Connection,
    to: Conversation,
    shown: dict[str, Any],
    now: datetime,
    *,
    answers: int,
    asked_at: datetime | None = None,
    is_urgent: bool = False,
    by_phone: bool = False,
) -> int:
    """
    Answer a message: into the log and, where the person texts, into the outbox; give its number.

    Args:
        shown: `text`, and `question` and `outcome` where it has them.
        answers: The inbox row that this is the one answer to.
        asked_at: When that message came. Then a text that would arrive long after it is held
            back, and only that there is an answer is told. None for what may arrive at any time.
        is_urgent: Help in danger, which goes out before all else, even to who opted out: it
            answers their own cry.
        by_phone: Staff read it out on the telephone: it is only written down, and nothing in it
            is to be answered in the chat.
    """
    seq = messages.add(
        connection,
        to.id,
        "assistant",
        shown["text"],
        now,
        question=None if by_phone else shown.get("question"),
        outcome=shown.get("outcome"),
        answers=answers,
        speaker=READ_OUT if by_phone else None,
    )
    if by_phone:
        return seq
    _queue(connection, to, seq, render(shown), now, asked_at, is_urgent=is_urgent)
    return seq


def say_unasked(
    connection: Connection, to: Conversation, notice: Notice, now: datetime, before: str = ""
) -> None:
    """
    Say something that answers no message; others may see it on a locked screen.

    Args:
        notice: One of the fixed texts made for that, in every language.
        before: What goes before it right after a message that asks for it.
    """
    told = (*Notice,) if to.held_by is None else WHILE_HELD
    if notice not in (told if to.together_at is None else ON_THE_PHONE):
        return
    text = f"{before} {in_language(UNASKED[notice], to.language)}".strip()
    seq = messages.add(connection, to.id, "system", text, now)
    _queue(connection, to, seq, text, now, None)


def text_link(connection: Connection, to: Conversation, link: str, now: datetime) -> None:
    """
    Text a link that was asked for on a page.

    The log has the sentence without it: whoever reads there shall not open it.
    """
    text = in_language(UNASKED[Notice.LINK], to.language)
    seq = messages.add(connection, to.id, "system", text.format(link="(...)"), now)
    _queue(connection, to, seq, text.format(link=link), now, None)


def say_for_staff(
    connection: Connection, to: Conversation, title: str, text: str, body: str, now: datetime
) -> int:
    """
    Say what a person of the staff says; give its number in the log.

    Args:
        title: Who it is, as the member is told.
        body: The same as a text message, which has no place for the title.
    """
    seq = messages.add(connection, to.id, "staff", text, now, speaker=title)
    _queue(connection, to, seq, body, now, None)
    return seq


def say_plainly(
    connection: Connection,
    to: Conversation,
    sender: str,
    text: str,
    now: datetime,
    body: str | None = None,
    speaker: str | None = None,
) -> int:
    """
    Say one of our own sentences that answers no message; give its number in the log.

    Args:
        sender: "assistant" or "system".
        body: What a text message says instead, where that may be seen by others.
        speaker: Who of the staff still has the conversation: the chat page goes by it.
    """
    seq = messages.add(connection, to.id, sender, text, now, speaker=speaker)
    _queue(connection, to, seq, body or text, now, None)
    return seq


def _queue(
    connection: Connection,
    to: Conversation,
    seq: int,
    body: str,
    now: datetime,
    asked_at: datetime | None,
    *,
    is_urgent: bool = False,
) -> None:
    if to.channel != "sms" or (to.opted_out_at is not None and not is_urgent):
        return
    until, text = now + timedelta(seconds=VALIDITY_SECONDS), body[:LONGEST_SMS]
    outbox.add(connection, to.id, seq, text, now, until, asked_at, is_urgent=is_urgent)


def with_code(shown: dict[str, Any], code: str | None) -> dict[str, Any]:
    """The message with the case's code where the conversation left a place for it."""
    return {**shown, "text": shown["text"].replace(CODE_PLACE, code or "-")}


def tell_of_trouble(
    connection: Connection, to: Conversation, now: datetime, before: str = ""
) -> None:
    """Say once in an outage that the message is kept and how to reach a person."""
    if to.told_of_trouble_at is None and to.held_by is None:
        say_unasked(connection, to, Notice.TROUBLE, now, before)
        conversations.change(connection, to.id, told_of_trouble_at=now)

"""The line of help before an ordinary answer, and what was said of help before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from bot.conversation.languages import IN_SPANISH
from bot.language.foreign import language_written
from bot.safety import Danger, help_first, help_line, look_across, names_help
from bot.storage import inbox, messages
from bot.storage.conversations import Conversation
from bot.storage.inbox import Received

KINDS = ("self_harm", "overdose", "medical", "violence", "abuse")
LANGUAGES = ("en", "es")
LATELY = timedelta(days=1)
A_MOMENT = timedelta(minutes=3)  # within which texts may be parts of one sentence


def language_of(danger: Danger, language: str, text: str) -> str:
    """Spanish where a sign or the text is Spanish, whatever language the conversation is in."""
    is_spanish = danger.why.startswith("es.") or language_written(text) == IN_SPANISH
    return "es" if is_spanish else language


def other_language(danger: Danger, text: str) -> str:
    """The other language in which somebody wrote of danger; empty for English."""
    return IN_SPANISH if language_of(danger, "en", text) == "es" else ""


def danger_in(
    connection: Connection,
    to: Conversation,
    text: str,
    question: str | None,
    at: datetime,
    row: int | None = None,
) -> Danger | None:
    """
    Whether a text tells of danger, by itself or going on from those a moment before it.

    Args:
        at: When it came.
        row: Its number in the inbox, once it has one.
    """
    seq = inbox.seq_of(connection, row) if row is not None else None
    before = messages.texts_just_before(connection, to.id, question, at - A_MOMENT, seq)
    return look_across(before, text, question)


def helped_lately(connection: Connection, to: Conversation, now: datetime) -> bool:
    """Whether the whole text of help was said within a day."""
    return messages.was_said(connection, to.id, all_help(), now - LATELY)


def all_help() -> list[str]:
    """Every whole text of help there is."""
    return [
        help_first(kind, language, again)
        for kind in KINDS
        for language in LANGUAGES
        for again in (False, True)
    ]


def distress_in(
    connection: Connection, to: Conversation, held: Received, question: str | None
) -> Danger | None:
    """What a text that has its turn tells of danger, if it does."""
    if held.kind != "text" or not held.text:
        return None
    return danger_in(connection, to, held.text, question, held.received_at, held.id)


def with_help(
    connection: Connection,
    to: Conversation,
    held: Received,
    question: str | None,
    shown: dict[str, Any],
    now: datetime,
) -> dict[str, Any]:
    """The message, begun with the line of help where what it answers asks for that, once a day."""
    danger = distress_in(connection, to, held, question)
    if danger is None or names_help(str(shown["text"])):
        return shown
    line = help_line(language_of(danger, to.language, held.text or ""))
    lines = [help_line(language) for language in LANGUAGES]
    if messages.was_begun_with(connection, to.id, lines, now - LATELY):
        return shown
    return {**shown, "text": f"{line} {shown['text']}"}

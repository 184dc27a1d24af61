"""The line of help before an ordinary answer, and what was said of help before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from bot.safety import Danger, help_first, help_line, look
from bot.storage import messages
from bot.storage.conversations import Conversation
from bot.storage.inbox import Received

KINDS = ("self_harm", "overdose", "medical", "violence")
LANGUAGES = ("en", "es")
LATELY = timedelta(days=1)


def language_of(danger: Danger, language: str) -> str:
    """Spanish where a Spanish sign told, whatever language the conversation is in."""
    return "es" if danger.why.startswith("es.") else language


def helped_lately(connection: Connection, to: Conversation, now: datetime) -> bool:
    """Whether the whole text of help was said within a day."""
    texts = [
        help_first(kind, language, again)
        for kind in KINDS
        for language in LANGUAGES
        for again in (False, True)
    ]
    return messages.was_said(connection, to.id, texts, now - LATELY)


def with_help(
    connection: Connection,
    to: Conversation,
    held: Received,
    question: str | None,
    shown: dict[str, Any],
    now: datetime,
) -> dict[str, Any]:
    """The message, begun with the line of help where what it answers asks for that, once a day."""
    if held.kind != "text" or not held.text:
        return shown
    danger = look(held.text, question)
    if danger is None:
        return shown
    line = help_line(language_of(danger, to.language))
    lines = [help_line(language) for language in LANGUAGES]
    if messages.was_begun_with(connection, to.id, lines, now - LATELY):
        return shown
    return {**shown, "text": f"{line} {shown['text']}"}

"""Taking a web message: checked, stored and numbered in the caller's one transaction."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.gateway.alarm import Alarm
from bot.gateway.bodies import PostedChoice, PostedText
from bot.gateway.errors import ApiError
from bot.storage import conversations, inbox, messages
from bot.storage.conversations import Conversation

# These answer a list as a whole.
ALONE = {"none", "not_sure", "skip"}


def start_conversation(connection: Connection, language: str, now: datetime) -> tuple[str, str]:
    """Open a conversation and ask for its greeting; give token and id."""
    token = secrets.token_urlsafe(32)
    identity = conversations.create_web(connection, token, language, now)
    inbox.add(connection, identity, f"web:{identity}:", now, kind="hello")
    return token, identity


def take_message(
    connection: Connection,
    conversation_id: str,
    posted: PostedText | PostedChoice,
    now: datetime,
    alarm: Alarm,
) -> int:
    """
    Store one message and give its number; a repeated id gives the number it had.

    A text that speaks of danger to life is answered here and never waits for a turn.

    Raises:
        ApiError: 409 where a choice is for a question no longer open, 422 where the question does
            not offer it. Nothing is stored then.
    """
    to = conversations.lock(connection, conversation_id)
    key = f"web:{conversation_id}:{posted.id}"
    earlier = inbox.seq_of(connection, key)
    if earlier is not None:
        return int(earlier[1] or 0)
    if isinstance(posted, PostedText):
        return _take_text(connection, to, key, posted.text, now, alarm)
    chosen = _check_choice(connection, to, posted)
    values = [option["value"] for option in chosen]
    # The labels are the person's words: staff read them beside the criterion they bear on.
    words = ", ".join(str(option["label"]) for option in chosen)
    seq = messages.add(connection, to.id, "member", words, now)
    inbox.add(connection, to.id, key, now, kind="choice", text=words, choice=values, seq=seq)
    return seq


def _take_text(
    connection: Connection, to: Conversation, key: str, text: str, now: datetime, alarm: Alarm
) -> int:
    danger = alarm.hears(connection, to, text)
    seq = messages.add(connection, to.id, "member", text, now)
    status = "done" if danger else "open"
    row = inbox.add(connection, to.id, key, now, kind="text", text=text, seq=seq, status=status)
    if danger:
        alarm.answer(connection, to, danger, text, row, now)
    return seq


def _check_choice(
    connection: Connection, to: Conversation, posted: PostedChoice
) -> list[dict[str, Any]]:
    """Give the options chosen, in the question's order."""
    if posted.to != to.open_question_seq or inbox.has_open(connection, to.id):
        raise ApiError(409, "question_closed", "This question is no longer open.")
    question = messages.question_at(connection, to.id, posted.to)
    options = question["options"] if question else []
    many = question is not None and question["kind"] == "multiple"
    # Nothing ticked in a list is an answer too, and the list has an option that says so.
    wanted = set(posted.values) or ({"none"} if many else set())
    if not wanted or not wanted <= {option["value"] for option in options}:
        raise ApiError(422, "unknown_option", "The question does not offer this choice.")
    if len(wanted) > 1 and (not many or _contradicts(wanted)):
        raise ApiError(422, "one_option", "These options cannot be chosen together.")
    return [option for option in options if option["value"] in wanted]


def _contradicts(values: set[str]) -> bool:
    """Say whether a list is answered as a whole and in parts, or one item in two ways."""
    return bool(values & ALONE) or any(f"{value}?" in values for value in values)

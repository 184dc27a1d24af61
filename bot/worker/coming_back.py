"""The assistant comes back to a conversation that a person had: it says so, and goes on."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.channels import fixed_texts
from bot.channels.fixed_texts import in_language
from bot.channels.sms_text import render, segments
from bot.storage import conversations, inbox, messages
from bot.storage.conversations import Conversation
from bot.storage.inbox import Received
from bot.worker.deliveries import LATE_AFTER
from bot.worker.replying import say_plainly

# What the dialogue hears of who texts START again: they were away, so it says where things are.
COME_BACK = "where were we"
MOST_SEGMENTS = 2


def come_back(connection: Connection, to: Conversation, told: list[str], now: datetime) -> None:
    """
    Have the assistant say that the person has left, and go on with a turn of its own.

    Who may not be there any more is only told so: a question about their life belongs on no
    screen that somebody else may look at.

    Args:
        to: The conversation, locked, with nobody who has it.
        told: First who has left, then what was settled.
    """
    if _is_there(connection, to, now):
        inbox.add(
            connection,
            to.id,
            f"back:{secrets.token_hex(16)}",
            now,
            kind=inbox.BACK,
            choice=told,
        )
        return
    _say_who_left(connection, to, told, now)


def stay_calm(
    connection: Connection, to: Conversation, told: list[str], soon: str, now: datetime
) -> None:
    """
    Say that the person has left to who wrote of danger: what comes now, and no question.

    Args:
        to, told: As `come_back` takes them.
        soon: That somebody writes soon, where help is meanwhile, and how to go on.
    """
    if not _is_there(connection, to, now):
        _say_who_left(connection, to, [*told, soon], now)
        return
    both = " ".join([*told, soon])
    if to.channel == "sms" and segments(both) > MOST_SEGMENTS:
        say_plainly(connection, to, "assistant", " ".join(told), now)
        both = soon
    say_plainly(connection, to, "assistant", both, now)


def _say_who_left(connection: Connection, to: Conversation, told: list[str], now: datetime) -> None:
    """Say it such that a text which lights up a screen tells no more than that."""
    hi = in_language(fixed_texts.SEND_HI, to.language)
    say_plainly(connection, to, "assistant", " ".join([*told, hi]), now, f"{told[0]} {hi}")
    conversations.change(connection, to.id, paused_at=now)


def _is_there(connection: Connection, to: Conversation, now: datetime) -> bool:
    """Whether they wrote a moment ago, or whenever they look find it in the chat."""
    if to.paused_at is not None or to.opted_out_at is not None:
        return False
    written = messages.last_written(connection, to.id)
    return to.channel == "web" or (written is not None and now - written <= LATE_AFTER)


def with_who_left(
    connection: Connection, to: Conversation, held: Received, shown: dict[str, Any], now: datetime
) -> dict[str, Any]:
    """
    Give the message of such a turn, begun with what is told first.

    Where both are too much for one text message, what is told first goes out before it.
    """
    if held.kind != inbox.BACK:
        return shown
    told = " ".join(held.choice or ())
    if not told:
        return shown
    both = {**shown, "text": f"{told} {shown['text']}"}
    if to.channel != "sms" or segments(render(both)) <= MOST_SEGMENTS:
        return both
    say_plainly(connection, to, "assistant", told, now)
    return shown


def set_aside(connection: Connection, to: Conversation, held: Received, now: datetime) -> None:
    """Say it without such a turn, where it broke too often; a message of theirs has one again."""
    come_back(connection, replace(to, paused_at=now), list(held.choice or ()), now)

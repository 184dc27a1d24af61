"""What the worker sends for one turn, checked before Rasa sees any of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.conversation.handover import CASE_CLOSED, CASE_OPEN
from bot.conversation.resuming import AGAIN, ONWARD
from bot.dialogue.turn import BadTurn, Json

CHANNELS = ("web", "sms")
STATE_VERSION = 1
_COMMAND = re.compile(r"^/+\s*(\w*)\s*[{\[@].*", re.DOTALL)


@dataclass(frozen=True)
class TurnRequest:
    """
    One message of a person with the state of their dialogue.

    Args:
        conversation: An opaque id; nothing is looked up by it.
        text: What was typed; None where an option was chosen, or for a mere hello.
        choice: The values chosen from the open question's options.
        today: The day to judge for, as an ISO date.
        at: When the message came, ISO.
        events: The trimmed events of the last turn's state; None in a new conversation.
        crossed: Written before the open question had been put, so that it cannot answer it.
        by_phone: Whether staff give it for the person, by telephone with them.
        act: What is to happen though nobody wrote: "again" or "onward"; else None.
        case: "open" where staff have a case of theirs, "closed" where they closed the one of the
            wish that stands in the state; else None.
    """

    conversation: str
    message_id: str
    text: str | None
    choice: tuple[str, ...] | None
    channel: str
    today: str
    at: str
    events: list[Json] | None
    crossed: bool = False
    by_phone: bool = False
    act: str | None = None
    case: str | None = None

    @classmethod
    def from_json(cls, body: object) -> TurnRequest:
        """
        Read and check a request.

        Raises:
            BadTurn: A part is missing or not of the form told in this class.
        """
        if not isinstance(body, dict):
            raise BadTurn("expected a JSON object")
        return cls(
            conversation=_word(body, "conversation"),
            message_id=_word(body, "message_id"),
            text=_text(body),
            choice=_choice(body),
            channel=_channel(body),
            today=_day(body),
            at=_word(body, "at"),
            events=_events(body),
            crossed=body.get("crossed") is True,
            by_phone=body.get("by_phone") is True,
            act=_one_of(body, "act", (AGAIN, ONWARD)),
            case=_one_of(body, "case", (CASE_OPEN, CASE_CLOSED)),
        )

    @property
    def words(self) -> str:
        """
        What was typed, without the leading slashes.

        Rasa takes a text that begins with one for a command to itself, such as /restart, with
        what it shall believe in braces; nothing in those was said by anybody.
        """
        typed = (self.text or "").strip()
        return _COMMAND.sub(r"\1", typed).lstrip("/").strip()

    @property
    def metadata(self) -> Json:
        """What actions need to know of the message beside its words."""
        return {
            "choice": None if self.choice is None else list(self.choice),
            "channel": self.channel,
            "today": self.today,
            "at": self.at,
            "crossed": self.crossed,
            "by_phone": self.by_phone,
            "act": self.act,
            "case": self.case,
        }


def _word(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise BadTurn(f"{key}: expected a text that is not empty")
    return value


def _text(body: Mapping[str, Any]) -> str | None:
    value = body.get("text")
    if value is not None and not isinstance(value, str):
        raise BadTurn("text: expected a text or null")
    return value


def _choice(body: Mapping[str, Any]) -> tuple[str, ...] | None:
    value = body.get("choice")
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadTurn("choice: expected a list of option values or null")
    return tuple(value)


def _one_of(body: Mapping[str, Any], key: str, known: tuple[str, ...]) -> str | None:
    value = body.get(key)
    if value is not None and value not in known:
        raise BadTurn(f"{key}: expected {', '.join(known)} or null")
    return None if value is None else str(value)


def _channel(body: Mapping[str, Any]) -> str:
    value = body.get("channel")
    if value not in CHANNELS:
        raise BadTurn(f"channel: expected one of {', '.join(CHANNELS)}")
    return str(value)


def _day(body: Mapping[str, Any]) -> str:
    try:
        return date.fromisoformat(_word(body, "today")).isoformat()
    except ValueError:
        raise BadTurn("today: expected an ISO date") from None


def _events(body: Mapping[str, Any]) -> list[Json] | None:
    state = body.get("state")
    if state is None:
        return None
    if not isinstance(state, dict) or state.get("version") != STATE_VERSION:
        raise BadTurn("state: expected what the last turn gave back, or null")
    events = state.get("events")
    if not isinstance(events, list) or not events:
        raise BadTurn("state: holds no events")
    return events

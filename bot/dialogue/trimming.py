"""
The state of a dialogue between two turns: as little of the tracker as the rules can see.

A tracker replays every event in every turn, so its cost grows with the conversation. Rules look
back one turn at most; the screening itself is one slot. What is kept is therefore the session
start, the form if it is open, each slot once with its last value, and the bare shape (intents
and actions, no words) of the last two turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)

from bot.dialogue.turn import Json

TURNS_KEPT = 2
SLOTS_OF_ONE_TURN = ("session_started_metadata",)


def trimmed(events: Sequence[Event]) -> list[Json]:
    """The events to keep of a tracker, as JSON, in an order that can be replayed."""
    start = _start_of_last_turns(events)
    head: list[Event] = [SessionStarted()]
    head += [SlotSet(key, value) for key, value in _slots(events).items() if value is not None]
    loop = _active_loop(events[:start])
    if loop is not None:
        head.append(ActiveLoop(loop))
    head.append(ActionExecuted("action_listen"))
    tail = [event for event in events[start:] if not isinstance(event, (BotUttered, SlotSet))]
    return [_as_json(event) for event in [*head, *tail]]


def _start_of_last_turns(events: Sequence[Event]) -> int:
    """Where the message begins that opened the last turns to keep."""
    messages = [at for at, event in enumerate(events) if isinstance(event, UserUttered)]
    return messages[-TURNS_KEPT:][0] if messages else len(events)


def _slots(events: Sequence[Event]) -> dict[str, Any]:
    slots = {event.key: event.value for event in events if isinstance(event, SlotSet)}
    return {key: value for key, value in slots.items() if key not in SLOTS_OF_ONE_TURN}


def _active_loop(events: Sequence[Event]) -> str | None:
    loops = [event.name for event in events if isinstance(event, ActiveLoop)]
    return loops[-1] if loops else None


def _as_json(event: Event) -> Json:
    if not isinstance(event, UserUttered):
        content = event.as_dict()
        dropped = {"metadata", *(k for k, v in content.items() if v is None and k != "name")}
        return {k: v for k, v in content.items() if k not in dropped}
    intent = {"name": event.intent_name, "confidence": event.intent.get("confidence")}
    return {
        "event": "user",
        "timestamp": event.timestamp,
        "text": None,
        "parse_data": {"intent": intent, "entities": [], "text": None},
    }

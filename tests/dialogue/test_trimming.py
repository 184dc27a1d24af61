"""What is kept of a tracker between turns."""

from __future__ import annotations

import json

from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)

from bot.dialogue.trimming import trimmed


def turn(number: int) -> list:
    """One ordinary turn in the form."""
    return [
        UserUttered(f"words {number}", {"name": "inform", "confidence": 0.9}),
        ActionExecuted("screening_form"),
        SlotSet("screening", {"answers": [number]}),
        BotUttered("A question?"),
        ActionExecuted("action_listen"),
    ]


def conversation(turns: int) -> list:
    """A conversation of so many turns with the form open from the first."""
    start = [SessionStarted(), ActionExecuted("action_listen"), SlotSet("answer", None)]
    first, *rest = (turn(number) for number in range(1, turns + 1))
    opened = [*first[:2], ActiveLoop("screening_form"), *first[2:]]
    return [*start, *opened, *(event for one in rest for event in one)]


def test_the_size_does_not_grow_with_the_conversation() -> None:
    assert len(trimmed(conversation(200))) == len(trimmed(conversation(5)))


def test_each_slot_stands_once_with_its_last_value() -> None:
    slots = [event for event in trimmed(conversation(9)) if event["event"] == "slot"]
    assert [(slot["name"], slot["value"]) for slot in slots] == [("screening", {"answers": [9]})]


def test_the_form_stays_open() -> None:
    kept = deserialise_events(trimmed(conversation(9)))
    loops = [event.name for event in kept if isinstance(event, ActiveLoop)]
    assert loops == ["screening_form"]


def test_a_closed_form_stays_closed() -> None:
    closed = [*conversation(9), ActiveLoop(None)]
    kept = deserialise_events(trimmed(closed))
    loops = [event.name for event in kept if isinstance(event, ActiveLoop)]
    assert loops == ["screening_form", None]
    later = [*closed, *turn(10), *turn(11)]
    assert not [event for event in trimmed(later) if event["event"] == "active_loop"]


def test_only_the_last_two_messages_are_kept_and_none_of_their_words() -> None:
    kept = trimmed(conversation(9))
    assert [event["event"] for event in kept].count("user") == 2
    assert "words" not in json.dumps(kept)
    assert "A question" not in json.dumps(kept)


def test_trimming_what_was_trimmed_changes_nothing_that_counts() -> None:
    once = trimmed(conversation(9))
    twice = trimmed(deserialise_events(once))
    assert [{**event, "timestamp": 0} for event in twice] == [
        {**event, "timestamp": 0} for event in once
    ]

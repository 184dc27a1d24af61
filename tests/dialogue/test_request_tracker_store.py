"""The tracker store keeps nothing of a turn, and serves a shell from memory."""

from __future__ import annotations

import asyncio

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, UserUttered

from bot.dialogue.request_tracker_store import RequestTrackerStore
from bot.dialogue.turn import Turn, current_turn

EVENTS = [SessionStarted(), ActionExecuted("action_listen")]


def store() -> RequestTrackerStore:
    return RequestTrackerStore(Domain.empty())


def in_turn(turn: Turn | None, work) -> Turn | None:
    """Run some work as part of a turn."""
    running = current_turn.set(turn)
    try:
        asyncio.run(work)
    finally:
        current_turn.reset(running)
    return turn


async def speak(store: RequestTrackerStore, text: str) -> None:
    tracker = await store.get_or_create_tracker("somebody")
    tracker.update(UserUttered(text, {"name": "inform"}))
    await store.save(tracker)


def texts(turn: Turn | None) -> list[str]:
    assert turn is not None and turn.saved is not None
    return [event.text for event in turn.saved if isinstance(event, UserUttered)]


def test_a_turn_gets_what_came_with_it_and_leaves_what_became_of_it() -> None:
    turn = in_turn(Turn([event.as_dict() for event in EVENTS]), speak(store(), "hello"))
    assert texts(turn) == ["hello"]
    assert len(turn.saved) == len(EVENTS) + 1


def test_two_turns_of_one_conversation_know_nothing_of_each_other() -> None:
    one = store()
    in_turn(Turn(None), speak(one, "first"))
    assert texts(in_turn(Turn(None), speak(one, "second"))) == ["second"]


def test_turns_at_the_same_time_do_not_mix() -> None:
    one, turns = store(), [Turn(None) for _ in range(20)]

    async def take(turn: Turn, text: str) -> None:
        current_turn.set(turn)
        await asyncio.sleep(0)
        await speak(one, text)

    async def together() -> None:
        await asyncio.gather(*(take(turn, str(at)) for at, turn in enumerate(turns)))

    asyncio.run(together())
    assert [texts(turn) for turn in turns] == [[str(at)] for at in range(20)]


def test_without_a_turn_it_remembers_as_a_shell_needs() -> None:
    one = store()

    async def shell() -> list[str]:
        await speak(one, "first")
        await speak(one, "second")
        tracker = await one.retrieve("somebody")
        return [event.text for event in tracker.events if isinstance(event, UserUttered)]

    assert asyncio.run(shell()) == ["first", "second"]


def test_what_cannot_be_read_is_noted_on_the_turn() -> None:
    turn = Turn([{"event": "no such event"}])
    with pytest.raises(ValueError, match="no such event"):
        in_turn(turn, speak(store(), "hello"))
    assert turn.failures

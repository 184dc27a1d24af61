"""A tracker store that keeps nothing: a tracker comes with its request and goes with its reply."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot.dialogue.turn import Json, current_turn, note_failure


class RequestTrackerStore(TrackerStore):
    """
    Reads and writes the tracker of the running turn (`current_turn`).

    Where no turn runs, as under `rasa shell` and `rasa test`, trackers live in memory.
    """

    def __init__(self, domain: Domain | None, event_broker: Any = None, **kwargs: Any) -> None:
        """Rasa calls this with what endpoints.yml says."""
        self._memory = InMemoryTrackerStore(domain or Domain.empty())
        super().__init__(domain, event_broker, **kwargs)

    @property
    def domain(self) -> Domain:
        """The domain that trackers take their slots from."""
        return self._domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._domain = domain or Domain.empty()
        self._memory.domain = self._domain

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker that came with the request; None in a new conversation."""
        turn = current_turn.get()
        if turn is None:
            return await self._memory.retrieve(sender_id)
        if turn.saved is not None:
            return self._tracker(sender_id, turn.saved)
        return None if turn.events is None else self._tracker(sender_id, _read(turn.events))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Leave the tracker's events with the turn."""
        turn = current_turn.get()
        if turn is None:
            await self._memory.save(tracker)
        else:
            turn.saved = list(tracker.events)

    async def keys(self) -> Iterable[str]:
        """Conversations that outlive a turn: those of `rasa shell` only."""
        return list(await self._memory.keys())

    def _tracker(self, sender_id: str, events: list[Any]) -> DialogueStateTracker:
        tracker = self.init_tracker(sender_id)
        for event in events:
            tracker.update(event)
        return tracker


def _read(content: list[Json]) -> list[Any]:
    """
    The events of a state.

    Rasa leaves out an event it cannot read and takes a store that fails for an empty one, and
    would begin the conversation anew; so either is noted on the turn.
    """
    try:
        events: list[Any] = deserialise_events(content)
        if len(events) == len(content):
            return events
    except Exception:
        note_failure("the state cannot be read")
        raise
    note_failure("the state holds events that cannot be read")
    return events

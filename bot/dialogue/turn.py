"""One turn as it passes through Rasa: what came with the request and what became of it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from bot.errors import CalaimError

Json = dict[str, Any]


class TurnError(CalaimError):
    """A turn that did not happen; `status` is what the caller is answered."""

    status = 500


class BadTurn(TurnError):
    """The request is not in the form the channel takes."""

    status = 400


class StaleChoice(TurnError):
    """The choice is not among what the open question offers; nothing was changed."""

    status = 409


class TurnFailed(TurnError):
    """Something broke on the way; the same turn can be taken again."""

    status = 503


@dataclass
class Turn:
    """
    The one mutable thing of a turn, alive as long as its request.

    Rasa swallows what goes wrong inside an action and carries on in silence, so whoever
    sees a failure notes it here and the channel answers with it.

    Args:
        events: The trimmed tracker events of the last turn; None in a new conversation.
        saved: The tracker's events after the turn, as Rasa's own objects.
        failures: What went wrong, in words without any of the person's.
    """

    events: list[Json] | None = None
    saved: list[Any] | None = None
    failures: list[str] = field(default_factory=list)


current_turn: ContextVar[Turn | None] = ContextVar("current_turn", default=None)
"""The turn of the request now running; None under `rasa shell` and `rasa test`."""


def note_failure(what: str) -> None:
    """Note on the running turn, if there is one, that something went wrong."""
    turn = current_turn.get()
    if turn is not None:
        turn.failures.append(what)

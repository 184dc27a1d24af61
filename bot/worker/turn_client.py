"""
Asking Rasa to take one turn, over its `turn` channel.

Rasa keeps nothing: the state of the dialogue goes with the question and comes back with the answer.
Failures are of two kinds, since they need different patience. `TurnUnavailable`: Rasa or the action
server is away; the turn did not start and is tried until it is taken. `TurnFailed`: this turn broke
something; after a few tries it is set aside.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import httpx

from bot.errors import CalaimError

PROBE_SECONDS = 2.0


class TurnUnavailable(CalaimError):
    """What takes turns is away; it says nothing about this message."""


class TurnFailed(CalaimError):
    """The turn was begun and broke; where `for_good` is true, it will every time."""

    def __init__(self, what: str, *, for_good: bool = False) -> None:
        super().__init__(what)
        self.for_good = for_good


@dataclass(frozen=True)
class TurnRequest:
    """
    One message and all that Rasa needs to answer it; text and choice None is a hello.

    Args:
        crossed: Written before the question now open had been put, so that it cannot answer it.
        by_phone: Whether staff give it for the member, by telephone with them.
        act: What is to happen though nobody wrote: "again" puts the open question once more,
            "onward" the next one of the screening.
        case: How their case stands, see `bot.worker.settled`.
    """

    conversation: str
    message_id: str
    text: str | None
    choice: list[str] | None
    channel: str
    today: date
    at: datetime
    state: Any
    crossed: bool = False
    by_phone: bool = False
    act: str | None = None
    case: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the body of the request."""
        return {
            "conversation": self.conversation,
            "message_id": self.message_id,
            "text": self.text,
            "choice": self.choice,
            "channel": self.channel,
            "today": self.today.isoformat(),
            "at": self.at.isoformat(),
            "state": self.state,
            "crossed": self.crossed,
            "by_phone": self.by_phone,
            "act": self.act,
            "case": self.case,
        }


@dataclass(frozen=True)
class TurnReply:
    """
    What to say, and what the conversation has become.

    Args:
        understood: What the message was taken for, and how sure that was.
        effects: What to do beside the reply: "erase".
    """

    text: str
    question: dict[str, Any] | None
    outcome: dict[str, Any] | None
    state: Any
    screening: dict[str, Any] | None
    understood: dict[str, Any] | None = None
    effects: tuple[str, ...] = ()

    def shown(self) -> dict[str, Any]:
        """Give the message as channels write it."""
        return {"text": self.text, "question": self.question, "outcome": self.outcome}


@dataclass(frozen=True)
class TurnServer:
    """Where turns are taken, and how long one may last."""

    rasa_url: str
    actions_url: str
    secret: str = field(repr=False)
    timeout_seconds: float


class TurnClient:
    """Asks for turns; safe to share between threads."""

    def __init__(self, server: TurnServer) -> None:
        self._server = server
        self._http = httpx.Client(
            headers={"X-Calaim-Secret": server.secret}, timeout=server.timeout_seconds
        )

    def take(self, request: TurnRequest) -> TurnReply:
        """
        Have one turn taken.

        Raises:
            TurnUnavailable: Rasa or its action server is away.
            TurnFailed: The turn broke, lasted too long or made no sense.
        """
        url = f"{self._server.rasa_url}/webhooks/turn/message"
        try:
            answer = self._http.post(url, json=request.to_json())
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise TurnUnavailable("Rasa cannot be reached") from error
        except httpx.TimeoutException as error:
            raise self._judge("the turn lasted too long") from error
        except httpx.HTTPError as error:
            # Rasa died with this turn in its hands: perhaps of it, so it counts as a try.
            raise TurnFailed("Rasa broke off") from error
        if answer.status_code == 409:
            raise TurnFailed("the question does not have this choice", for_good=True)
        if answer.status_code != 200:
            raise self._judge(f"Rasa answered {answer.status_code}")
        return _reply(answer)

    def _judge(self, what: str) -> CalaimError:
        return TurnFailed(what) if self.is_ready() else TurnUnavailable(what)

    def is_ready(self) -> bool:
        """Say whether Rasa and the action server answer at all."""
        return all(
            self._answers(url)
            for url in (f"{self._server.rasa_url}/", f"{self._server.actions_url}/health")
        )

    def _answers(self, url: str) -> bool:
        try:
            return self._http.get(url, timeout=PROBE_SECONDS).status_code < 500
        except httpx.HTTPError:
            return False

    def close(self) -> None:
        """Close the connections."""
        self._http.close()


def _reply(answer: httpx.Response) -> TurnReply:
    try:
        content = answer.json()
        reply, state, screening = content["reply"], content["state"], content["screening"]
        text, question, outcome = reply["text"], reply["question"], reply["outcome"]
    except (ValueError, KeyError, TypeError) as error:
        raise TurnFailed("the reply of Rasa makes no sense") from error
    if not isinstance(text, str) or not text.strip():
        raise TurnFailed("Rasa said nothing")
    understood, effects = content.get("understood"), tuple(content.get("effects") or ())
    return TurnReply(text, question, outcome, state, screening, understood, effects)

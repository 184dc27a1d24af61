"""Takes one turn with Rasa and makes one reply of all that was said in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import SlotSet, UserUttered

from bot.conversation.erasing import effects_of
from bot.conversation.interview import Interview
from bot.conversation.questions import NONE, NOT_SURE, SKIP, UNSURE_MARK, AskedQuestion
from bot.conversation.screening import Screening
from bot.dialogue.trimming import trimmed
from bot.dialogue.turn import BadTurn, Json, StaleChoice, Turn, TurnFailed, current_turn
from bot.dialogue.turn_request import STATE_VERSION, TurnRequest

CHANNEL_NAME = "turn"
SLOT = "screening"
MULTIPLE = "multiple"

HandleMessage = Callable[[UserMessage], Awaitable[Any]]


@dataclass(frozen=True)
class TurnTaker:
    """
    The way from a request to its answer.

    Args:
        handle_message: Rasa's own entry, `Agent.handle_message`.
        interview: Knows which options the open question has.
    """

    handle_message: HandleMessage
    interview: Interview

    async def take(self, request: TurnRequest) -> Json:
        """
        Take one turn.

        Returns:
            Json: {"reply", "state", "screening", "understood", "effects"} as told in the channel.
        Raises:
            BadTurn: The state is not one that a turn gave back.
            StaleChoice: The open question has no such option; nothing was changed.
            TurnFailed: Something broke, or nothing was said; the turn can be taken again.
        """
        request = self._checked(request)
        turn = Turn(events=request.events)
        said = SaidInTurn()
        running = current_turn.set(turn)
        try:
            message = _message(request, said)
            await self.handle_message(message)
        finally:
            current_turn.reset(running)
        answer = _answer(turn, said.messages)
        return {**answer, "understood": _understood(turn, message.parse_data is None)}

    def _checked(self, request: TurnRequest) -> TurnRequest:
        """The request, once its state and its choice are such as the screening can take."""
        saved = _slot(request.events or [])
        if saved is None and request.events is not None:
            raise BadTurn("state: holds no screening")
        if request.choice is None:
            return request
        question = self.interview.open_question(Screening.from_json(saved)) if saved else None
        choice = request.choice
        if question is not None and question.kind == MULTIPLE and not choice:
            choice = (NONE,)  # a list sent back with nothing ticked
        if question is None or not _offers(question, choice):
            raise StaleChoice("this is not a choice of the question now open")
        return replace(request, choice=choice)


class SaidInTurn(CollectingOutputChannel):
    """Collects messages whole, so that text, question and outcome of one stay together."""

    @classmethod
    def name(cls) -> str:
        """The channel's name, as Rasa knows it."""
        return CHANNEL_NAME

    async def send_response(self, recipient_id: str, message: Json) -> None:
        """Keep a message of the turn."""
        self.messages.append(message)


def _offers(question: AskedQuestion, choice: tuple[str, ...]) -> bool:
    """Whether these values can be chosen together as an answer to the question."""
    if not choice or any(question.option(value) is None for value in choice):
        return False
    if len(choice) == 1:
        return True
    alone = set(choice) & {NONE, NOT_SURE, SKIP}
    contradicts = any(value + UNSURE_MARK in choice for value in choice)
    return question.kind == MULTIPLE and not alone and not contradicts


def _message(request: TurnRequest, said: SaidInTurn) -> UserMessage:
    """What was sent, for Rasa; what needs no understanding says so and skips the pipeline."""
    known: str | None = None
    if request.choice is not None:
        known = "inform"
    elif not request.words:
        known = "start_screening" if request.events is None else "repeat"
    parsed = known and {
        "text": request.words,
        "intent": {"name": known, "confidence": 1.0},
        "entities": [],
    }
    return UserMessage(
        text=request.words,
        output_channel=said,
        sender_id=request.conversation,
        parse_data=parsed,
        input_channel=CHANNEL_NAME,
        message_id=request.message_id,
        metadata={**request.metadata, **_asked(request)},
    )


def _asked(request: TurnRequest) -> Json:
    """What the pipeline needs to know of the screening: the open question, and who is screened."""
    screening = _slot(request.events or []) or {}
    question = None if request.crossed else screening.get("open")
    return {"question": question, "who": screening.get("who")}


def _answer(turn: Turn, messages: list[Json]) -> Json:
    """One reply of all messages; a turn that broke or fell silent is no turn."""
    if turn.failures:
        raise TurnFailed("; ".join(turn.failures))
    texts = [text for message in messages if (text := (message.get("text") or "").strip())]
    screening = _slot([event.as_dict() for event in turn.saved or [] if type(event) is SlotSet])
    if not texts or turn.saved is None or screening is None:
        raise TurnFailed("nothing was said")
    reply: Json = {"text": " ".join(texts), "question": None, "outcome": None}
    for message in messages:
        reply.update({k: v for k, v in (message.get("custom") or {}).items() if v is not None})
    state = {"version": STATE_VERSION, "events": trimmed(turn.saved)}
    effects = effects_of(screening)
    return {"reply": reply, "state": state, "screening": screening, "effects": effects}


def _understood(turn: Turn, guessed: bool) -> Json:
    """What the model took the message for, and how sure it was; None where it was not asked."""
    heard = [event for event in turn.saved or [] if isinstance(event, UserUttered)]
    intent = heard[-1].intent if heard and guessed else {}
    return {"intent": intent.get("name"), "confidence": intent.get("confidence")}


def _slot(events: list[Json]) -> Json | None:
    """The screening as the last of these events leaves it."""
    values = [e["value"] for e in events if e.get("event") == "slot" and e.get("name") == SLOT]
    return values[-1] if values else None

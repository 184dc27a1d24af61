"""Speaks for Rasa: the open question from the screening, side answers from the phrase book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.conversation.interview import Message
from bot.conversation.room import fits, together
from bot.conversation.screening import Screening
from bot.dialogue.interviewing import interview, voice
from bot.dialogue.side_questions import SIDE_QUESTIONS
from bot.dialogue.turn import Json, note_failure

SPOKEN_BY_THE_SCREENING = ("utter_ask_answer", "utter_closing")
SLOT = "screening"


class ScreeningNLG(NaturalLanguageGenerator):
    """
    Finds the words for every `utter_...` of the domain.

    What to say next depends on the whole screening, which is one slot; so it is asked for here,
    in Rasa's own process, instead of by a second call to the action server.
    """

    def __init__(
        self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None
    ) -> None:
        """Rasa calls this with what endpoints.yml says; nothing of it is needed."""

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> Json | None:
        """The message for a response of the domain, with question and outcome as custom data."""
        try:
            return speak(utter_action, tracker.get_slot(SLOT), _answered_before(tracker))
        except Exception as error:
            note_failure(f"{utter_action}: {type(error).__name__}")
            raise


def speak(utter_action: str, saved: Json | None, before: str = "") -> Json:
    """
    The words of one response.

    Args:
        saved: The screening as JSON; None only under `rasa shell`, before anything has begun.
        before: The answer to a side question that goes before it in the same message.
    Raises:
        KeyError: There is no such response.
    """
    screening = Screening.from_json(saved) if saved else interview().begin(date.today())
    if utter_action in SPOKEN_BY_THE_SCREENING:
        message = interview().ask(screening)
        if before and screening.channel == "sms":
            message = _after(before, message, screening)
        return {
            "text": message.text,
            "custom": {"question": message.question, "outcome": message.outcome},
        }
    topic = utter_action.removeprefix("utter_")
    if topic not in SIDE_QUESTIONS:
        raise KeyError(utter_action)
    return {"text": voice(screening).say(f"answers.{topic}")}


def _after(answer: str, message: Message, screening: Screening) -> Message:
    """
    The question put again after an answer, such that both go into one text message.

    A long list does not; then the person is told how to see it again. It is still the open
    question, and its numbers still count.
    """
    question, speaker = interview().open_question(screening), voice(screening)
    for text in (message.text, speaker.say_if_there(f"questions.{screening.open}.again")):
        if text and fits(together([answer, text]), question):
            return replace(message, text=text)
    return Message(speaker.say("answers.then_answer"))


def _answered_before(tracker: DialogueStateTracker) -> str:
    """What a rule has answered to a side question since the last message."""
    said: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        topic = str(event.metadata.get("utter_action", "")).removeprefix("utter_")
        if isinstance(event, BotUttered) and topic in SIDE_QUESTIONS:
            said.append(event.text or "")
    return together(said[::-1])

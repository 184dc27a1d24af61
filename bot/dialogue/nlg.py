"""Speaks for Rasa: what to say now, the answer to a side question included, is the screening's."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.conversation.screening import Screening
from bot.dialogue.interviewing import interview
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
            return speak(utter_action, tracker.get_slot(SLOT))
        except Exception as error:
            note_failure(f"{utter_action}: {type(error).__name__}")
            raise


def speak(utter_action: str, saved: Json | None) -> Json:
    """
    The words of one response.

    Args:
        saved: The screening as JSON; None only under `rasa shell`, before anything has begun.
    Raises:
        KeyError: There is no such response.
    """
    if utter_action not in SPOKEN_BY_THE_SCREENING:
        raise KeyError(utter_action)
    screening = Screening.from_json(saved) if saved else interview().begin(date.today())
    message = interview().ask(screening)
    return {
        "text": message.text,
        "custom": {"question": message.question, "outcome": message.outcome},
    }

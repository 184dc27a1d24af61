"""Our part of the pipeline: what a message does, as Rasa's intent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    METADATA,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.models import checked
from bot.dialogue.surroundings import ROOT
from bot.language.acts import Act, ActReader
from bot.language.acts.training import RASA_NAMES

QUESTION = "question"
"""The key of the message's metadata under which the turn tells the open question."""

_INTENTS: Mapping[str, str] = {act: intent for intent, act in RASA_NAMES.items()}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ActClassifier(GraphComponent):
    """
    Asks the reader of acts, which `calaim understand` asks too; it was trained before.

    The intent is the act that matters most; `intent_ranking` has all acts of the message, and
    only those. Where none is believed, the intent is Rasa's `nlu_fallback`.
    """

    def __init__(self, reader: ActReader) -> None:
        """
        Args:
            reader: Reads the acts of a text.
        """
        self._reader = reader

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Where `calaim train` leaves what the reader has learned."""
        return {"model": "models/acts.json"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ActClassifier:
        """Rasa calls this at start, with what config.yml says."""
        return cls(ActReader.from_file(checked(ROOT / config["model"])))

    def process(self, messages: list[Message]) -> list[Message]:
        """Say of each message what it does."""
        for message in messages:
            question = (message.get(METADATA) or {}).get(QUESTION)
            acts = self._reader.read(message.get(TEXT) or "", question)
            ranking = [_intent(act) for act in acts] or [_NOTHING]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


_NOTHING = {INTENT_NAME_KEY: DEFAULT_NLU_FALLBACK_INTENT_NAME, PREDICTED_CONFIDENCE_KEY: 0.0}


def _intent(act: Act) -> dict[str, Any]:
    name = _INTENTS.get(act.name, act.name)
    return {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: act.confidence}

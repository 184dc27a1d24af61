"""Our part of the pipeline that reads facts from free text; the reading is in bot/language."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.told import PEOPLE, reader, to_entities


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent):
    """
    Puts the facts of a message beside its intent, each as an entity.

    The open question, whom the screening is for and the day come with the message's metadata.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        """Rasa makes it with this; nothing is configured, and the phrases are read at once."""
        reader()
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """The same messages, with what they tell."""
        for message in messages:
            about = message.get("metadata") or {}
            today = date.fromisoformat(about.get("today") or date.today().isoformat())
            text, question, who = message.get(TEXT) or "", about.get("question"), about.get("who")
            who = PEOPLE.get(who or "")
            told = to_entities(reader().spot(text, question, today, who), type(self).__name__)
            message.set(ENTITIES, [*message.get(ENTITIES, []), *told], add_to_output=True)
        return messages

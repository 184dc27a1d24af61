"""Our part of the pipeline: how sure Rasa has to be before an intent is believed."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CarefulFallbackClassifier(FallbackClassifier):
    """
    A fallback whose threshold depends on what a wrong guess would do.

    A side question misheard costs one needless sentence; a yes misheard is a wrong answer, and
    "start over" misheard loses a screening. `thresholds` gives the higher ones by intent.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own, with no intent held to more than the rest."""
        return {**FallbackClassifier.get_default_config(), "thresholds": {}}

    def _nlu_confidence_below_threshold(self, message: Message) -> tuple[bool, float]:
        guess = message.data[INTENT]
        confidence = float(guess.get(PREDICTED_CONFIDENCE_KEY) or 0.0)
        least = self.component_config["thresholds"].get(
            guess.get(INTENT_NAME_KEY), self.component_config["threshold"]
        )
        return confidence < least, confidence

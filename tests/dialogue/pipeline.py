"""The part of the pipeline that says what a message does, without the rest of Rasa's start."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa.shared.nlu.training_data.message import Message

from bot.app.acts_file import ensure_acts, on_stderr
from bot.dialogue.acts_component import ActClassifier


@lru_cache(maxsize=1)
def classifier() -> ActClassifier:
    """The component with what it has learned of the present data."""
    return ActClassifier(ensure_acts(on_stderr))


def parsed(text: str, question: str | None = None) -> dict[str, Any]:
    """What the component adds to a message that may answer a question."""
    message = Message(data={"text": text, "metadata": {"question": question}})
    return classifier().process([message])[0].as_dict(only_output_properties=True)

"""Sentences of `bot/wording/` that gateway and worker say themselves, outside of the dialogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.wording.book import Wording


@dataclass(frozen=True)
class Sentences:
    """
    Says them in a person's language.

    Args:
        numbers: The plan's telephone numbers by placeholder, from the policy's contacts.
    """

    wording: Wording
    numbers: Mapping[str, Any]

    def say(self, language: str, *keys: str) -> str:
        """Give one or more sentences, by their names in the wording, as one message."""
        book = self.wording.book(language)
        return " ".join(book.say(f"conversation.{key}", **self.numbers) for key in keys)

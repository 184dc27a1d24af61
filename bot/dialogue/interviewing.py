"""The one interview of this process, built when first needed: in Rasa and in the action server."""

from __future__ import annotations

from functools import lru_cache

from bot.conversation.interview import Interview
from bot.eligibility.loader import load_policy
from bot.wording import book
from bot.wording.book import Phrasebook, Wording


@lru_cache(maxsize=1)
def wording() -> Wording:
    """Every sentence, read once."""
    return book.load_wording()


@lru_cache(maxsize=1)
def interview() -> Interview:
    """The interview over the policy and the wording of this installation."""
    return Interview(load_policy(), wording())


def phrasebook(language: str) -> Phrasebook:
    """The sentences of one language."""
    return wording().book(language)

"""The one interview of this process, built when first needed: in Rasa and in the action server."""

from __future__ import annotations

from functools import lru_cache

from bot.conversation.interview import Interview
from bot.conversation.screening import Screening
from bot.conversation.voice import Voice, contact_numbers, voice_of
from bot.eligibility import loader
from bot.eligibility.policy import Policy
from bot.wording import book
from bot.wording.book import Wording


@lru_cache(maxsize=1)
def policy() -> Policy:
    """The rules, read once."""
    return loader.load_policy()


@lru_cache(maxsize=1)
def wording() -> Wording:
    """Every sentence, read once."""
    return book.load_wording()


@lru_cache(maxsize=1)
def interview() -> Interview:
    """The interview over the policy and the wording of this installation."""
    return Interview(policy(), wording())


def voice(screening: Screening) -> Voice:
    """Sentences for one screening that are not part of the interview itself."""
    return voice_of(screening, wording(), contact_numbers(policy().contacts))

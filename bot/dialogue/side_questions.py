"""Questions a person asks beside the screening: every topic that bot/wording has an answer to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.conversation.questions import AskedQuestion
from bot.conversation.taking import UNKNOWN
from bot.dialogue.interviewing import wording
from bot.language.asks import told_in
from bot.wording.book import FALLBACK_LANGUAGE, FOR_PROVIDER

ANSWERS = "answers"
FEWEST_WORDS = 4
NOTHING_BELIEVED = "nlu_fallback"
GENERAL = ("help", UNKNOWN, "thanks", "goodbye")
"""Where the same message asks for something besides, that is what is answered."""

REFERRING = ("provider_wants_to_refer",)
"""At the question whom it is for these say that it is a provider."""


@lru_cache(maxsize=1)
def side_questions() -> frozenset[str]:
    """The topics; each has the name of the intent with which it is asked."""
    names = wording().book(FALLBACK_LANGUAGE).under(ANSWERS)
    return frozenset(name for name in names if not name.endswith(f".{FOR_PROVIDER}"))


@dataclass(frozen=True)
class Beside:
    """
    A question asked beside the open one.

    Args:
        topic: What it asks about.
        told: What the message tells without it; the whole message where it is not put as a
            question ("cost"), empty where it is nothing else.
        asks: Whether it is put as a question, so that no word of it is an answer.
    """

    topic: str
    told: str
    asks: bool


def asked_beside(
    acts: Sequence[str], text: str, question: AskedQuestion | None, language: str
) -> Beside | None:
    """
    The question that a message asks of us, if it does.

    Args:
        acts: What the message does, the most certain first.
        question: The open question; of a provider it takes "how do i refer" for an answer.
    """
    asked = sorted((act for act in acts if act in side_questions()), key=GENERAL.__contains__)
    topic = asked[0] if asked else None
    if topic in REFERRING and question and question.option("provider"):
        return None
    told = told_in(text, language)
    if topic is None:
        return Beside(UNKNOWN, "", asks=True) if told == "" and _is_unknown(acts, text) else None
    if told is None and question and question.kind == "text" and len(text.split()) > 1:
        told = ""  # "deposit help" is no name
    if told is None:
        return Beside(topic, text, asks=False) if acts[0] in asked else None
    return Beside(topic, told, asks=True)


def _is_unknown(acts: Sequence[str], text: str) -> bool:
    """Whether we have no idea what a question is about; "kaiser?" and "is 5 ok" are answers."""
    is_long = len(text.split()) >= FEWEST_WORDS and not any(c.isdigit() for c in text)
    return is_long and set(acts) <= {NOTHING_BELIEVED}

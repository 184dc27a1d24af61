"""
"I don't know what to do": a cry, and no "not sure" to our question.

What else the message tells is read without it, for nobody says such a thing and their whole story
in order to have the story passed over.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from re import Pattern

from bot.conversation.questions import NOT_SURE, AskedQuestion
from bot.conversation.replies import Declined, NotSure, NotUnderstood, Reply, Volunteered
from bot.conversation.screening import WHO, Screening
from bot.dialogue.hearing import with_facts
from bot.dialogue.interviewing import wording
from bot.language.plain import plain
from bot.language.volunteered import Spotted

STORY_WORDS = 7
"""In fewer words a "not sure" tells nothing besides."""

IN_DOUBT = frozenset({"if", "whether", "maybe", "think"})
"""What makes a "not sure" one about the very things it names."""

FEWEST_LEFT = 3
"""With fewer words besides it is all that the message says."""


def without_cry(text: str, language: str) -> str:
    """The message without such words; as it is where it says little besides."""
    rest = " ".join(_cries(language).sub(" ", text).split()).strip(" ,;.-")
    return rest if len(rest.split()) >= FEWEST_LEFT else text


@lru_cache(maxsize=4)
def _cries(language: str) -> Pattern[str]:
    """`at_a_loss` of the wording, with any mark within a word: "don't" as well as "dont"."""
    phrases = wording().book(language).say("understood.at_a_loss").split(", ")
    spelled = (
        r"\s+".join(r"['\u2019]?".join(map(re.escape, word)) for word in phrase.split())
        for phrase in sorted(phrases, key=len, reverse=True)
    )
    return re.compile(rf"(?:\b(?:and|but|so)\s+)?\b(?:{'|'.join(spelled)})\b", re.IGNORECASE)


def story_beside(
    reply: NotSure | Declined,
    text: str,
    question: AskedQuestion | None,
    screening: Screening,
    read: Spotted | None,
) -> Reply:
    """
    A "not sure" within a story: the story is kept; the reply alone where there is none.

    For whom it is, is said by the story, or asked again.

    Args:
        read: What the pipeline has read in just this text; None to read it here.
    """
    words = plain(text).split()
    if len(words) < STORY_WORDS or IN_DOUBT & set(words):
        return reply
    told = with_facts(NotUnderstood(), text, question, screening, read)
    if not isinstance(told, Volunteered) or {*map(str, told.forms.values())} <= {NOT_SURE}:
        return reply
    own = question.facts if question else ()
    is_own = screening.open == WHO or not told.forms.keys().isdisjoint(own)
    return told if is_own else replace(told, answer=reply)

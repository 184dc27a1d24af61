"""Whether a message tells of danger to life: the lexicon and the classifier, joined by OR."""

from __future__ import annotations

from dataclasses import dataclass

from bot.safety import classifier, lexicon
from bot.safety.weighing import Found, weigh, without_idioms
from bot.safety.words import words_of

CLASSIFIER = "classifier"
FEWEST_TOKENS = 3
"""Below that there is no wording to weigh: "me" and "why me" are answers; the lexicon has signs."""


@dataclass(frozen=True)
class Danger:
    """
    What was recognized.

    Args:
        kind: "self_harm", "overdose", "medical" or "violence".
        tier: 1 is clear and now, 2 is past, passive, someone else, or distress.
        why: The sign of the lexicon ("en.wants_to_die"), or "classifier".
    """

    kind: str
    tier: int
    why: str


def look(text: str, question: str | None = None) -> Danger | None:
    """
    Say whether a message tells of danger to life.

    Args:
        text: What the person wrote, in English, Spanish or both.
        question: The id of the question that was open, if one was.
    Returns:
        Danger | None: The heaviest danger found, or None.
    """
    book = lexicon.load()
    words = without_idioms(words_of(text, book.spelling), book)
    found = weigh(words, question, book)
    if len(words.tokens) < FEWEST_TOKENS:
        return Danger(found.kind, found.tier, found.why) if found.tier else None
    scores = classifier.score(words.tokens)
    if found.tier == 1:
        return _named(found, scores, found.kind in book.questions.get(question or "", ()))
    tier = _classified(scores, found, scores.kind in book.questions.get(question or "", ()))
    if tier is not None and (found.tier is None or tier < found.tier):
        return Danger(found.kind or scores.kind, tier, CLASSIFIER)
    return Danger(found.kind, found.tier, found.why) if found.tier else None


def _named(found: Found, scores: classifier.Scores, answering: bool) -> Danger | None:
    """
    A sign of the lexicon for clear and now; the second tier where all the rest says otherwise.

    As the answer to a question about just that it is then only an answer, except about oneself.
    """
    if scores.danger >= classifier.limits().doubt:
        return Danger(found.kind, 1, found.why)
    if answering and found.kind != "self_harm":
        return None
    return Danger(found.kind, 2, found.why)


def _classified(scores: classifier.Scores, found: Found, answering: bool) -> int | None:
    """The classifier's tier; it must be surer where the lexicon excused what it saw."""
    limits = classifier.limits()
    if found.excused or answering:
        return 2 if scores.danger >= limits.answering else None
    if scores.danger >= limits.tier_1 and scores.now >= limits.now:
        return 1
    return 2 if scores.danger >= limits.tier_2 else None

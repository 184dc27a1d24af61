"""Whether a message tells of danger to life: the lexicon and the classifier, joined by OR."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.safety import classifier, lexicon
from bot.safety.weighing import Found, weigh, without_idioms
from bot.safety.words import words_of

CLASSIFIER = "classifier"
FRAGMENT = 5  # words; a text longer than that says what it means
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


def look_across(before: Sequence[str], text: str, question: str | None = None) -> Danger | None:
    """
    Look at a message, and at what it says together with texts sent a moment before.

    People spread a sentence over several texts: "i want to", then "die". What each text says by
    itself goes first; joined they count only where one part is a fragment, and where it is the
    joining that tells of danger.

    Args:
        before: The texts right before this one that were no answer, oldest first.
    """
    alone = look(text, question)
    if not before or (alone is not None and alone.tier == 1):
        return alone
    for start in range(len(before) - 1, -1, -1):
        parts = [*before[start:], text]
        if not any(len(part.split()) <= FRAGMENT for part in parts):
            break
        joined = look(" ".join(parts), question)
        if joined is not None and _is_more(joined, [look(part, question) for part in parts]):
            return joined
    return alone


def _is_more(joined: Danger, parts: Sequence[Danger | None]) -> bool:
    """Whether texts joined tell of more danger than each of them, and not by a guess alone."""
    if joined.why == CLASSIFIER and joined.tier != 1:
        return False
    return all(part is None or part.tier > joined.tier for part in parts)


def _named(found: Found, scores: classifier.Scores, answering: bool) -> Danger | None:
    """
    A sign of the lexicon for clear and now; the second tier where all the rest says otherwise.

    An answer to a question about just that must also sound like now, and may be only an answer;
    neither is so of what a person says of harm to themselves.
    """
    limits = classifier.limits()
    answering = answering and found.kind != "self_harm"
    if answering and scores.danger < limits.doubt:
        return None
    sure = scores.danger >= limits.doubt and not (answering and scores.now < limits.now)
    return Danger(found.kind, 1 if sure else 2, found.why)


def _classified(scores: classifier.Scores, found: Found, answering: bool) -> int | None:
    """The classifier's tier; it must be surer where the lexicon excused what it saw."""
    limits = classifier.limits()
    now = limits.now_answering if found.excused or answering else limits.now
    lowered = found.excused and found.tier is not None
    if not lowered and scores.danger >= limits.tier_1 and scores.now >= now:
        return 1
    if found.excused or answering:
        return 2 if scores.danger >= limits.answering else None
    return 2 if scores.danger >= limits.tier_2 else None

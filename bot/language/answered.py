"""What one message says: what is told in it, and what answers the open question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from bot.conversation.learning import Learned, learn
from bot.conversation.questions import NONE, NOT_SURE, SKIP, AskedQuestion, Form, Forms
from bot.conversation.replies import Chosen, Declined, NotSure, Reply
from bot.language.numbers import one_of
from bot.language.plain import plain
from bot.language.vocabulary import Vocabulary
from bot.language.volunteered.spotted import Spotted, joined

_FEW_WORDS = 6
"""A longer message is read by what it asserts, not by a word of an option within it."""

_TWO_WORDS = 2

_BARE_AGE = 5
"""In so few words with nothing else told a number is the age that was asked for."""


def tells_age(text: str, spotted: Spotted) -> bool:
    """
    Whether a number in an answer about the age is the age: "i have 2 kids" and "7 mo preg" are not.

    Args:
        spotted: What the message tells as an answer to the age.
    """
    if "age" in spotted.facts:
        return True
    is_bare = len(text.split()) <= _BARE_AGE and any(c.isdigit() for c in text)
    return is_bare and not spotted.facts and not spotted.uncertain


def said_in(
    text: str,
    asked: AskedQuestion | None,
    reply: Reply,
    told: Mapping[str, Form],
    today: date,
    words: Vocabulary,
) -> Forms:
    """
    The facts of a message.

    Args:
        asked: The open question with all its options; None where none is open.
        reply: The message as an answer to it.
        told: What the message asserts in free words; it comes before the reply's looser reading.
    """
    facts = dict(told)
    learned = learn(asked, reply, today) if asked is not None else None
    if asked is None or learned is None or _is_loose(text, asked, reply):
        return facts
    for forms in _forms(text, asked, learned, words):
        for fact, form in forms.items():
            facts[fact] = joined(facts[fact], form) if fact in facts else form
    return facts


def named_in_words(
    text: str, asked: AskedQuestion | None, reply: Reply, words: Vocabulary
) -> Forms | None:
    """
    What is named of a list in words alone, where nothing is said of the rest; None elsewhere.

    Who writes "behind on rent" may have stopped reading there, so the rest is no "no".
    """
    if asked is None or asked.kind != "multiple" or not isinstance(reply, Chosen):
        return None
    if _is_ending(reply.values) or _is_whole(plain(text), words):
        return None
    return sets_of(asked, reply.values) or None


def sets_of(asked: AskedQuestion, values: Sequence[str]) -> Forms:
    """What choosing these options of a list says, without what leaving out the others would."""
    named: Forms = {}
    for value in values:
        option = asked.option(value)
        for fact, form in option.sets.items() if option is not None else ():
            named[fact] = joined(named[fact], form) if fact in named else form
    return named


def _is_ending(values: Sequence[str]) -> bool:
    return bool({NONE, NOT_SURE, SKIP} & set(values))


def _is_loose(text: str, asked: AskedQuestion, reply: Reply) -> bool:
    """Whether the reply was read from a word or two within a longer message."""
    length = len(text.split())
    if isinstance(reply, (NotSure, Declined)):
        return length > _TWO_WORDS
    return asked.kind == "choice" and length > _FEW_WORDS


def _forms(text: str, asked: AskedQuestion, learned: Learned, words: Vocabulary) -> Sequence[Forms]:
    """
    Of a list answered in words only what is named, for nothing else was denied.

    Numbers and "only" tick a list as a whole.
    """
    if asked.kind != "multiple" or NONE in learned.values or _is_whole(plain(text), words):
        return learned.forms
    options = [asked.option(value) for value in learned.values]
    return [option.sets for option in options if option is not None and option.sets]


def _is_whole(said: str, words: Vocabulary) -> bool:
    """Whether it gives numbers ("1 and 3", "number six") or says that nothing else fits."""
    spaced = f" {said} "
    counts = one_of(words.list_phrases("counts"))
    numbered = re.search(rf"(?<!\w)#?\d+(?!\w|:)(?! (?:{counts})\b)", said) or re.search(
        r"\b(?:number|option) \w", said
    )
    return bool(numbered) or any(f" {p} " in spaced for p in words.list_phrases("whole"))

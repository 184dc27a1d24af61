"""An answer in the words of an option: all of them, their beginning, or the one telling word."""

from __future__ import annotations

from functools import lru_cache

from bot.conversation.questions import AskedQuestion, Option
from bot.language.plain import plain
from bot.language.vocabulary import Vocabulary

_SHORTEST = 3
"""So many letters at least make the beginning of a label, so that "a" is not "A break"."""


def match_label(text: str, question: AskedQuestion, words: Vocabulary) -> Option | None:
    """The one option the words can only mean; None where none or several would do."""
    exact = [o for o in _listed(question) if text in (_plain(o.label), o.value)]
    if exact:
        return exact[0]
    named = named_option(text, question, words)
    if named is not None:
        return named
    telling = _telling(text, words)
    begun = [o for o in _listed(question) if telling and _begins(text, _plain(o.label))]
    if len(begun) == 1:
        return begun[0]
    text = _named_one(text, words)
    telling = _telling(text, words)
    holding = [o for o in _listed(question) if telling and telling <= set(_plain(o.label).split())]
    return holding[0] if len(holding) == 1 and len(text) >= _SHORTEST else None


def _telling(text: str, words: Vocabulary) -> set[str]:
    """The words that can tell one option from another."""
    return {word for word in text.split() if word not in words.phrases("small_words")}


def _named_one(text: str, words: Vocabulary) -> str:
    """ "the county one" as "county"."""
    *before, last = text.split() or [""]
    return " ".join(before) if before and last in words.list_phrases("named_one") else text


def named_option(text: str, question: AskedQuestion, words: Vocabulary) -> Option | None:
    """The option for which the words are another name."""
    values = words.options.get(question.id, {}).get(text, ())
    return next((o for value in values if (o := question.option(value)) is not None), None)


def keyword_option(text: str, question: AskedQuestion, words: Vocabulary) -> Option | None:
    """The one option a sentence speaks of; None where it speaks of several, or says no or not."""
    tokens = text.split()
    if set(tokens) & set(words.phrases("negations")):
        return None
    spaced = f" {text} "
    spoken_of = [
        option
        for value, keywords in words.words["keywords"].get(question.id, {}).items()
        if (option := question.option(value)) and any(f" {k} " in spaced for k in keywords)
    ]
    if len(spoken_of) == 1 or (spoken_of and question.id in words.words["first_keyword_wins"]):
        return spoken_of[0]
    return None


def _listed(question: AskedQuestion) -> tuple[Option, ...]:
    known = (*question.options, *question.unlisted)
    return tuple(option for option in known if not option.is_companion)


def _begins(text: str, label: str) -> bool:
    """Whether the text is the label's beginning, or the label with more words after it."""
    return len(text) >= _SHORTEST and (label.startswith(text) or text.startswith(label + " "))


@lru_cache(maxsize=1000)
def _plain(label: str) -> str:
    return plain(label)

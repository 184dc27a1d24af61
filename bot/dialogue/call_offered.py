"""
Words of a phone or a time where a call is offered or asked for: "this number, now" is a yes to it.

The language model takes such words for all sorts of things, a wish to stop among them; they are
read here before it is heard.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.conversation.calling import HANDOVER
from bot.conversation.handover import CALL_ME
from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import AskCall
from bot.conversation.wishes import around_number, number_in
from bot.dialogue.interviewing import wording
from bot.language.calls import asks_for_call, time_wished
from bot.language.plain import plain

_CLAUSES = re.compile(r"[,.;!?\n]+")
_HOUR = re.compile(r"\d{1,2}(?:am|pm|st|nd|rd|th|/\d{1,2})?")
_AT_HOUR = re.compile(
    r"\b(?:after|before|at|around|by) \d{1,2}\b|\b\d{1,2} ?(?:am|pm)\b|\b\d{1,2}/\d{1,2}\b"
)

NOW = frozenset({"now", "rn"})
"""Beside these alone praise means that nothing is needed: "im good now"."""

FAREWELLS, TELLS = ("stop", "goodbye"), "inform"
"""Acts that end a talk, and one that does nothing to it."""


@dataclass(frozen=True)
class CallWords:
    """
    What a message of such words alone says.

    Args:
        number: The digits in it; None without.
        this_phone: Whether it names the phone they write from.
        when: The words of a time; None without.
    """

    number: str | None
    this_phone: bool
    when: str | None


def accepts_call(text: str, question: AskedQuestion, language: str) -> AskCall | None:
    """The wish for the call that is offered, in words of a phone or a time; None in all others."""
    if question.id != HANDOVER or question.option(CALL_ME) is None:
        return None
    said = call_words(text, language)
    return AskCall(said.number, said.when, said.this_phone and not said.number) if said else None


def call_words(text: str, language: str) -> CallWords | None:
    """A message made of words of a phone and a time, and small ones; None for any other."""
    number = number_in(text)
    said = plain(" ".join(around_number(text)) if number else text)
    if _says("no_time", said, language):
        return None
    left, this_phone = _without("this_phone", said, language)
    words, small = left.split(), _words("beside", language)
    named = _names_time(words, language)
    if not (number or this_phone or named):
        return None
    if this_phone or number or not {*words} & _words("names_time", language) <= NOW:
        small |= _words("praise", language)
    if not all(word in small or _is_of_time(word, language) for word in words):
        return None
    return CallWords(number, this_phone, _time(words, small, language) if named else None)


def without_farewell(acts: Sequence[str], text: str, language: str) -> Sequence[str]:
    """The acts of a message; "this number" is no wish to stop, whatever it is taken for."""
    if set(acts).isdisjoint(FAREWELLS) or call_words(text, language) is None:
        return acts
    return [act for act in acts if act not in FAREWELLS] or [TELLS]


def _time(words: Sequence[str], small: frozenset[str], language: str) -> str:
    """The time without the small words before and after it."""
    own = [_is_of_time(word, language) and word not in small for word in words]
    first, last = own.index(True), len(own) - own[::-1].index(True)
    joins = _words("with_time", language)
    while first and words[first - 1] in joins - {"and", "or", "the"}:
        first -= 1
    return " ".join(words[first:last])


def time_said(text: str, language: str) -> str | None:
    """
    The time for a call in a message that asks for one; None without.

    It begins or ends what is asked, or comes right after the word of calling: "my heat went out
    monday, call me" names none.
    """
    clauses = [said for part in _CLAUSES.split(text) if (said := plain(part))]
    for clause in clauses:
        alone = call_words(clause, language)
        if alone and alone.when:
            return alone.when
        found = _beside_call(clause, language) if asks_for_call(clause, False, language) else None
        if found:
            return found
    return time_wished(text, language)


def _beside_call(clause: str, language: str) -> str | None:
    words, calling = clause.split(), _words("calling", language)
    last = max((at for at, word in enumerate(words) if word in calling), default=None)
    if last is None:
        return None
    after = _leading(words[last + 1 :], language)
    return after or _leading(words[:last], language)


def _leading(words: Sequence[str], language: str) -> str | None:
    """The time with which these words begin, after small ones; None where they begin otherwise."""
    small, times = _words("beside", language), _words("with_time", language)
    left, _ = _without("this_phone", " ".join(words), language)
    begun: list[str] = []
    for word in left.split():
        if not (word in small or word in times or _is_of_time(word, language)):
            break
        begun.append(word)
    if not _names_time(begun, language):
        return None
    return _time(begun, small, language)


def _names_time(words: Sequence[str], language: str) -> bool:
    said = " ".join(words)
    named = bool({*words} & _words("names_time", language))
    return named or _says("whole_times", said, language) or _AT_HOUR.search(said) is not None


def _is_of_time(word: str, language: str) -> bool:
    known = _words("names_time", language) | _words("with_time", language)
    whole = {part for phrase in _phrases("whole_times", language) for part in phrase.split()}
    return word in known | whole or _HOUR.fullmatch(word) is not None


def _without(name: str, said: str, language: str) -> tuple[str, bool]:
    """What is left without these phrases, and whether there was one."""
    left = f" {said} "
    for phrase in sorted(_phrases(name, language), key=len, reverse=True):
        left = left.replace(f" {phrase} ", "  ")
    return " ".join(left.split()), left.strip() != said


def _says(name: str, said: str, language: str) -> bool:
    return any(f" {phrase} " in f" {said} " for phrase in _phrases(name, language))


def _words(name: str, language: str) -> frozenset[str]:
    return frozenset(_phrases(name, language))


@lru_cache(maxsize=32)
def _phrases(name: str, language: str) -> tuple[str, ...]:
    return tuple(wording().book(language).say(f"call_words.{name}").split(", "))


def waits(text: str, language: str) -> bool:
    """Whether a message says that this takes long, or asks if anybody is there, and no more."""
    left, wonders = _without("wonders", plain(text), language)
    left, is_long = _without("takes_long", left, language)
    return (wonders or is_long) and {*left.split()} <= _words("beside_waits", language)


def hurries(text: str, language: str) -> bool:
    """Whether a message says that it has to be soon, and no more."""
    left, is_soon = _without("hurries", plain(text), language)
    return is_soon and {*left.split()} <= _words("beside_hurries", language)

"""A correction that names no fact: which answer it means, and what that one becomes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.conversation.correcting import CHANGE, asked_before, was_said
from bot.conversation.questions import AskedQuestion, Form
from bot.conversation.replies import (
    Amended,
    Chosen,
    NotUnderstood,
    Number,
    NumberRange,
    Reply,
    Volunteered,
)
from bot.conversation.screening import Screening
from bot.dialogue.answering import numbers_told, spot
from bot.dialogue.hearing import said_back_words
from bot.dialogue.interviewing import interview, policy
from bot.dialogue.told import PEOPLE
from bot.language.changes import Correction
from bot.language.numbers import with_digits
from bot.language.reader import read_reply
from bot.language.vocabulary import vocabulary
from bot.language.volunteered import Spotted

BESIDE_NUMBERS = frozenset(["about", "like", "or", "to", "years", "year", "yrs", "yr", "old"])
"""What may stand beside a number that takes the place of another."""


def amended(found: Correction, screening: Screening) -> Reply | None:
    """
    What is left of the message, as an answer to a question before.

    Returns:
        Reply | None: None where it is not clear which answer is meant.
    """
    if found.wrong:
        return _renumbered(found, screening)
    picks = screening.open == CHANGE and found.bare.isdigit()
    for question in () if picks else _before(found, screening):
        counted = spot(found.rest, question, screening, PEOPLE.get(screening.who or "")).facts
        is_meant = question != "age" or _is_number(found, screening)
        if question in counted and policy().facts[question].kind == "number" and is_meant:
            return Volunteered(
                {question: counted[question]}, _echo(counted, question, screening), corrects=True
            )
        asked = asked_before(screening, question, interview().basis)
        reply = _read(found.bare, asked, screening)
        is_number = isinstance(reply, (Number, NumberRange)) and _is_number(found, screening)
        is_choice = found.strong and isinstance(reply, Chosen)
        if asked is not None and (is_number or is_choice):
            return Amended(question, reply)
    if found.was and _denies(found, screening):
        return _undone(found, screening)
    return None


def _renumbered(found: Correction, screening: Screening) -> Reply | None:
    """The number said to be wrong, put right where it was told: as "4", or within "4 or more"."""
    right = re.findall(r"\b\d{1,3}\b", with_digits(found.rest, vocabulary(screening.language)))
    for fact, form in numbers_told(screening) if right else ():
        bounds = form if isinstance(form, Mapping) else {"exactly": form}
        if found.wrong & set(bounds.values()):
            mended = {b: int(right[-1]) if n in found.wrong else n for b, n in bounds.items()}
            told = {fact: mended.get("exactly", mended)}
            return Volunteered(told, _echo(told, fact, screening), corrects=True)
    return None


def _is_number(found: Correction, screening: Screening) -> bool:
    """Whether only a number is left: "i have 3 kids" is no age, and "1" picks from a list."""
    words = [word for word in found.bare.split() if word not in BESIDE_NUMBERS]
    open_now = interview().open_question(screening)
    numbered = len(open_now.numbered) if open_now else 0
    is_bare = bool(words) and all(word.isdigit() for word in words)
    return is_bare and all(int(word) > numbered for word in words)


def _echo(told: Mapping[str, Form], fact: str, screening: Screening) -> tuple[str, ...]:
    return said_back_words({fact: told[fact]}, Spotted(), screening)


def _before(found: Correction, screening: Screening) -> Iterator[str]:
    """The questions that may be meant: the last, or the last that took a number."""
    last = screening.answers[-1].question if screening.answers else None
    if last is not None and last in policy().questions and found.strong and not found.was:
        yield last
    numbers = [fact for fact, _ in numbers_told(screening)]
    yield from (fact for fact in numbers[:1] if fact in policy().questions)


def _read(text: str, asked: AskedQuestion | None, screening: Screening) -> Reply:
    return read_reply(text, asked, None, screening.language) if asked and text else NotUnderstood()


def _denies(found: Correction, screening: Screening) -> bool:
    """ "i said i have kids but i dont"."""
    yes_or_no = AskedQuestion("", "yes_no", options=())
    said = read_reply(found.rest, replace(yes_or_no), None, screening.language)
    return said == Chosen(("no",)) or found.rest.split()[-1:] in (["dont"], ["not"], ["didnt"])


def _undone(found: Correction, screening: Screening) -> Reply | None:
    """What is taken back by name: a yes, or one thing of several."""
    said = spot(found.was, None, screening, PEOPLE.get(screening.who or ""))
    facts = {fact: form for fact, form in said.facts.items() if was_said(screening, fact)}
    members = {
        fact: {"excludes": form["includes"]}
        for fact, form in facts.items()
        if isinstance(form, Mapping) and set(form) == {"includes"}
    }
    if members:
        return Volunteered(members, corrects=True)
    yes = next((f for f, form in facts.items() if form is True and f in policy().questions), None)
    return Amended(yes, Chosen(("no",))) if yes is not None else None

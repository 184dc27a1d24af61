"""Answers too loose to act on: an "ok" for a yes, a plan among others, an age nobody is sure of."""

from __future__ import annotations

from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import (
    Chosen,
    Hint,
    NotUnderstood,
    Number,
    NumberRange,
    Repeat,
    Reply,
    Volunteered,
)
from bot.conversation.screening import Screening
from bot.dialogue.hearing import CLOSED_DOORS, spotted_in
from bot.language.answered import tells_age
from bot.language.numbers import has_word
from bot.language.plain import plain
from bot.language.vocabulary import vocabulary
from bot.language.volunteered import Spotted

GROWN = 18
"""A smaller number beside other words is rather a time, a street or a count than an age."""

YOUNGEST_TEXTING = 10
"""Who says of themselves that they are younger may have meant something else."""


def guarded(
    reply: Reply,
    text: str,
    question: AskedQuestion | None,
    screening: Screening,
    spotted: Spotted | None,
) -> Reply:
    """The reply; where it is too loose to act on, what to ask about instead, or nothing."""
    if question is None or not question.facts:
        return reply
    if reply == Chosen(("yes",)) and plain(text) in _acknowledging(screening):
        return NotUnderstood()
    if question.id == "coverage" and isinstance(reply, Chosen):
        return _plan(reply, text, question, screening)
    if question.id == "age" and isinstance(reply, (Number, NumberRange)):
        return _age(reply, text, question, screening, spotted)
    return reply


def _acknowledging(screening: Screening) -> frozenset[str]:
    """ "ok": it may only say that the question was read."""
    return frozenset(vocabulary(screening.language).phrases("acknowledging"))


def _plan(reply: Chosen, text: str, question: AskedQuestion, screening: Screening) -> Reply:
    """A plan that closes doors is asked about where another one is named too, or one denied."""
    option = question.option(reply.values[0])
    plan = option.sets.get("coverage") if option is not None else None
    words, said = vocabulary(screening.language), plain(text)
    is_label = any(plain(option.label) == said for option in question.options)
    if plan not in CLOSED_DOORS["coverage"] or is_label:
        return reply
    if has_word(said, words.phrases("beside_plans")):
        return Volunteered({}, hints=(Hint("coverage", "medi_cal_hpsm"),))
    named = [
        value
        for value, keywords in words.words["keywords"]["coverage"].items()
        if has_word(said, keywords)
    ]
    is_loose = plan != "none" and has_word(said, words.phrases("loose_plans"))
    is_loose = is_loose or len(named) > 1
    return Volunteered({}, hints=(Hint("coverage", plan),)) if is_loose else reply


def _age(
    reply: Number | NumberRange,
    text: str,
    question: AskedQuestion,
    screening: Screening,
    spotted: Spotted | None,
) -> Reply:
    if not tells_age(text, spotted or spotted_in(text, question, screening)):
        return NotUnderstood()
    if screening.who == "child" or not isinstance(reply, Number) or reply.value >= GROWN:
        return reply
    beside = vocabulary(screening.language).phrases("beside_age")
    if any(not word.isdigit() and word not in beside for word in plain(text).split()):
        return Repeat()  # "tomorrow at 3", "i live at 5 oak st": asked again, and no age
    is_own = screening.who == "self" and reply.value < YOUNGEST_TEXTING
    return Volunteered({}, hints=(Hint("age", reply.value),)) if is_own else reply

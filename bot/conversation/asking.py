"""From an open question's id to the question as it is put to this person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.conversation.basis import Basis
from bot.conversation.questions import (
    NONE,
    NOT_SURE,
    SKIP,
    UNSURE_MARK,
    AskedQuestion,
    Form,
    Forms,
    Option,
)
from bot.conversation.screening import Screening
from bot.conversation.voice import Voice
from bot.eligibility.facts import Facts
from bot.eligibility.policy import Question, QuestionOption

STUCK = "stuck"
LATER = "later"
STUCK_AFTER = 3
"""So many misunderstood answers to one question, and a person is offered."""

OWN_QUESTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "who": ("choice", ("self", "child", "other", "provider")),
    STUCK: ("choice", ("person", "keep_going", "skip_this")),
    "which_is_right": ("choice", ("first", "second", NOT_SURE)),
    "confirm": ("yes_no", ("yes", "no", NOT_SURE)),
    "change_which": ("choice", (NONE,)),
    "switch_person": ("yes_no", ("yes", "no")),
    "call_name": ("text", (SKIP,)),
    "member_name": ("text", (SKIP,)),
    "call_number": ("text", (SKIP,)),
    "call_when": ("choice", ("today", "morning", "afternoon", LATER, "any")),
    "voicemail": ("yes_no", ("yes", "no")),
    "birth_date": ("text", (SKIP,)),
    "may_speak": ("yes_no", ("yes", "no", NOT_SURE, SKIP)),
    "call_language": ("choice", ("english", "spanish", "chinese", "tagalog", "other")),
    "go_on": ("choice", ("go_on", "done")),
    "ended": ("choice", ("person", "start_over")),
    "erase_sure": ("choice", ("erase", "keep")),
}
"""The questions that are not about facts: kind and option values."""


def own_question(id: str, voice: Voice, values: Iterable[str] = ()) -> AskedQuestion:
    """A question of the conversation's own, with the values it always has or those given."""
    kind, fixed = OWN_QUESTIONS.get(id, ("choice", ()))
    options = tuple(Option(value, _label(voice, id, value)) for value in values or fixed)
    return AskedQuestion(id, kind, options=options)


def policy_question(
    id: str, screening: Screening, facts: Facts, basis: Basis, voice: Voice
) -> AskedQuestion:
    """A question about facts, with the options that still matter for this person."""
    question = basis.policy.questions[id]
    offered = basis.planner.offered(question, facts)
    needless = (o for o in basis.planner.needless(question, facts) if o not in offered)
    implied = tuple(dict(option.clears) for option in needless if option.clears)
    return replace(_asked(question, offered, screening, basis, voice), implied=implied)


def whole_question(id: str, screening: Screening, basis: Basis, voice: Voice) -> AskedQuestion:
    """A question about facts with all its options, whether or not they still matter."""
    question = basis.policy.questions[id]
    return _asked(question, question.options, screening, basis, voice)


def _asked(
    question: Question,
    offered: tuple[QuestionOption, ...],
    screening: Screening,
    basis: Basis,
    voice: Voice,
) -> AskedQuestion:
    id = question.id
    kind = "number" if _wants_a_number(question, screening, basis) else question.kind
    offered = () if kind == "number" else offered
    options = [_option(question, option, voice) for option in offered]
    concerned = _facts_of(question, offered)
    if kind == "multiple":
        options.append(_none(id, options, voice))
    options += _ways_out(id, concerned, voice)
    if kind == "multiple":
        options += [_companion(id, option, voice) for option in options[: len(offered)]]
    low, high = _bounds(question, basis)
    return AskedQuestion(
        id,
        kind,
        concerned,
        tuple(options),
        low,
        high,
        screening.remaining,
        question.sensitive,
        _unlisted(question, offered, kind, voice),
    )


def _wants_a_number(question: Question, screening: Screening, basis: Basis) -> bool:
    """
    Whether to ask for a bare number instead of ranges to choose from.

    In a text message "4" could be the fourth range or four visits; so there a count is asked
    for as a number, with no numbered options beside it.
    """
    return screening.channel == "sms" and _bounds(question, basis) != (None, None)


def _bounds(question: Question, basis: Basis) -> tuple[int | None, int | None]:
    """The least and greatest number the question takes, where its one fact is a number."""
    fact = basis.policy.facts[question.facts[0]] if len(question.facts) == 1 else None
    if fact is None or fact.kind != "number":
        return None, None
    return fact.minimum, fact.maximum


def _facts_of(question: Question, offered: tuple[QuestionOption, ...]) -> tuple[str, ...]:
    if question.kind != "multiple":
        return question.facts
    touched = {fact for option in offered for fact in (*option.sets, *option.clears)}
    return tuple(fact for fact in question.facts if fact in touched)


def _unlisted(
    question: Question, offered: tuple[QuestionOption, ...], kind: str, voice: Voice
) -> tuple[Option, ...]:
    """What earlier answers rule out; saying it anyway is a contradiction to be asked about."""
    if kind != "choice":
        return ()
    return tuple(_option(question, o, voice) for o in question.options if o not in offered)


def _option(question: Question, option: QuestionOption, voice: Voice) -> Option:
    label = _label(voice, question.id, option.value)
    return Option(option.value, label, dict(option.sets), dict(option.clears))


def _none(id: str, items: list[Option], voice: Voice) -> Option:
    sets: Forms = {}
    for item in items:
        for fact, form in item.clears.items():
            sets[fact] = _both(sets[fact], form) if fact in sets else form
    return Option(NONE, _label(voice, id, NONE), sets)


def _both(first: Form, second: Form) -> Form:
    """Two things learned of one fact as one form, where they are lists of values."""
    if not (isinstance(first, dict) and isinstance(second, dict)):
        return second
    joined = dict(first)
    for key, values in second.items():
        if key in ("includes", "excludes"):
            joined[key] = sorted({*joined.get(key, []), *values})
        else:
            joined[key] = values
    return joined


def _ways_out(id: str, facts: tuple[str, ...], voice: Voice) -> list[Option]:
    return [
        Option(NOT_SURE, _label(voice, id, NOT_SURE), dict.fromkeys(facts, "not_sure")),
        Option(SKIP, _label(voice, id, SKIP), dict.fromkeys(facts, "declined")),
    ]


def _companion(id: str, item: Option, voice: Voice) -> Option:
    label = voice.say("conversation.not_sure_about", label=item.label)
    facts = dict.fromkeys(item.sets or item.clears, "not_sure")
    return Option(item.value + UNSURE_MARK, label, facts)


def _label(voice: Voice, id: str, value: str) -> str:
    """The words of an option: the question's own, or those every question shares."""
    own = f"questions.{id}.options.{value}"
    return voice.say(own if voice.book.has(own) else f"conversation.options.{value}")

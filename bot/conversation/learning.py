"""What an answer teaches: from a reply to a question about facts to the forms learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversation.questions import (
    NONE,
    NOT_SURE,
    SKIP,
    UNSURE_MARK,
    AskedQuestion,
    Form,
    Forms,
)
from bot.conversation.replies import (
    BornOn,
    Chosen,
    Declined,
    NotSure,
    Number,
    NumberRange,
    Reply,
)


@dataclass(frozen=True)
class Learned:
    """What a reply means for the question: the options it amounts to, and the forms."""

    values: tuple[str, ...]
    forms: tuple[Forms, ...]


def learn(question: AskedQuestion, reply: Reply, today: date) -> Learned | None:
    """
    Read a typed reply against the question it answers.

    Returns:
        What was learned; None where the reply does not answer this question.
    """
    if isinstance(reply, NotSure):
        return _ending(question, NOT_SURE)
    if isinstance(reply, Declined):
        return _ending(question, SKIP)
    if isinstance(reply, Chosen):
        return _chosen(question, reply.values)
    if isinstance(reply, BornOn) and question.id == "age":
        reply = _age(reply, today)
    if isinstance(reply, Number):
        return _counted(question, NumberRange(reply.value, reply.value))
    if isinstance(reply, NumberRange):
        return _counted(question, reply)
    return None


def _ending(question: AskedQuestion, value: str) -> Learned:
    form = "not_sure" if value == NOT_SURE else "declined"
    return Learned((value,), (dict.fromkeys(question.facts, form),))


def _chosen(question: AskedQuestion, values: Sequence[str]) -> Learned | None:
    if not values or any(question.option(value) is None for value in values):
        return None
    if tuple(values) in ((NOT_SURE,), (SKIP,)):
        return _ending(question, values[0])
    if question.kind == "multiple":
        return _ticked(question, tuple(values))
    option = question.option(values[0])
    if len(values) > 1 or option is None:
        return None
    return Learned((option.value,), (option.sets,) if option.sets else ())


def _ticked(question: AskedQuestion, values: tuple[str, ...]) -> Learned | None:
    """A list: what is ticked, what is not, and what the person is not sure of."""
    items = {item.value for item in question.items}
    ticked = items & set(values)
    if NONE in values and ticked:
        return None
    rest = "unsure" if NOT_SURE in values else "skipped" if SKIP in values else "unticked"
    forms: list[Forms] = []
    for item in question.items:
        if item.value in ticked:
            forms.append(item.sets)
        elif item.value + UNSURE_MARK in values or rest == "unsure":
            forms.append(dict.fromkeys(item.sets or item.clears, "not_sure"))
        elif rest == "skipped":
            forms.append(dict.fromkeys(item.sets or item.clears, "declined"))
        else:
            forms.append(item.clears)
    forms += question.implied
    return Learned(values, _packed(forms))


def _packed(forms: Sequence[Forms]) -> tuple[Forms, ...]:
    """The same forms in fewer steps; two forms of one fact stay apart, unless both are lists."""
    packed: list[Forms] = []
    for form in forms:
        for fact, learned in form.items():
            for step in packed:
                if fact not in step:
                    step[fact] = learned
                    break
                joined = _joined(step[fact], learned)
                if joined is not None:
                    step[fact] = joined
                    break
            else:
                packed.append({fact: learned})
    return tuple(packed)


def _joined(first: Form, second: Form) -> Form | None:
    """Two lists of what a set holds and lacks as one; None where they say different things."""
    keys = {"includes", "excludes"}
    if first == second:
        return first
    if not (isinstance(first, dict) and isinstance(second, dict)):
        return None
    if not set(first) | set(second) <= keys:
        return None
    joined = {key: sorted({*first.get(key, ()), *second.get(key, ())}) for key in sorted(keys)}
    overlap = set(joined["includes"]) & set(joined["excludes"])
    return None if overlap else {key: values for key, values in joined.items() if values}


def _counted(question: AskedQuestion, range_: NumberRange) -> Learned | None:
    """A number for a question about one number, within what it takes."""
    if question.minimum is None and question.maximum is None:
        return None
    low, high = question.minimum or 0, question.maximum
    bounds = [value for value in (range_.at_least, range_.at_most) if value is not None]
    if not bounds or any(value < low or (high is not None and value > high) for value in bounds):
        return None
    if range_.at_least is not None and range_.at_least == range_.at_most:
        return Learned((), ({question.facts[0]: range_.at_least},))
    if None not in (range_.at_least, range_.at_most) and bounds[0] > bounds[1]:
        return None
    form = {"at_least": range_.at_least, "at_most": range_.at_most}
    known = {key: value for key, value in form.items() if value is not None}
    return Learned((), ({question.facts[0]: known},))


def _age(born: BornOn, today: date) -> Reply:
    """The age on a day from a date of birth; a range where only the year is known."""
    years = today.year - born.year
    if born.month is None or born.day is None:
        return NumberRange(max(years - 1, 0), years)
    not_yet = (today.month, today.day) < (born.month, born.day)
    return Number(years - not_yet)

"""
What a message tells beside its answer: only facts that open a door, so that no "no" is inferred.

What is heard here is said back ("Got it: 34, pregnant"), so that a wrong reading is seen at once;
what is only hinted at goes on as a hint, to be asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.conversation.questions import AskedQuestion, Form
from bot.conversation.replies import (
    Chosen,
    Hint,
    NotUnderstood,
    Number,
    NumberRange,
    Reply,
    Volunteered,
)
from bot.conversation.screening import Screening
from bot.conversation.volunteered import hears_facts
from bot.dialogue.interviewing import interview, policy
from bot.dialogue.told import PEOPLE, reader
from bot.language.plain import plain
from bot.language.volunteered import Spotted
from bot.language.volunteered.echo import echo, echo_words

FEWEST_WORDS = 3
"""Shorter messages are answers, and are read as such."""

CLOSED_DOORS: Mapping[str, frozenset[object]] = {
    "housing": frozenset({"stable"}),
    "pregnancy": frozenset({"no"}),
    "incarceration": frozenset({"no", "earlier"}),
    "foster_care": frozenset({"never", "earlier"}),
    "coverage": frozenset({"care_advantage", "other_plan", "none"}),
}
"""Values that could cost somebody a service: those are asked for, never picked up in passing."""

CLOSING_MEMBERS: Mapping[str, frozenset[object]] = {
    # "other" is a guess about what was meant, and alone it would open a door by itself.
    "social_factors": frozenset({"other"}),
    "environment_factors": frozenset({"other"}),
    "programs": frozenset({"hospice", "pace", "family_mosaic"}),
}
"""The same of facts that hold several values: being in one of these programs closes the door."""

WIDER: Mapping[tuple[str, str], Form] = {("housing", "at_risk"): {"excludes": ["stable"]}}
"""What is taken instead in passing: a home at risk may be one to leave within 30 days."""


def spotted_in(text: str, question: AskedQuestion | None, screening: Screening) -> Spotted:
    """What a message tells, as an answer to the open question and beside it."""
    who = PEOPLE.get(screening.who or "")
    return reader().spot(text, question.id if question else None, screening.today, who)


def with_facts(
    reply: Reply,
    text: str,
    question: AskedQuestion | None,
    screening: Screening,
    read: Spotted | None = None,
) -> Reply:
    """
    The reply, together with the facts the same message tells without being asked.

    Args:
        read: What the pipeline has read in just this text; None to read it here.
    """
    if len(text.split()) < FEWEST_WORDS or not hears_facts(screening, interview().basis):
        return reply
    if not isinstance(reply, (Chosen, Number, NumberRange, NotUnderstood)):
        return reply
    is_answer = not isinstance(reply, NotUnderstood)
    asked = question.facts if question and is_answer else ()
    own = question.facts if question and not is_answer and question.kind != "multiple" else ()
    found = read or spotted_in(text, question, screening)
    plainly = _plainly(found, own, text, question, screening)
    told = {
        fact: form
        for fact, form in found.facts.items()
        if fact not in asked and (opens(fact, form) or plainly.get(fact) == form)
    }
    forms = {
        fact: form if fact in own else WIDER.get((fact, str(form)), form)
        for fact, form in told.items()
    }
    hints = tuple(hint for hint in hints_in(found, text) if hint.fact not in (*asked, *forms))
    if not forms and not hints:
        return reply
    said_back = said_back_words(told, found, screening)
    return Volunteered(forms, said_back, found.about, reply if is_answer else None, hints=hints)


def _plainly(
    found: Spotted,
    own: Iterable[str],
    text: str,
    question: AskedQuestion | None,
    screening: Screening,
) -> Mapping[str, Form]:
    """
    What a message tells of the open question beyond doubt, be it a no.

    By phrases, for examples know what is asked and take any "no" for an answer to it; and where
    nothing else is told, for "no food and no ride" says nothing of a plan.
    """
    told = {*found.facts, *(fact for fact, _, _ in found.uncertain)}
    if question is None or not told or told - set(own):
        return {}
    who = PEOPLE.get(screening.who or "")
    return reader().phrases.spot(text, question.id, screening.today, who).facts


def said_back_words(
    forms: Mapping[str, Form], found: Spotted, screening: Screening
) -> tuple[str, ...]:
    """The facts in a few words; nothing where none of them has any."""
    who = PEOPLE.get(screening.who or "") or found.about or "self"
    return echo(forms, echo_words(screening.language), who)


def hints_in(found: Spotted, text: str) -> Iterator[Hint]:
    """What is only hinted at and would open a door, with the words as they were written."""
    for fact, form, words in found.uncertain:
        if opens(fact, form):
            yield Hint(fact, form, quoted(words, text))


def quoted(words: str, text: str) -> str:
    """The words as they stand in the message; nothing where they were read in another spelling."""
    written = text.split()
    said = [plain(word) for word in written]
    wanted = words.split()
    for start in range(len(said) - len(wanted) + 1):
        if said[start : start + len(wanted)] == wanted:
            quote = " ".join(written[start : start + len(wanted)]).strip(" .,!?;:\"'")
            return quote if quote.isascii() and '"' not in quote else ""
    return ""


def opens(fact: str, form: Any) -> bool:
    """Whether a form only opens doors: a yes, a number, something that is there."""
    kind = policy().facts[fact].kind
    if kind == "yes_no":
        return form is True
    if kind == "set":
        closing = CLOSING_MEMBERS.get(fact, frozenset())
        return (
            isinstance(form, Mapping)
            and set(form) == {"includes"}
            and not closing & set(form["includes"])
        )
    if kind == "number":
        return form not in ("not_sure", "declined")
    closed = CLOSED_DOORS.get(fact, frozenset())
    if isinstance(form, Mapping):
        if "excludes" in form:
            return bool(closed & set(form["excludes"]))  # "not in a tent" says nothing more
        return not closed & set(form.get("one_of", ()))
    return form not in closed and form not in ("not_sure", "declined")

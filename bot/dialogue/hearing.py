"""
What a message tells beside its answer: only facts that open a door, so that no "no" is inferred.

What is heard here is said back ("Got it: 34, pregnant"), so that a wrong reading is seen at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import Chosen, NotUnderstood, Number, NumberRange, Reply, Volunteered
from bot.conversation.screening import Screening
from bot.conversation.volunteered import hears_facts
from bot.dialogue.interviewing import interview, policy
from bot.language.volunteered import Spotter
from bot.language.volunteered.echo import echo, echo_words
from bot.language.volunteered.spotted import Who

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


_PEOPLE: Mapping[str, Who] = {"self": "self", "child": "child", "other": "other"}


@lru_cache(maxsize=1)
def spotter() -> Spotter:
    """The reader of facts in free text, built once per process."""
    return Spotter(policy())


def with_facts(
    reply: Reply, text: str, question: AskedQuestion | None, screening: Screening
) -> Reply:
    """The reply, together with the facts the same message tells without being asked."""
    if len(text.split()) < FEWEST_WORDS or not hears_facts(screening, interview().basis):
        return reply
    if not isinstance(reply, (Chosen, Number, NumberRange, NotUnderstood)):
        return reply
    asked = question.facts if question and not isinstance(reply, NotUnderstood) else ()
    who = _PEOPLE.get(screening.who or "")
    found = spotter().spot(text, question.id if question else None, screening.today, who)
    forms = {f: form for f, form in found.facts.items() if f not in asked and opens(f, form)}
    if not forms:
        return reply
    said_back = echo(forms, echo_words(screening.language), who or found.about or "self")
    answer = None if isinstance(reply, NotUnderstood) else reply
    return Volunteered(forms, (said_back,) if said_back else (), found.about, answer)


def opens(fact: str, form: Any) -> bool:
    """Whether a form only opens doors: a yes, a number, something that is there."""
    kind = policy().facts[fact].kind
    if kind == "yes_no":
        return form is True
    if kind == "set":
        # "other" is a guess about what was meant, and alone it would open a door by itself.
        return (
            isinstance(form, Mapping)
            and set(form) == {"includes"}
            and "other" not in form["includes"]
        )
    if kind == "number":
        return form not in ("not_sure", "declined")
    closed = CLOSED_DOORS.get(fact, frozenset())
    if isinstance(form, Mapping):
        return not closed & set(form.get("one_of", ()))
    return form not in closed and form not in ("not_sure", "declined")

"""What must be said before the next question, whatever room there is: help in danger above all."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.questions import Form
from bot.conversation.screening import Answer, Screening

FIRST = "first:"
"""Begins an `aside` that goes before the next question; its name in the wording follows."""

DANGER, ABUSE = FIRST + "danger", FIRST + "abuse"
CHANGED = FIRST + "changed"
HELLO = FIRST + "hello_"
"""Begins the `aside` of a short hello before the way to a person; the channel follows."""

HARD, GRIEF, GRIEF_HARD, HURT = "hard", "grief", "grief_hard", "hurt"
HEARD = (HARD, GRIEF, GRIEF_HARD, HURT)
"""The topics of what asks and answers nothing but is hard to bear, a loss or harm by others too."""

HELLOS = ("greeting_heard", "greeting_heard_short", "greeting_heard_shortest")
"""An `aside` with the greeting put shorter, for it follows what was heard; the fullest first."""

THEN_SHORT = ":short"
"""Ends such an `aside` where the question after the greeting is put shorter too."""

BOOKED, TAKE_TIME = FIRST + "booked", FIRST + "take_time"

FIRSTS = ("danger", "abuse", "booked", "take_time", "changed", "hello_sms", "hello_web")
"""The names of all that may come first, each with its words."""


def first_of(screening: Screening) -> str:
    """The name of what comes first now; empty where nothing does."""
    aside = screening.aside or ""
    return aside.removeprefix(FIRST) if aside.startswith(FIRST) else ""


def with_help(before: Screening, after: Screening) -> Screening:
    """The screening after a reply; where the reply tells of danger, help is said first."""
    told = after.answers[len(before.answers) :]
    for is_told, aside in ((_tells_of_danger, DANGER), (_tells_of_abuse, ABUSE)):
        if any(is_told(answer) for answer in told):
            return replace(after, aside=aside)
    return after


def _tells_of_danger(answer: Answer) -> bool:
    return any(forms.get("high_risk") is True for forms in answer.learned)


def _tells_of_abuse(answer: Answer) -> bool:
    return any(
        forms.get("housing") == "fleeing_violence"
        or _includes(forms.get("social_factors"), "safety")
        for forms in answer.learned
    )


def _includes(form: Form, value: str) -> bool:
    named = form.get("includes", ()) if isinstance(form, dict) else form
    return isinstance(named, (list, tuple)) and value in named

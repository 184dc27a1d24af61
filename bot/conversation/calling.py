"""The questions of the hand-over: which is next, and what an answer to one means."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.conversation.handover import Handover
from bot.conversation.questions import NOT_SURE, Form
from bot.conversation.replies import Chosen, Declined, NotSure, Reply, Text
from bot.conversation.screening import Screening

CALL_QUESTIONS = {
    "call_name": "name",
    "member_name": "member_name",
    "call_number": "number",
    "call_when": "when",
    "voicemail": "voicemail",
    "birth_date": "birth_date",
    "may_speak": "may_speak",
    "call_language": "language",
}
"""The hand-over's questions in their order, and the part of the hand-over each one fills."""


CALL_WHEN = "call_when"
HANDOVER = "handover"
YES_OR_NO = ("voicemail", "may_speak")
ASKED_ANEW = (CALL_WHEN, "voicemail")
"""What can be another by the next call, and is asked again where it is not known."""

ADULT = 18
"""From this age on, in years, a child of the texter is asked for themselves."""

YEARS_APART = 2
"""An age told from memory may be so far from the date of birth."""


def next_call_question(screening: Screening, age: Form = None) -> str | None:
    """
    The next thing to ask before somebody can call; None when nothing more is needed.

    Args:
        age: What is known of the member's age.
    """
    asked = _asked(screening)
    if "call_number" in asked and not has_number(screening.handover):
        # With no number nobody can call: the rest need not be told.
        return None
    wanted = {"call_number"} if screening.handover.brief else CALL_QUESTIONS.keys()
    for question, part in CALL_QUESTIONS.items():
        known = getattr(screening.handover, part) is not None
        if question in wanted - asked and not known and _concerns(question, screening, age):
            return question
    return None


def _asked(screening: Screening) -> set[str]:
    """What was asked for the call; some of it is asked anew for each that is wished."""
    questions = [answer.question for answer in screening.answers]
    last = max((at for at, each in enumerate(questions) if each == HANDOVER), default=0)
    return {each for at, each in enumerate(questions) if each not in ASKED_ANEW or at >= last}


def has_number(handover: Handover) -> bool:
    """Whether a number was given, the caller's own or the member's."""
    return handover.number is not None or handover.member_number is not None


def _concerns(question: str, screening: Screening, age: Form) -> bool:
    """By text message the number is known; some things are asked only where it is for others."""
    if question == "call_number":
        return screening.channel != "sms"
    if question == "may_speak":
        return screening.audience == "other" or (screening.audience == "child" and _is_adult(age))
    return question != "member_name" or screening.audience != "self"


def _is_adult(age: Form) -> bool:
    least = age.get("at_least") if isinstance(age, dict) else age
    return isinstance(least, int) and least >= ADULT


def fill(handover: Handover, question: str, reply: Reply) -> Handover | None:
    """
    Put an answer in its place.

    Returns:
        The hand-over with it (unchanged where the person skips); None if it is no answer.
    """
    if question == "may_speak" and isinstance(reply, NotSure):
        return replace(handover, may_speak=NOT_SURE)
    if isinstance(reply, (Declined, NotSure)):
        return handover
    if isinstance(reply, Text) and question in CALL_QUESTIONS and question not in YES_OR_NO:
        return _with(handover, question, reply.value)
    if not isinstance(reply, Chosen) or len(reply.values) != 1:
        return None
    value = reply.values[0]
    if value == "skip":
        return handover
    if question == "voicemail":
        return replace(handover, voicemail=value == "yes")
    if question in ("call_when", "call_language", "may_speak"):
        return _with(handover, question, value)
    return None


def empty(handover: Handover, question: str) -> Handover:
    """The hand-over before this question was answered."""
    if question == "handover":
        return replace(handover, wanted=None, complete=False)
    return replace(_with(handover, question, None), complete=False)


def _with(handover: Handover, question: str, value: str | None) -> Handover:
    filled = Handover(**{**handover.to_json(), CALL_QUESTIONS[question]: value})
    return replace(filled, slot=None) if question == CALL_WHEN else filled


def carried_over(handover: Handover) -> Handover:
    """What stays true of the caller when another person is screened."""
    return replace(
        handover,
        wanted=None,
        when=None if handover.slot else handover.when,
        slot=None,
        note=None,
        member_name=None,
        member_number=None,
        may_speak=None,
        may_speak_words=None,
        birth_date=None,
        birth_date_doubtful=False,
        brief=False,
        complete=False,
    )


def is_doubtful(birth_date: str | None, age: Form, today: date) -> bool:
    """Whether a date of birth is more than two years away from the age that was told."""
    low, high = (age, age) if isinstance(age, int) else (None, None)
    if isinstance(age, dict):
        low, high = age.get("at_least"), age.get("at_most")
    told = [bound for bound in (low, high) if bound is not None]
    ages = [today.year - year for year in _years(birth_date or "")]
    if not told or not ages:
        return False
    least = (low if low is not None else 0) - YEARS_APART
    most = (high if high is not None else 200) + YEARS_APART
    return not any(least <= years - 1 + late <= most for years in ages for late in (0, 1))


def _years(birth_date: str) -> list[int]:
    """The year of a date as it is kept: ISO, or in their own words with a short year."""
    begun, ended = re.match(r"(\d{4})-", birth_date), re.search(r"\D(\d\d)\s*$", birth_date)
    if begun:
        return [int(begun.group(1))]
    return [century + int(ended.group(1)) for century in (1900, 2000)] if ended else []

"""The questions of the hand-over: which is next, and what an answer to one means."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.conversation.handover import Handover
from bot.conversation.questions import Form
from bot.conversation.replies import Chosen, Declined, NotSure, Reply, Text
from bot.conversation.screening import Screening

CALL_QUESTIONS = {
    "call_name": "name",
    "member_name": "member_name",
    "call_number": "number",
    "call_when": "when",
    "voicemail": "voicemail",
    "birth_date": "birth_date",
    "call_language": "language",
}
"""The hand-over's questions in their order, and the part of the hand-over each one fills."""


YEARS_APART = 2
"""An age told from memory may be so far from the date of birth."""


def next_call_question(screening: Screening) -> str | None:
    """The next thing to ask before somebody can call; None when nothing more is needed."""
    asked = {answer.question for answer in screening.answers}
    if "call_number" in asked and screening.handover.number is None:
        # With no number nobody can call: the rest need not be told.
        return None
    for question, part in CALL_QUESTIONS.items():
        known = getattr(screening.handover, part) is not None
        if question not in asked and not known and _concerns(question, screening):
            return question
    return None


def _concerns(question: str, screening: Screening) -> bool:
    """By text message the number is known; a member's own name is one more only for others."""
    if question == "call_number":
        return screening.channel != "sms"
    return question != "member_name" or screening.audience != "self"


def fill(handover: Handover, question: str, reply: Reply) -> Handover | None:
    """
    Put an answer in its place.

    Returns:
        The hand-over with it (unchanged where the person skips); None if it is no answer.
    """
    if isinstance(reply, (Declined, NotSure)):
        return handover
    if isinstance(reply, Text) and question in CALL_QUESTIONS and question != "voicemail":
        return _with(handover, question, reply.value)
    if not isinstance(reply, Chosen) or len(reply.values) != 1:
        return None
    value = reply.values[0]
    if value == "skip":
        return handover
    if question == "voicemail":
        return replace(handover, voicemail=value == "yes")
    if question in ("call_when", "call_language"):
        return _with(handover, question, value)
    return None


def empty(handover: Handover, question: str) -> Handover:
    """The hand-over before this question was answered."""
    if question == "handover":
        return replace(handover, wanted=None, complete=False)
    return replace(_with(handover, question, None), complete=False)


def _with(handover: Handover, question: str, value: str | None) -> Handover:
    return Handover(**{**handover.to_json(), CALL_QUESTIONS[question]: value})


def carried_over(handover: Handover) -> Handover:
    """What stays true of the caller when another person is screened."""
    return replace(
        handover,
        wanted=None,
        member_name=None,
        birth_date=None,
        birth_date_doubtful=False,
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

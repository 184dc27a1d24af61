"""The questions of the hand-over: which is next, and what an answer to one means."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.handover import Handover
from bot.conversation.replies import Chosen, Declined, NotSure, Reply, Text
from bot.conversation.screening import Screening

CALL_QUESTIONS = {
    "call_name": "name",
    "call_number": "number",
    "call_when": "when",
    "voicemail": "voicemail",
    "birth_date": "birth_date",
    "call_language": "language",
}
"""The hand-over's questions in their order, and the part of the hand-over each one fills."""


def next_call_question(screening: Screening) -> str | None:
    """The next thing to ask before somebody can call; None when nothing more is needed."""
    asked = {answer.question for answer in screening.answers}
    for question, part in CALL_QUESTIONS.items():
        known = getattr(screening.handover, part) is not None
        if question in asked or known or (question == "call_number" and screening.channel == "sms"):
            continue
        return question
    return None


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
    return replace(handover, wanted=None, birth_date=None, complete=False)

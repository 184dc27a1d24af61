"""One step of a conversation: the screening after a reply, and what to remark on it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation.learning import Learned
from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import Chosen, Declined, NotSure, Reply
from bot.conversation.screening import WHO, Answer, Said, Screening

VOLUNTEERED = "volunteered"
"""Stands in an answer for the question nobody asked."""

Remark = tuple[str, dict[str, object]]
"""A phrase's name and what fills it."""


@dataclass(frozen=True)
class Step:
    """A screening after a reply; of the remarks those are spoken that have words and room."""

    screening: Screening
    remarks: tuple[Remark, ...] = ()


def remark(key: str, **values: object) -> Remark:
    """One of the remarks that go with any question."""
    return f"conversation.heard.{key}", values


def heard(question: AskedQuestion, values: tuple[str, ...]) -> tuple[Remark, ...]:
    """The remarks a question may have on these answers."""
    if values in (("not_sure",), ("skip",)):
        return (remark(values[0]),)
    return tuple((f"questions.{question.id}.heard.{value}", {}) for value in values)


def answered(screening: Screening, question: str, learned: Learned, said: Said) -> Screening:
    """The screening with one more answer, in the person's own words."""
    second_hand = screening.who in ("child", "other") and question != WHO
    answer = Answer(
        question,
        learned.values,
        learned.forms,
        said.text,
        said.message_id,
        said.at,
        "caregiver" if second_hand else "self",
        by_phone=said.by_phone,
    )
    return replace(screening, answers=(*screening.answers, answer))


def one_of(question: AskedQuestion, reply: Reply) -> str | None:
    """The one option chosen, where the question has it."""
    if not isinstance(reply, Chosen) or len(reply.values) != 1:
        return None
    return reply.values[0] if question.option(reply.values[0]) else None


def is_no(reply: Reply) -> bool:
    """Whether the reply says no, rather not, or not sure."""
    return isinstance(reply, (Declined, NotSure)) or reply == Chosen(("no",))

"""Facts told in passing: taken in beside the answer to the open question, said back, not asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.basis import Basis
from bot.conversation.course import ENDED, HANDOVER, onward
from bot.conversation.learning import Learned
from bot.conversation.questions import Forms
from bot.conversation.replies import Reply, Volunteered
from bot.conversation.screening import WHO, Answer, Said, Screening
from bot.conversation.step import Remark, Step, answered, remark

VOLUNTEERED = "volunteered"
"""Stands in an answer for the question nobody asked."""

MOST_SAID_BACK = 4
SAID_BACK = ("conversation.heard.facts", "conversation.heard.changed_to")
Take = Callable[[Screening, Reply, Said, Basis], Step]


def hears_facts(screening: Screening, basis: Basis) -> bool:
    """Whether facts in a message belong to the screening now, and not to a name or a time."""
    open_to_facts = {None, WHO, HANDOVER, ENDED, *basis.policy.questions}
    return screening.open in open_to_facts


def take_volunteered(
    screening: Screening, reply: Volunteered, said: Said, basis: Basis, take: Take
) -> Step:
    """
    Take facts nobody asked for, then what else the message says.

    Args:
        take: Takes the message's answer to the open question, where it holds one.
    """
    if screening.who is None and reply.about in ("self", "child", "other"):
        known = replace(screening, who=reply.about)
        screening = answered(known, WHO, Learned((reply.about,), ()), said)
        screening = replace(screening, open=None)
    forms = dict(reply.forms)
    if reply.corrects:
        screening = _withdrawn(screening, forms)
    if forms:
        screening = answered(screening, VOLUNTEERED, Learned((), (forms,)), said)
    remarks = _said_back(reply)
    if reply.answer is not None and screening.open is not None:
        taken = take(screening, reply.answer, said, basis)
        return Step(taken.screening, (*remarks, *taken.remarks))
    if screening.open == WHO:
        return Step(replace(screening, attempts=0, aside="again"), remarks)
    return Step(onward(screening, basis), remarks)


def _said_back(reply: Volunteered) -> tuple[Remark, ...]:
    if not reply.echo:
        return ()
    said = ", ".join(reply.echo[:MOST_SAID_BACK])
    return (remark("changed_to" if reply.corrects else "facts", facts=said),)


def _withdrawn(screening: Screening, forms: Forms) -> Screening:
    """Take back what earlier answers said of the facts that are corrected now."""
    answers = tuple(_without(answer, forms) for answer in screening.answers)
    return replace(screening, answers=answers)


def _without(answer: Answer, forms: Forms) -> Answer:
    """An answer without what it said of those facts; its words stay, for staff."""
    learned = tuple(
        {fact: form for fact, form in said.items() if fact not in forms} for said in answer.learned
    )
    return replace(answer, learned=tuple(said for said in learned if said))

"""What is asked next, and how the conversation gets from one stage to another."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.basis import Basis
from bot.conversation.calling import HANDOVER as HANDOVER
from bot.conversation.calling import carried_over, next_call_question
from bot.conversation.screening import WHO, Screening

PROVIDER = "provider"
GO_ON = "go_on"
ENDED = "ended"

MOST_ASKS = 2
"""So often may one list be asked, with other items each time; any other question once."""


def new_round(edition: str, screening: Screening) -> Screening:
    """A screening of another person: only what is known of the caller is carried over."""
    return Screening(
        edition=edition,
        today=screening.today,
        language=screening.language,
        channel=screening.channel,
        round=screening.round + 1,
        handover=carried_over(screening.handover),
    )


def onward(screening: Screening, basis: Basis) -> Screening:
    """Open the next question of the screening, or the outcome where none is left."""
    if screening.who is None:
        return screening.asks(WHO, "start")
    if screening.who == PROVIDER:
        return screening.asks(PROVIDER, PROVIDER)
    facts = basis.facts(screening)
    question = basis.planner.next_question(facts)
    while question and _is_exhausted(screening, question.id, basis):
        screening = _closing(screening, question.id, basis)
        facts = basis.facts(screening)
        question = basis.planner.next_question(facts)
    if question is None:
        return replace(screening.asks(HANDOVER, "outcome"), remaining=0)
    remaining = basis.planner.remaining(facts)
    return replace(screening.asks(question.id, "asking"), remaining=remaining)


def to_person(screening: Screening) -> Screening:
    """Straight to a person; the wish is set at once, the screening stays as it is."""
    handover = screening.handover
    if handover.wanted != "call_me":
        handover = replace(handover, wanted="person", complete=False)
    return replace(screening.asks(HANDOVER, "person"), handover=handover)


def onward_with_call(screening: Screening, basis: Basis) -> Screening:
    """Ask the next thing needed for a call; with nothing left, say what happens next."""
    question = next_call_question(screening, basis.facts(screening).form("age"))
    if question is not None:
        return screening.asks(question, "handover")
    complete = replace(screening, handover=replace(screening.handover, complete=True))
    return after_call(complete, basis)


def after_call(screening: Screening, basis: Basis) -> Screening:
    """The call is settled: offer to go on where questions are left, else close."""
    if screening.handover.brief:
        return screening.asks(None, "closed")
    is_unfinished = onward(screening, basis).stage in ("start", "asking")
    return screening.asks(GO_ON if is_unfinished else None, "closed")


def _is_exhausted(screening: Screening, question: str, basis: Basis) -> bool:
    times = sum(answer.question == question for answer in screening.answers)
    is_list = basis.policy.questions[question].kind == "multiple"
    return times >= (MOST_ASKS if is_list else 1)


def _closing(screening: Screening, question: str, basis: Basis) -> Screening:
    """Take the facts of a question asked to the end as closed, so that it never comes again."""
    facts = basis.policy.questions[question].facts
    *before, last = screening.answers
    learned = (*last.learned, dict.fromkeys(facts, "not_sure"))
    return replace(screening, answers=(*before, replace(last, learned=learned)))

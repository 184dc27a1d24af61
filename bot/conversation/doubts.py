"""Two answers that contradict each other: whether, and about which, the person can be asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.conversation.basis import Basis
from bot.conversation.screening import Answer, Screening

WHICH_IS_RIGHT = "which_is_right"


@dataclass(frozen=True)
class Doubt:
    """The indexes of two answers and the fact on which they differ."""

    earlier: int
    later: int
    fact: str


def doubt(screening: Screening, basis: Basis) -> Doubt | None:
    """
    The contradiction the last answer made, where it is easy to ask which one is right.

    Where it is not, the facts keep what opens a door and note the conflict for staff.
    """
    answers = screening.answers
    if not answers or answers[-1].question == WHICH_IS_RIGHT:
        return None
    conflicts = basis.facts(screening).conflicts
    if not conflicts:
        return None
    before = basis.facts(replace(screening, answers=answers[:-1])).conflicts
    last = len(answers) - 1
    for fact in sorted(({*conflicts} - {*before}) & _said_of(answers[last])):
        earlier = [i for i in range(last) if fact in _said_of(answers[i])]
        if earlier and all(chosen(answers[i], fact, basis) for i in (earlier[-1], last)):
            return Doubt(earlier[-1], last, fact)
    return None


def settled(screening: Screening, basis: Basis, choice: str) -> tuple[int, str] | None:
    """What is withdrawn by saying which answer is right: (index of the other answer, fact)."""
    found = doubt(screening, basis)
    if found is None or choice not in ("first", "second"):
        return None
    return (found.later if choice == "first" else found.earlier, found.fact)


def _said_of(answer: Answer) -> set[str]:
    return {fact for forms in answer.learned for fact in forms}


def chosen(answer: Answer, fact: str, basis: Basis) -> str | None:
    """The option of an answer that spoke of the fact in words of its own; not a bare yes or no."""
    question = basis.policy.questions.get(answer.question)
    if question is None or question.kind == "yes_no":
        return None
    speaking = (o.value for o in question.options if o.value in answer.values and fact in o.sets)
    return next(speaking, None)

"""Which part of an answer bears on one criterion: the item ticked, not the whole list."""

from bot.conversation.questions import NOT_SURE, SKIP, UNSURE_MARK
from bot.conversation.screening import Answer
from bot.eligibility.facts import Facts
from bot.eligibility.formula import FALSE, TRUE
from bot.eligibility.policy import Criterion, Policy, Question
from bot.eligibility.truth import Truth


def ticked_for(policy: Policy, answer: Answer, leaf: Criterion) -> tuple[str, ...]:
    """Give the values of an answer that bear on a criterion; all where it was no list."""
    question = policy.questions.get(answer.question)
    if question is None or question.kind != "multiple" or answer.values in ((NOT_SURE,), (SKIP,)):
        return answer.values
    bearing = [v for v in answer.values if _facts_of(question, v) & set(leaf.facts)]
    truths = {value: _truth(policy, question, value, leaf) for value in bearing}
    firm = tuple(value for value in bearing if truths[value] is TRUE)
    not_against = tuple(value for value in bearing if truths[value] is not FALSE)
    return firm or not_against or tuple(bearing)


def unticked_for(policy: Policy, answer: Answer, leaf: Criterion) -> tuple[str, ...]:
    """Give the items of a list that they left unticked and that bear on a criterion."""
    question = policy.questions.get(answer.question)
    if question is None:
        return ()
    learned = {fact for forms in answer.learned for fact in forms}
    return tuple(
        option.value
        for option in question.options
        if option.value not in answer.values and learned & set(leaf.facts) & option.clears.keys()
    )


def _facts_of(question: Question, value: str) -> set[str]:
    item = value.rstrip(UNSURE_MARK)
    return {fact for o in question.options if o.value == item for fact in o.sets}


def _truth(policy: Policy, question: Question, value: str, leaf: Criterion) -> Truth:
    """Judge the criterion by this item alone; for "not sure about X" it stays open."""
    sets = next((option.sets for option in question.options if option.value == value), {})
    return leaf.formula.truth(Facts.blank(policy).learn(sets).known)

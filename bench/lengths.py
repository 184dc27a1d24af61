"""How many replies a screening takes, beside asking the same questions in a fixed order."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from typing import Any

from bench.figures import Figure, at_most, table
from bench.member import answer
from bench.people import Person, people
from bot.eligibility.facts import Facts
from bot.eligibility.loader import load_policy
from bot.eligibility.planner import Planner
from bot.eligibility.policy import Policy, Question

Chooser = Callable[[Facts], "Question | None"]
# The question who is screened comes before all others.
BEFORE = 1


def main() -> list[Figure]:
    """Measure the committed mix."""
    policy = load_policy()
    planner, mix = Planner(policy), people(policy)
    planned = [len(asked(policy, planner, planner.next_question, person)) for person in mix]
    fixed = [len(asked(policy, planner, fixed_order(policy, planner), person)) for person in mix]
    middle, most, longest = spread(planned)
    fixed_middle, fixed_most, fixed_longest = spread(fixed)
    return [
        Figure("made-up people", len(mix)),
        at_most("replies to the outcome, median", middle, 8),
        at_most("replies to the outcome, 90 %", most, 12),
        at_most("replies to the outcome, longest", longest, 18),
        Figure("the same in a fixed order, median", fixed_middle),
        Figure("the same in a fixed order, 90 %", fixed_most),
        Figure("the same in a fixed order, longest", fixed_longest),
    ]


def spread(counts: list[int]) -> tuple[float, float, float]:
    """Median, 90 % and longest of replies, with the first question."""
    counts = sorted(count + BEFORE for count in counts)
    return statistics.median(counts), counts[int(len(counts) * 0.9)], counts[-1]


def asked(policy: Policy, planner: Planner, choose: Chooser, person: Person) -> list[str]:
    """The questions one person answers until the outcome is settled."""
    facts, said = Facts.blank(policy), []
    while question := choose(facts):
        said.append(question.id)
        facts = replied(policy, facts, question, planner, person.facts)
        if len(said) > 60:
            raise RuntimeError(f"the screening does not end: {said}")
    return said


def replied(
    policy: Policy, facts: Facts, question: Question, planner: Planner, person: Mapping[str, Any]
) -> Facts:
    """The facts after one reply, as the conversation takes it."""
    if question.kind == "number":
        return facts.learn({question.id: person[question.id]}).close(question.id)
    offered = planner.offered(question, facts)
    options = [{"value": o.value, "sets": o.sets, "clears": o.clears} for o in offered]
    values = answer({"kind": question.kind, "options": options}, person)
    learned = facts
    for option in offered:
        if option.value in values:
            learned = learned.learn(option.sets)
        elif f"{option.value}?" in values:
            learned = learned.learn({fact: "not_sure" for fact in option.sets})
        elif question.kind == "multiple":
            learned = learned.learn(option.clears)
    for option in planner.needless(question, facts):
        learned = learned if option in offered else learned.learn(option.clears)
    if question.kind != "multiple" and values == ["not_sure"]:
        learned = learned.learn({fact: "not_sure" for fact in question.facts})
    return learned.close(question.id) if question.id in policy.facts else learned


def fixed_order(policy: Policy, planner: Planner) -> Chooser:
    """Ask every question on a fact of its own, in the order of the files, until all is settled."""

    def choose(facts: Facts) -> Question | None:
        if planner.next_question(facts) is None:
            return None
        opening = [q for q in policy.questions.values() if q.opening]
        for question in sorted(opening, key=lambda q: q.opening) + list(policy.questions.values()):
            if question.id in policy.facts and facts.is_open(question.id):
                return question
        return None

    return choose


if __name__ == "__main__":
    print(table({"lengths": main()}))

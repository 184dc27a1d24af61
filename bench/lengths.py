"""How many replies a screening takes, beside asking the same questions in a fixed order."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from typing import Any

from bench.member import answer
from bench.people import Person, people
from bot.eligibility.facts import Facts
from bot.eligibility.loader import load_policy
from bot.eligibility.planner import Planner
from bot.eligibility.policy import Policy, Question

Chooser = Callable[[Facts], "Question | None"]
# The question who is screened comes before all others.
BEFORE = 1


def main() -> dict[str, Any]:
    """Measure the committed mix."""
    policy = load_policy()
    planner, mix = Planner(policy), people(policy)
    planned = [len(asked(policy, planner, planner.next_question, person)) for person in mix]
    fixed = [len(asked(policy, planner, fixed_order(policy, planner), person)) for person in mix]
    return {
        "replies, people": len(mix),
        "replies, planner": spread(planned),
        "replies, fixed order": spread(fixed),
    }


def spread(counts: list[int]) -> dict[str, float]:
    """Median, 90 % and maximum of replies, with the first question."""
    counts = sorted(count + BEFORE for count in counts)
    return {
        "median": statistics.median(counts),
        "90 %": counts[int(len(counts) * 0.9)],
        "max": counts[-1],
    }


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
    for name, figure in main().items():
        print(name, figure)

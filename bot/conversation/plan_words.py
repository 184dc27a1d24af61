"""Which of the plan's own words a member reads as reasons; staff see all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.eligibility.policy import Criterion, Policy, Reason

NO_REASON = frozenset({"age", "coverage", "has_care_manager", "wants_supports"})
"""Facts that go for all alike: they are no reason, and some wound ("Are under age 18")."""

CUT_OFF = ("who", "in", "or", "and", "of", "to", "for", "with")
"""Words at which half a sentence ends; its other half stands in another criterion."""


def worth_reading(id: str, reasons: Sequence[Reason], policy: Policy) -> tuple[Reason, ...]:
    """
    The reasons that say something by themselves.

    Args:
        id: The population or support that rests on them.
    Returns:
        Those about more than `NO_REASON` and in words that stand alone; where there are none,
        those about more than `NO_REASON`; where there are none either, all.
    """
    facts = {leaf.id: leaf.facts for leaf in leaves(id, policy)}
    telling = [r for r in reasons if not NO_REASON.issuperset(facts.get(r.criterion, ("?",)))]
    whole = [reason for reason in telling if _stands_alone(reason.text)]
    return tuple(whole or telling or reasons)


def _stands_alone(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and words[-1].lower() not in CUT_OFF


def leaves(id: str, policy: Policy) -> Iterator[Criterion]:
    """The criteria a population or support can rest on."""
    if id in policy.populations:
        population = policy.populations[id]
        trees = [population.rule, *([population.may] if population.may else [])]
    else:
        program = policy.community_supports
        trees = [program.open_to, program.willing, program.basics, policy.supports[id].need]
    while trees:
        tree = trees.pop()
        trees.extend(tree.parts)
        if not tree.group:
            yield tree

"""
Could the facts still open make all of these formulas true?

The search behind every "undetermined" and behind sound stopping. It is exact: a fact that is open
may take any value it still has; a fact that is closed counts as it is known.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.eligibility.formula import FALSE, TRUE, All, Formula, Known, Leaf, Truths

Goals = tuple[Formula, "Goals"] | None


def reachable(
    goals: Sequence[Formula], truths: Truths, allowed: Known, open_variables: int
) -> bool:
    """
    Tell whether some completion of the open facts makes every goal true.

    Args:
        goals: Formulas that must all become true.
        truths: What is known, per variable the values still possible.
        allowed: The same values, less those that would contradict what is settled.
        open_variables: The variables that may still be answered, as bits.
    """
    pending: Goals = None
    for goal in goals:
        truth = truths.of(goal)
        if truth is FALSE:
            return False
        if truth is not TRUE:
            pending = (goal, pending)
    return pending is None or _Search(truths, allowed, open_variables).solve(pending, {})


class _Search:
    """A depth-first search over the alternatives of the goals."""

    def __init__(self, truths: Truths, allowed: Known, open_variables: int) -> None:
        self._truths = truths
        self._known = truths.known
        self._allowed = allowed
        self._open = open_variables

    def solve(self, goals: Goals, chosen: dict[int, int]) -> bool:
        """Make the first goal true in each way it can be, then the rest."""
        if goals is None:
            return True
        goal, rest = goals
        if isinstance(goal, Leaf):
            return self._choose(goal, rest, chosen)
        truth = self._truths.of(goal)
        if truth is TRUE or truth is FALSE:
            return truth is TRUE and self.solve(rest, chosen)
        if isinstance(goal, All):
            for part in goal.parts:
                rest = (part, rest)
            return self.solve(rest, chosen)
        return any(self.solve((part, rest), chosen) for part in goal.parts)

    def _choose(self, leaf: Leaf, rest: Goals, chosen: dict[int, int]) -> bool:
        variable = leaf.variable
        if not self._known[variable] & leaf.rest:
            return self.solve(rest, chosen)
        if not self._open >> variable & 1:
            return False
        before = chosen.get(variable, self._allowed[variable])
        after = before & leaf.mask
        if not after:
            return False
        if after == before and variable in chosen:
            return self.solve(rest, chosen)
        return self.solve(rest, {**chosen, variable: after})

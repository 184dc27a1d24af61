"""
Could the facts still open make all of these formulas true?

The search behind every "undetermined" and behind sound stopping. It is exact: a fact that is open
may take any value it still has; a fact that is closed counts as it is known.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.eligibility.formula import FALSE, TRUE, UNKNOWN, All, Any, Formula, Known, Leaf, Truths
from bot.eligibility.truth import Truth


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
    pending = []
    for goal in goals:
        truth = truths.of(goal)
        if truth is FALSE:
            return False
        if truth is not TRUE:
            pending.append(goal)
    if not pending:
        return True
    search = _Search(truths.known, allowed, open_variables)
    if not all(search.could_be(goal) for goal in pending):
        return False
    if len(pending) == 1 and search.is_uncontested(pending[0]):
        return True
    return search.solve(pending, {})


class _Search:
    """
    A search with forced moves first: what only one way can make true is done before any guess.

    Without that, goals that share a fact (the age, above all) are tried in all their combinations.
    """

    def __init__(self, known: Known, allowed: Known, open_variables: int) -> None:
        self._known = known
        self._allowed = allowed
        self._open = open_variables

    def could_be(self, formula: Formula) -> bool:
        """
        Whether the formula can become true if no two of its leaves got in each other's way.

        So a "no" is final; a "yes" is where the formula is uncontested.
        """
        if isinstance(formula, Leaf):
            variable = formula.variable
            if self._open >> variable & 1:
                return bool(self._allowed[variable] & formula.mask)
            return not self._known[variable] & formula.rest
        wanted = isinstance(formula, Any)
        for part in formula.parts:  # a loop, not all() and any(): this is most of a judgement
            if self.could_be(part) is wanted:
                return wanted
        return not wanted

    def is_uncontested(self, formula: Formula) -> bool:
        """Whether some value of each open variable suits all leaves on it at once."""
        for variable, common in formula.contested:
            if self._open >> variable & 1 and not self._allowed[variable] & common:
                return False
        return True

    def solve(self, goals: Sequence[Formula], chosen: dict[int, int]) -> bool:
        """Whether all goals can become true, with the values `chosen` so far."""
        left: list[Formula] = list(goals)
        guesses: list[tuple[Formula, list[Formula]]] = []
        while left:
            goal = left.pop()
            truth = self._truth(goal, chosen)
            if truth is FALSE:
                return False
            if truth is TRUE:
                continue
            if isinstance(goal, Leaf):
                chosen = {**chosen, goal.variable: self._values(goal.variable, chosen) & goal.mask}
                left += [guess for guess, _ in guesses]
                guesses = []
            elif isinstance(goal, All):
                left += goal.parts
            else:
                ways = [part for part in goal.parts if self._truth(part, chosen) is not FALSE]
                if len(ways) == 1:
                    left += ways
                else:
                    guesses.append((goal, ways))
        if not guesses:
            return True
        guesses.sort(key=lambda guess: len(guess[1]))
        others = [goal for goal, _ in guesses[1:]]
        return any(self.solve([*others, way], chosen) for way in guesses[0][1])

    def _values(self, variable: int, chosen: dict[int, int]) -> int:
        return chosen.get(variable, self._allowed[variable])

    def _truth(self, formula: Formula, chosen: dict[int, int]) -> Truth:
        """As a goal: what is closed and not known to be true cannot become true."""
        if isinstance(formula, Leaf):
            variable = formula.variable
            if not self._open >> variable & 1:
                return FALSE if self._known[variable] & formula.rest else TRUE
            values = chosen.get(variable, self._allowed[variable])
            if not values & formula.mask:
                return FALSE
            return UNKNOWN if values & formula.rest else TRUE
        settles, found = (FALSE, TRUE) if isinstance(formula, All) else (TRUE, FALSE)
        for part in formula.parts:
            truth = self._truth(part, chosen)
            if truth is settles:
                return settles
            if truth is UNKNOWN:
                found = UNKNOWN
        return found

"""
Criteria as formulas over variables, quick to judge and to search.

A variable is a choice, a number, a yes/no, or one element of a set. What is known of it is an
integer whose bits are the values still possible; a leaf holds a mask of the values that make it
true. `Known` is one such integer per variable.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

from bot.eligibility.once import once
from bot.eligibility.truth import Truth

Known = Sequence[int]
Contested = tuple[tuple[int, int], ...]
"""Variables with the values that would suit all their leaves at once."""

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


@dataclass(frozen=True)
class Leaf:
    """True when every value still possible lies in `mask`, false when none does."""

    variable: int
    mask: int
    rest: int
    contested = ()

    def truth(self, known: Known) -> Truth:
        """Judge the leaf against what is known."""
        possible = known[self.variable]
        if not possible & self.rest:
            return TRUE
        return UNKNOWN if possible & self.mask else FALSE

    def negated(self) -> Leaf:
        """The leaf that is true where this one is false."""
        return Leaf(self.variable, self.rest, self.mask)

    def leaves(self) -> Iterator[Leaf]:
        """This leaf."""
        yield self


@dataclass(frozen=True)
class All:
    """True when all parts are true; one false part settles it."""

    parts: tuple[Formula, ...]

    def truth(self, known: Known) -> Truth:
        """Judge all parts; an empty group is true."""
        found = TRUE
        for part in self.parts:
            truth = part.truth(known)
            if truth is FALSE:
                return FALSE
            if truth is UNKNOWN:
                found = UNKNOWN
        return found

    @once
    def contested(self) -> Contested:
        """The variables on which leaves could get in each other's way."""
        return _contested(self)

    def negated(self) -> Formula:
        """Not all: some part is false."""
        return Any(tuple(part.negated() for part in self.parts))

    def leaves(self) -> Iterator[Leaf]:
        """Every leaf below."""
        for part in self.parts:
            yield from part.leaves()


@dataclass(frozen=True)
class Any:
    """True when some part is true; one true part settles it."""

    parts: tuple[Formula, ...]

    def truth(self, known: Known) -> Truth:
        """Judge the parts; an empty group is false."""
        found = FALSE
        for part in self.parts:
            truth = part.truth(known)
            if truth is TRUE:
                return TRUE
            if truth is UNKNOWN:
                found = UNKNOWN
        return found

    @once
    def contested(self) -> Contested:
        """The variables on which leaves could get in each other's way."""
        return _contested(self)

    def negated(self) -> Formula:
        """Not any: every part is false."""
        return All(tuple(part.negated() for part in self.parts))

    def leaves(self) -> Iterator[Leaf]:
        """Every leaf below."""
        for part in self.parts:
            yield from part.leaves()


Formula = Leaf | All | Any
NEVER: Formula = Any(())
ALWAYS: Formula = All(())


def _contested(formula: Formula) -> Contested:
    masks: dict[int, set[int]] = {}
    for leaf in formula.leaves():
        masks.setdefault(leaf.variable, set()).add(leaf.mask)
    found = []
    for variable, different in masks.items():
        common = reduce(and_, different)
        if common not in different:  # of nested masks the smallest serves them all
            found.append((variable, common))
    return tuple(found)


def variables_of(*formulas: Formula) -> int:
    """The variables the formulas rest on, as bits."""
    bits = 0
    for formula in formulas:
        for leaf in formula.leaves():
            bits |= 1 << leaf.variable
    return bits


class Truths:
    """The truths of formulas under one knowledge, each worked out once."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._groups: dict[int, Truth] = {}

    def of(self, formula: Formula) -> Truth:
        """The truth of a formula that lives as long as the policy does."""
        if isinstance(formula, Leaf):
            return formula.truth(self.known)
        key = id(formula)
        truth = self._groups.get(key)
        if truth is None:
            truth = self._groups[key] = formula.truth(self.known)
        return truth

    def unsettled(self, formula: Formula) -> int:
        """The variables, as bits, that could still matter to a formula whose truth is unknown."""
        if self.of(formula) is not UNKNOWN:
            return 0
        if isinstance(formula, Leaf):
            return 1 << formula.variable
        bits = 0
        for part in formula.parts:
            bits |= self.unsettled(part)
        return bits

"""
What can be known about a member: facts, and the variables they are judged by.

A yes/no, a choice and a number are one variable each; a set is one variable per element. The
values still possible of a variable are the bits of an integer. A number beyond `TOP` counts as
`TOP`: no threshold is near it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any as Json

from bot.eligibility.formula import Leaf

TOP = 250
IN, OUT = 1, 2
KINDS = ("yes_no", "choice", "number", "set")


@dataclass(frozen=True)
class FactDefinition:
    """
    A fact: its kind, its values (the one that opens a door first), and who can know it.

    Args:
        values: `(True, False)` for yes/no, the words of a choice or of a set's elements, the
            whole numbers from minimum to maximum otherwise.
        staff_confirms: A member cannot know it for sure; staff see it marked.
        never_asked: Kept when volunteered, never asked for.
    """

    id: str
    kind: str
    values: tuple[Json, ...]
    minimum: int | None = None
    maximum: int | None = None
    staff_confirms: bool = False
    never_asked: bool = False
    note: str = ""

    @property
    def expected(self) -> str:
        """What a value may be, in words for an error."""
        if self.kind == "yes_no":
            return "true or false"
        if self.kind == "number":
            return f"a whole number from {self.minimum} up" + (
                f" to {self.maximum}" if self.maximum is not None else ""
            )
        words = ", ".join(str(value) for value in self.values)
        return f"a list of {words}" if self.kind == "set" else f"one of {words}"


@dataclass(frozen=True)
class Vocabulary:
    """All facts, and where each stands among the variables."""

    facts: Mapping[str, FactDefinition]
    first: Mapping[str, int] = field(default_factory=dict)
    everything: tuple[int, ...] = ()

    @classmethod
    def of(cls, definitions: Iterable[FactDefinition]) -> Vocabulary:
        """Lay the facts out as variables."""
        facts = {definition.id: definition for definition in definitions}
        first: dict[str, int] = {}
        everything: list[int] = []
        for definition in facts.values():
            first[definition.id] = len(everything)
            if definition.kind == "set":
                everything += [IN | OUT] * len(definition.values)
            else:
                everything.append((1 << len(definition.values)) - 1)
        return cls(facts, first, tuple(everything))

    def variables(self, fact: str) -> range:
        """The variables of a fact."""
        definition = self.facts[fact]
        start = self.first[fact]
        return range(start, start + (len(definition.values) if definition.kind == "set" else 1))

    def bits(self, facts: Iterable[str]) -> int:
        """The variables of some facts, as bits."""
        bits = 0
        for fact in facts:
            for variable in self.variables(fact):
                bits |= 1 << variable
        return bits

    def element(self, fact: str, value: str) -> int:
        """The variable of one element of a set."""
        return self.first[fact] + self.facts[fact].values.index(value)

    def mask(self, fact: str, values: Iterable[Json]) -> int:
        """The bits of some values of a yes/no or a choice."""
        known = self.facts[fact].values
        bits = 0
        for value in values:
            bits |= 1 << known.index(value)
        return bits

    def range_mask(self, fact: str, at_least: int | None, at_most: int | None) -> int:
        """The bits of the numbers from `at_least` to `at_most`, both included."""
        values: tuple[int, ...] = self.facts[fact].values
        lowest, highest = values[0], values[-1]
        low = lowest if at_least is None else min(max(at_least, lowest), highest)
        high = highest if at_most is None else min(max(at_most, lowest), highest)
        return ((1 << (high - lowest + 1)) - 1) & ~((1 << (low - lowest)) - 1)

    def leaf(self, variable: int, mask: int) -> Leaf:
        """A leaf on one variable."""
        return Leaf(variable, mask, self.everything[variable] & ~mask)


def numbers(minimum: int, maximum: int | None) -> tuple[int, ...]:
    """The values of a number fact; without a maximum, up to `TOP` (which stands for "or more")."""
    return tuple(range(minimum, (TOP if maximum is None else maximum) + 1))

"""
Counts that may be shown: none that is small, and none from which a small one can be worked out.

Three rules together. A count below 11 is "fewer than 11", nought too. Where a total is told beside
its parts, so many of the other parts are held back that each hidden one could still be anything
from 0 to 10. And whatever is told is rounded up to the next 5: so the difference of two counts, of
two ranges of days, or of two days' reports tells no small one either.

They are for counts of what people are and did. How many wait just now is no such count: whoever
reads the figures sees each of these cases in the queue, so it is told as it is (`exact`) and is
not exported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEWEST = 11
STEP = 5
MOST_HIDDEN = FEWEST - 1
FEW = f"fewer than {FEWEST}"
HELD = "not shown"
MOST_SHOWN = 4
"""Beside more parts than that the range of one that is held back is too wide to say anything."""


@dataclass(frozen=True)
class Cell:
    """
    One count as it is shown, from `low` to `high`; both are the same unless it is hidden.

    Args:
        high: None where nothing is known above.
    """

    low: int
    high: int | None

    @property
    def is_told(self) -> bool:
        """Whether there is a number."""
        return self.low == self.high

    @property
    def is_few(self) -> bool:
        """Whether it is below the least that is shown."""
        return self.high == MOST_HIDDEN

    @property
    def text(self) -> str:
        """As it stands in a table."""
        if self.is_told:
            return f"{self.low:,}"
        if self.is_few:
            return FEW
        return f"{self.low:,} to {self.high:,}" if self.high is not None else HELD

    @property
    def short(self) -> str:
        """As it stands where there is little room."""
        return f"<{FEWEST}" if self.is_few else self.text


SMALL, UNTOLD = Cell(0, MOST_HIDDEN), Cell(0, None)


def exact(count: int) -> Cell:
    """Give a count that everybody who reads it could take in the queue."""
    return Cell(count, count)


def alone(count: int) -> Cell:
    """Give a count that is part of no total."""
    if count < FEWEST:
        return SMALL
    rounded = -(-count // STEP) * STEP
    return Cell(rounded, rounded)


def parted(parts: Sequence[int], give_up: int | None = None) -> tuple[Cell, ...]:
    """
    Give the parts of a total that is told as `alone(sum(parts))`.

    Args:
        give_up: Which part is held back first where one has to be; else the smallest.
    """
    small = {index for index, count in enumerate(parts) if count < FEWEST}
    if not small or sum(parts) < FEWEST:
        return tuple(alone(count) for count in parts)
    held: set[int] = set()
    large = set(range(len(parts))) - small
    in_turn = sorted(large, key=lambda index: (index != give_up, parts[index]))
    while not _is_safe(parts, small, held):
        if not in_turn:
            return (UNTOLD,) * len(parts)
        held.add(in_turn.pop(0))
    told = [SMALL if i in small else UNTOLD if i in held else alone(c) for i, c in enumerate(parts)]
    if len(held) == 1:
        told[held.pop()] = _between(alone(sum(parts)), told, len(small))
    return tuple(told)


def _is_safe(parts: Sequence[int], small: set[int], held: set[int]) -> bool:
    """
    Whether each small part could be anything from 0 to 10, for all that the others tell.

    Whoever subtracts what is told from the total has the sum of what is hidden; and knows of each
    part that is held back that it is no small one.
    """
    hidden = sum(parts[index] for index in small | held)
    others = len(small) - 1
    has_room_above = hidden >= MOST_HIDDEN + FEWEST * len(held)
    return has_room_above and (bool(held) or hidden <= MOST_HIDDEN * others)


def _between(total: Cell, told: Iterable[Cell], small: int) -> Cell:
    """Give the one part held back as the range that anybody could work out from the rest."""
    shown = [cell.low for cell in told if cell.is_told]
    if len(shown) > MOST_SHOWN:
        return UNTOLD
    left = total.low - sum(shown)
    low = left - STEP - MOST_HIDDEN * small
    return Cell(max(FEWEST, low // STEP * STEP), alone(left + STEP * len(shown)).low)


def share(part: Cell, whole: Cell) -> str:
    """Give what part of it is in percent, by the counts as they are shown; empty for hidden."""
    if not (part.is_told and whole.is_told):
        return ""
    return f"{min(part.low / whole.low, 1):.0%}"

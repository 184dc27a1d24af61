"""How often, in words: "like 6 or 7 times", "at least five", "twice a month", "no more than 2"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PER_MONTH = {"day": 30.0, "week": 52 / 12, "weekend": 52 / 12, "month": 1.0, "year": 1 / 12}
_MOST = 400


@dataclass(frozen=True)
class Amount:
    """
    A number of times.

    Args:
        start, end: Its words, with what counts ("times") and what bounds it ("or more").
        low, high: The least and the most it can be; `high` None where there is no upper end.
        per_month: How many times the number comes back in a month; 0 where it does not.
        counted: Whether a word says that times are counted ("3 times", "2 visits").
    """

    start: int
    end: int
    low: int
    high: int | None
    per_month: float = 0.0
    counted: bool = False


class Amounts:
    """Finds amounts by the words of `en/_numbers.yaml`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._units = frozenset(map(str, words["count_units"]))
        self._not_a_count = frozenset(map(str, words["not_a_count"]))
        self._not_before = frozenset(map(str, words["not_before_count"]))
        bounds = words["bounds"]
        self._before = {kind: _phrases(bounds["before"][kind]) for kind in bounds["before"]}
        self._after = {kind: _phrases(bounds["after"][kind]) for kind in bounds["after"]}
        self._ordinals: Mapping[str, int] = words["ordinals"]
        self._joints = frozenset(map(str, words["between"]))

    def all(self, words: Sequence[str], taken: frozenset[int]) -> Iterator[Amount]:
        """Every amount in order; a number that is part of a time is none."""
        at = 0
        while at < len(words):
            amount = None if at in taken else self._at(words, at)
            if amount is not None:
                yield amount
            at = max(amount.end, at + 1) if amount else at + 1

    def _at(self, words: Sequence[str], at: int) -> Amount | None:
        return self._every(words, at) or self._ordinal(words, at) or self._amount(words, at)

    def _ordinal(self, words: Sequence[str], at: int) -> Amount | None:
        """ "the 4th time", "third trip": so many at least."""
        digits = words[at][:-2] if words[at][-2:] in ("st", "nd", "rd", "th") else ""
        number = int(digits) if digits.isdigit() else self._ordinals.get(words[at], 0)
        following = words[at + 1] if at + 1 < len(words) else ""
        if number < 2 or following not in ("time", "times", "trip", "visit", "stay", "since"):
            return None
        return Amount(at, at + 1 + (following != "since"), number, None, counted=True)

    def _amount(self, words: Sequence[str], at: int) -> Amount | None:
        low = _value(words[at])
        before = words[at - 1] if at else ""
        if (
            low is None
            or (low == 1 and before in self._not_before)
            or (low == 2 and before == "many")
        ):
            return None
        high, end = self._higher(words, at, low)
        counted = self._counted(words, end)
        if words[counted : counted + 1] and words[counted] in self._not_a_count:
            return None
        amount = Amount(at, counted, low, high, counted=counted > end)
        return self._rated(words, self._bounded(words, amount))

    def _higher(self, words: Sequence[str], at: int, low: int) -> tuple[int, int]:
        """The upper end of "6 or 7", "3 times maybe 4", "between 4 and 6"; and where it ends."""
        joint = self._counted(words, at + 1)
        first = joint
        is_between = at > 0 and words[at - 1] in ("between", "from")
        while joint < len(words) and joint - first < 3 and words[joint] in self._joints:
            joint += 1
        if is_between and words[joint : joint + 1] == ["and"]:
            joint += 1
        other = _value(words[joint]) if joint > first and joint < len(words) else None
        loose = set(words[first:joint]) <= {",", "like", "even"}
        denied = at > 0 and words[at - 1] == "not"
        if other is None or other <= low or denied or (loose and other > low + 1):
            return low, at + 1
        return other, joint + 1

    def _counted(self, words: Sequence[str], at: int) -> int:
        """Where the words end that say what is counted."""
        while at < len(words) and words[at] in self._units:
            at += 1
        return at

    def _bounded(self, words: Sequence[str], amount: Amount) -> Amount:
        before = tuple(words[max(0, amount.start - 4) : amount.start])
        kind, _ = _first(self._before, lambda p: before[-len(p) :] == p)
        after_kind, length = _first(
            self._after, lambda p: tuple(words[amount.end : amount.end + len(p)]) == p
        )
        kind = kind or after_kind
        end = amount.end + (length if after_kind else 0)
        low, high = _within(kind, amount.low, amount.high)
        return Amount(amount.start, end, low, high, counted=amount.counted)

    def _rated(self, words: Sequence[str], amount: Amount) -> Amount:
        at = amount.end
        every = self._every(words, at) if at < len(words) else None
        if every is not None:
            return Amount(amount.start, every.end, amount.low, amount.high, every.per_month, True)
        here = at + 1 if words[at : at + 1] and words[at] in ("a", "per", "every", "each") else at
        unit = words[here] if here < len(words) else ""
        if here == at or unit not in PER_MONTH:
            return amount
        rate = PER_MONTH[unit]
        return Amount(amount.start, here + 1, amount.low, amount.high, rate, counted=True)

    def _every(self, words: Sequence[str], at: int) -> Amount | None:
        """ "every month", "every other week", "every 2 weeks", "weekly"."""
        if words[at] in ("weekly", "monthly", "daily"):
            unit = {"weekly": "week", "monthly": "month", "daily": "day"}[words[at]]
            return Amount(at, at + 1, 1, 1, PER_MONTH[unit], counted=True)
        if words[at] not in ("every", "each") or at + 1 >= len(words):
            return None
        apart, here = 1, at + 1
        if words[here] in ("other", "single"):
            apart, here = 1 + (words[here] == "other"), here + 1
        elif words[here].isdigit():
            apart, here = max(1, int(words[here])), here + 1
        unit = words[here].rstrip("s") if here < len(words) else ""
        if unit not in PER_MONTH:
            return None
        return Amount(at, here + 1, 1, 1, PER_MONTH[unit] / apart, counted=True)


def _value(word: str) -> int | None:
    return int(word) if word.isdigit() and len(word) <= 3 and int(word) < _MOST else None


def _first(kinds: Mapping[str, Sequence[tuple[str, ...]]], fits: Any) -> tuple[str | None, int]:
    """The kind of bound whose longest phrase fits, and how long that is."""
    found = [(len(p), kind) for kind, phrases in kinds.items() for p in phrases if fits(p)]
    length, kind = max(found, default=(0, None))
    return kind, length


def _within(kind: str | None, low: int, high: int | None) -> tuple[int, int | None]:
    if kind == "at_least":
        return low, None
    if kind == "more_than":
        return low + 1, None
    if kind == "at_most":
        return 0, high
    if kind == "less_than":
        return 0, max(0, (high if high is not None else low) - 1)
    return low, high


def _phrases(phrases: Sequence[object]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(phrase).split()) for phrase in phrases)

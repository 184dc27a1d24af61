"""An answer to "how many times": sums, corrections, events told one by one, and none at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.language.volunteered.amounts import Amount
from bot.language.volunteered.times import Time, months_before

_NEAR = 3


@dataclass(frozen=True)
class Asked:
    """What was asked: visits of a kind, over so many months up to today."""

    kind: str
    months: int
    today: date

    @property
    def edge(self) -> date:
        """The first day that counts."""
        return months_before(self.today, self.months)


class Tally:
    """Reads the answer to a question for a number of visits, by the words of `_numbers.yaml`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        said = words["tally"]
        self._mended = _phrases(said["mended"])
        self._taken_back = frozenset(map(str, said["taken_back"]))
        self._whole = frozenset(map(str, said["whole"]))
        self._part = _phrases(said["part"])
        self._none = _phrases(said["none"])
        self._last = _phrases(said["last"])
        self._planned = frozenset(map(str, said["planned"]))
        self._just_one = _phrases(said["just_one"])
        self._sent_home = _phrases(said["sent_home"])
        self._not_a_visit = frozenset(map(str, said["not_a_visit"]))

    def total(
        self, words: Sequence[str], amounts: Sequence[Amount], times: Sequence[Time], asked: Asked
    ) -> Amount | None:
        """How many there were, as one amount over all words; None where it is not said."""
        if self._is_none(words, times, asked):
            return Amount(0, len(words), 0, 0)
        kept = self._unmended(words, amounts)
        plain = [amount for amount in kept if not amount.per_month]
        if asked.kind == "stays" and self._planned & set(words):
            return self._unplanned(words, plain)
        if len(plain) == 1 and plain[0].low == 1 and words[: plain[0].start][-1:] == ["not"]:
            return Amount(0, len(words), 0, 0)
        if not plain:
            rated = next((amount for amount in kept), None)
            return rated or self._events(words, times, asked)
        if len(plain) > 1 and self._are_parts(words, plain, times):
            low = sum(amount.low for amount in plain)
            open_above = any(amount.high is None for amount in plain)
            high = None if open_above else sum(amount.high or 0 for amount in plain)
            plain = [replace(plain[0], low=low, high=high, end=plain[-1].end)]
        return self._with_others(words, plain[0], times, asked)

    def _is_none(self, words: Sequence[str], times: Sequence[Time], asked: Asked) -> bool:
        text = tuple(words)
        if any(_at(phrases, text, at) for phrases in (self._none,) for at in range(len(text))):
            return True
        if asked.kind == "stays" and any(_at(self._sent_home, text, at) for at in range(len(text))):
            return True
        lasts = [at for at in range(len(text)) if _at(self._last, text, at)]
        return any(
            time.last < asked.edge and any(0 <= time.start - at <= 6 for at in lasts)
            for time in times
        )

    def _unmended(self, words: Sequence[str], amounts: Sequence[Amount]) -> list[Amount]:
        """Without what is taken back: "not 5, more like 8", "i said 4 but it was 6"."""
        kept = []
        for place, amount in enumerate(amounts):
            before = words[max(0, amount.start - 2) : amount.start]
            following = amounts[place + 1] if place + 1 < len(amounts) else None
            between = tuple(words[amount.end : following.start]) if following else ()
            mended = any(_at(self._mended, between, at) for at in range(len(between)))
            taken_back = len(amounts) > 1 and bool(self._taken_back & set(before))
            if not mended and not taken_back:
                kept.append(amount)
        return kept or list(amounts[-1:])

    def _are_parts(
        self, words: Sequence[str], amounts: Sequence[Amount], times: Sequence[Time]
    ) -> bool:
        """Whether they add up ("1 in june, 2 in july"), the first not being the whole."""
        first = amounts[0]
        after = words[first.end] if first.end < len(words) else ""
        if after in self._whole or any(
            time.start == first.end and time.kind in ("since", "span") for time in times
        ):
            return False
        return not any(_at(self._part, tuple(words), amount.end) for amount in amounts[1:])

    def _unplanned(self, words: Sequence[str], amounts: Sequence[Amount]) -> Amount:
        """The stays that were no surprise left out."""
        at = next(at for at, word in enumerate(words) if word in self._planned)
        planned = [a for a in amounts if 0 <= at - a.end <= _NEAR and a.start < at]
        others = [a for a in amounts if a not in planned[-1:]]
        negated = bool({"not", "none", "un", "no"} & set(words[max(0, at - _NEAR) : at]))
        if negated:
            return amounts[0] if amounts else Amount(0, len(words), 0, 0)
        if not planned or not others:
            return others[0] if others else Amount(0, len(words), 0, 0)
        whole, part = others[0], planned[-1]
        is_whole = whole.start < part.start
        low = max(0, whole.low - part.low) if is_whole else whole.low
        return Amount(0, len(words), low, low)

    def _events(self, words: Sequence[str], times: Sequence[Time], asked: Asked) -> Amount | None:
        """Visits told by their days: "in june and again last week"."""
        days = _days(times, asked)
        spans = any(time.kind in ("since", "span") for time in times)
        if days and not spans and not self._not_a_visit & set(words):
            return Amount(0, len(words), len(days), len(days))
        if not times and any(_at(self._just_one, tuple(words), at) for at in (0, 1)):
            return Amount(0, len(words), 1, 1)
        return None

    def _with_others(
        self, words: Sequence[str], amount: Amount, times: Sequence[Time], asked: Asked
    ) -> Amount:
        """With visits told by their day beside it: "yesterday and 2 times in july"."""
        days = _days(times, asked)
        each = words[amount.end : amount.end + 1] == ["each"]
        if each and days:
            return replace(amount, low=amount.low * len(days), high=amount.low * len(days))
        own = [t for t in days if amount.start <= t.start <= amount.end + _NEAR]
        before = [t for t in days if t.end <= amount.start]
        joined = "and" in words or "then" in words
        if own and before and joined and amount.high is not None:
            more = len(before)
            return replace(amount, low=amount.low + more, high=amount.high + more)
        return amount


def _days(times: Sequence[Time], asked: Asked) -> list[Time]:
    """The days named within the window; "thanksgiving last year" is one."""
    days: list[Time] = []
    for time in times:
        if time.kind == "past" and time.last >= asked.edge:
            if days and time.start - days[-1].end <= 0:
                continue
            days.append(time)
    return days


def _at(phrases: frozenset[tuple[str, ...]], words: tuple[str, ...], at: int) -> int:
    return next((n for n in (5, 4, 3, 2, 1) if words[at : at + n] in phrases), 0)


def _phrases(phrases: Sequence[object]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(str(phrase).split()) for phrase in phrases)

"""How often: ER visits and hospital stays, against windows of 6 and 12 months from today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.language.volunteered.found import Found
from bot.language.volunteered.scope import Scope
from bot.language.volunteered.spotted import Form
from bot.language.volunteered.times import Time, months_before

_WINDOWS = {
    "ed_visits_6_months": ("ed_visits", 6),
    "stays_6_months": ("stays", 6),
    "ed_visits_12_months": ("ed_visits", 12),
    "stays_12_months": ("stays", 12),
    "behavioral_visits_12_months": ("behavioral_visits", 12),
    "health_now": (None, 6),
    "health_past_year": (None, 12),
}
_PER_MONTH = {"day": 30.0, "week": 52 / 12, "weekend": 52 / 12, "month": 1.0, "year": 1 / 12}
_MOST = 400


@dataclass(frozen=True)
class Count:
    """A number of times; `high` None where there is no upper end; `per_month` for a rate."""

    start: int
    end: int
    low: int
    high: int | None
    per_month: float = 0.0


class Counts:
    """Finds counts of visits and stays by the words of `en/_numbers.yaml`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._kinds = {
            tuple(str(phrase).split()): kind
            for kind, phrases in words["visits"].items()
            for phrase in phrases
        }
        self._behavioral = frozenset(map(str, words["behavioral"]))
        self._units = frozenset(map(str, words["count_units"]))
        self._not_a_count = frozenset(map(str, words["not_a_count"]))
        self._never = {tuple(str(p).split()) for p in words["never"]}

    def find(
        self, scope: Scope, times: Sequence[Time], question: str | None, today: date
    ) -> Iterator[Found]:
        """All counts asserted, each with the fact of its window."""
        asked, _ = _WINDOWS.get(question or "", (None, 0))
        for count in self._counts(scope.words, times):
            if scope.meant(count.start, count.end, lasting=True).supposed:
                continue
            kind = self._kind(scope, count) or (asked if self._is_bare(scope, count) else None)
            if kind is not None:
                yield from self._facts(kind, count, scope, times, question, today)

    def _counts(self, words: Sequence[str], times: Sequence[Time]) -> Iterator[Count]:
        taken = {at for time in times for at in range(time.start, time.end)}
        at = 0
        while at < len(words):
            count = None if at in taken else self._count(words, at)
            if count is not None:
                yield count
            at = count.end if count else at + 1

    def _count(self, words: Sequence[str], at: int) -> Count | None:
        every = self._every(words, at)
        if every is not None:
            return every
        low = self._value(words[at])
        if low is None:
            zero = next((n for n in (3, 2, 1) if tuple(words[at : at + n]) in self._never), 0)
            return Count(at, at + zero, 0, 0) if zero else None
        high: int | None = low
        end = at + 1
        joint = end
        while words[joint : joint + 1] and words[joint] in self._units:
            joint += 1
        while (
            words[joint : joint + 2]
            and words[joint] in ("or", ",", "maybe")
            and (words[joint + 1 : joint + 2] in (["maybe"], ["even"], ["like"], ["or"]))
        ):
            joint += 1
        if words[joint : joint + 1] and words[joint] in ("or", "maybe", "to", ",", "even", "like"):
            end = joint if self._higher(words, joint, low) else end
        if (
            words[end : end + 1] in (["or"], ["to"], ["maybe"], ["even"], [","], ["like"])
            and len(words) > end + 1
        ):
            other = self._value(words[end + 1])
            if other is not None and other > low:
                high, end = other, end + 2
        if words[end : end + 1] == ["plus"] or words[end : end + 2] == ["or", "more"]:
            high, end = None, end + len(words[end : end + 1]) + (words[end] == "or")
        if words[end : end + 1] and words[end] in self._not_a_count:
            return None
        low, high = _bounded(words[max(0, at - 3) : at], low, high)
        return self._rated(words, Count(at, end, low, high))

    def _higher(self, words: Sequence[str], joint: int, low: int) -> bool:
        """Whether a higher number follows: "3 times maybe 4"."""
        other = self._value(words[joint + 1]) if joint + 1 < len(words) else None
        return other is not None and other == low + 1

    def _value(self, word: str) -> int | None:
        if word.isdigit() and len(word) <= 3 and int(word) < _MOST:
            return int(word)
        return None

    def _every(self, words: Sequence[str], at: int) -> Count | None:
        """ "every month", "every other week", "weekly"."""
        if words[at] in ("weekly", "monthly"):
            rate = _PER_MONTH[words[at][:-2]]
            return Count(at, at + 1, 1, 1, rate)
        if words[at] not in ("every", "each") or at + 1 >= len(words):
            return None
        other = words[at + 1] == "other"
        unit = words[at + 1 + other] if len(words) > at + 1 + other else ""
        if unit.isdigit() and len(words) > at + 2 and words[at + 2].rstrip("s") in _PER_MONTH:
            rate = _PER_MONTH[words[at + 2].rstrip("s")] / max(1, int(unit))
            return Count(at, at + 3, 1, 1, rate)
        if unit not in _PER_MONTH:
            return None
        return Count(at, at + 2 + other, 1, 1, _PER_MONTH[unit] / (1 + other))

    def _rated(self, words: Sequence[str], count: Count) -> Count:
        at = count.end
        while at < len(words) and words[at] in self._units:
            at += 1
        here = at
        if words[at : at + 1] and words[at] in ("a", "per", "every", "each"):
            here = at + 1
        unit = words[here] if here < len(words) else ""
        if here > at and unit in _PER_MONTH:
            return Count(count.start, here + 1, count.low, count.high, _PER_MONTH[unit])
        return Count(count.start, at, count.low, count.high)

    def _kind(self, scope: Scope, count: Count) -> str | None:
        """What was counted: the visit named nearest in the same sentence."""
        first, last = scope.sentence(count.start)
        clause = scope.clause(count.start)
        best: tuple[int, str] | None = None
        for at in range(first, last):
            for length in (4, 3, 2, 1):
                kind = self._kinds.get(tuple(scope.words[at : at + length]))
                if kind is None or at + length > last:
                    continue
                gap = at - count.end if at >= count.end else count.start - at - length
                far = max(0, gap) + (4 if scope.clause(at) != clause else 0)
                if far <= 8 and (best is None or far < best[0]):
                    best = (far, kind)
                break
        kind = best[1] if best else None
        if kind in ("ed_visits", "stays") and self._behavioral & set(scope.words[first:last]):
            return "behavioral_visits"
        return kind

    def _is_bare(self, scope: Scope, count: Count) -> bool:
        """An answer without the noun: "like 6 or 7 times"."""
        before = scope.words[count.start - 1] if count.start else ""
        return before not in ("am", "is", "age", "aged", "turned", "have")

    def _facts(
        self,
        kind: str,
        count: Count,
        scope: Scope,
        times: Sequence[Time],
        question: str | None,
        today: date,
    ) -> Iterator[Found]:
        window = self._window(scope, count, times)
        _, asked = _WINDOWS.get(question or "", (None, 0))
        fact, form = _of_window(kind, count, window, asked, today)
        if fact == question and window is not None and window.kind == "past":
            form = _form(count, 0)  # asked how often: "once, in august"
        if form is None:
            return
        sure = bool(window or asked or count.per_month or (count.low == count.high == 0))
        subject = scope.subject(count.start, count.end)
        yield Found(fact, form, count.start, count.end, sure, subject)

    def _window(self, scope: Scope, count: Count, times: Sequence[Time]) -> Time | None:
        first, last = scope.sentence(count.start)
        near = [time for time in times if first <= time.start < last]
        near.sort(key=lambda time: abs(time.start - count.end))
        return near[0] if near else (times[0] if len(times) == 1 else None)


def _bounded(before: Sequence[str], low: int, high: int | None) -> tuple[int, int | None]:
    said = " ".join(before)
    if said.endswith(("at least", "minimum")):
        return low, None
    if said.endswith(("more than", "over", "above")):
        return low + 1, None
    if said.endswith(("up to", "at most", "no more than")):
        return 0, high
    if said.endswith(("less than", "under", "fewer than")):
        return 0, max(0, (high or low) - 1)
    return low, high


def _of_window(
    kind: str, count: Count, time: Time | None, asked: int, today: date
) -> tuple[str, Form]:
    """The fact whose window holds the count, and the form that is true of it."""
    only = 12 if kind == "behavioral_visits" else 0
    if time is None:
        months = only or asked or 6
        return f"{kind}_{months}_months", _form(count, months if count.per_month else 0)
    began = time.last if time.kind == "future" else time.first
    if time.kind == "future":
        began = today - (time.last - today)
    if count.per_month:
        months = only or asked or 6
        covered = min(months, (today - began).days / 30.4)
        return f"{kind}_{months}_months", _form(count, covered, covered < months - 0.5)
    for months in [only] if only else [6, 12]:
        edge = months_before(today, months)
        if began >= edge:
            exact = (began - edge).days <= 5
            whole = time.kind in ("span", "since", "future", "past")
            return f"{kind}_{months}_months", _form(count, 0, not exact) if whole else None
    return f"{kind}_{only or 12}_months", None


def _form(count: Count, months: float, open_above: bool = False) -> Form:
    low, high = count.low, count.high
    if months and count.per_month:
        low = round(low * count.per_month * months)
        high = None if high is None else round(high * count.per_month * months)
    if high is None or open_above:
        return {"at_least": low} if low else None
    if low == high:
        return low
    return {"at_least": low, "at_most": high} if low else {"at_most": high}

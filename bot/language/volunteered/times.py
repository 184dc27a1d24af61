"""When: "since March", "3 weeks ago", "in June", "next week", "in the past 6 months"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.language.volunteered.dates import date_at

_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_UNITS = {name + end: name for name in _DAYS for end in ("", "s")}
_LONG_AGO = 3650
_LEADING = frozenset(
    {"in", "since", "last", "this", "on", "of", "around", "about", "early", "late", "by", "before"}
    | {"out", "until", "till", "due", "end", "mid", "back", "from"}
)


@dataclass(frozen=True)
class Time:
    """
    A stretch of days a message names.

    Args:
        start, end: Its words, from the first to after the last.
        kind: "past" (one day in it), "since" (from then on), "span" (all of it), "future".
        first, last: The earliest and the latest day it can mean.
    """

    start: int
    end: int
    kind: str
    first: date
    last: date


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return _day(year, month + 1, day.day)


class Calendar:
    """Finds times in words, for one day that is today."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._months: Mapping[str, int] = words["months"]
        self._seasons: Mapping[str, int] = words["seasons"]
        self._fixed: Mapping[str, Sequence[Any]] = words["fixed"]

    def times(self, words: Sequence[str], today: date) -> list[Time]:
        """All times named, in order."""
        found: list[Time] = []
        at = 0
        while at < len(words):
            time = self._fixed_at(words, at, today) or self._at(words, at, today)
            if time is not None:
                found.append(time)
            at = time.end if time else at + 1
        return found

    def _fixed_at(self, words: Sequence[str], at: int, today: date) -> Time | None:
        """Set phrases: kind, and days from today of the earliest and the latest day."""
        for length in (4, 3, 2, 1):
            entry = self._fixed.get(" ".join(words[at : at + length]))
            if entry is not None and at + length <= len(words):
                kind, first, last = entry
                days = [_shifted(today, int(days)) for days in (first, last)]
                return Time(at, at + length, kind, *days)
        return None

    def _at(self, words: Sequence[str], at: int, today: date) -> Time | None:
        since = words[at] == "since"
        whole = at > 0 and words[at - 1] == "the"
        stretch = None if since else self._stretch(words[at : at + 5], today, whole)
        if stretch is not None:
            return Time(at, at + stretch[0], *stretch[1:])
        here = at + since
        while here < len(words) and words[here] in ("like", "about", "around", "in", "on", "the"):
            here += 1
        rest = words[here : here + 5]
        time = (
            self._ago(rest, today)
            or self._stretch(rest, today, words[here - 1] == "the")
            or date_at(rest, words[max(0, at - 3) : here], self._months, today)
            or self._named(rest, words[max(0, at - 2) : here], today)
        )
        if time is None:
            return None
        length, kind, first, last = time
        if since:
            kind, last = "since", today
        elif words[here] not in self._months and here > at and kind != "future":
            at = here
        return Time(at, here + length, kind, first, last)

    def _ago(self, rest: Sequence[str], today: date) -> tuple[int, str, date, date] | None:
        number, used = _number(rest)
        if number is None or len(rest) <= used or rest[used] not in _UNITS:
            return None
        unit = _UNITS[rest[used]]
        after = rest[used + 1] if len(rest) > used + 1 else ""
        if after in ("ago", "back", "before"):
            day = _back(today, number, unit)
            return used + 2, "past", day, day
        return None

    def _stretch(
        self, rest: Sequence[str], today: date, whole: bool = False
    ) -> tuple[int, str, date, date] | None:
        """ "past 6 months", "last year" (not "the last year"), "next 2 weeks", "in 2 months"."""
        which = rest[0] if rest else ""
        if which not in ("past", "last", "next", "this", "within", "in"):
            return None
        number, used = _number(rest[1:])
        used += 1
        if which == "in" and number is None:
            return None
        if len(rest) <= used or rest[used] not in _UNITS:
            return None
        unit, times = _UNITS[rest[used]], number or 1
        if which in ("next", "within", "in"):
            return used + 1, "future", today, _ahead(today, times, unit)
        if which == "last" and number is None and not whole:
            return used + 1, "past", _back(today, 2, unit), today
        if which == "this":
            return used + 1, "span", _begun(today, unit), today
        return used + 1, "span", _back(today, times, unit), today

    def _named(
        self, rest: Sequence[str], before: Sequence[str], today: date
    ) -> tuple[int, str, date, date] | None:
        """A month, a year, a season, a day of a month; the latest one that is not to come."""
        if not rest:
            return None
        word = rest[0]
        if word.isdigit() and len(word) == 4 and 1930 <= int(word) <= today.year:
            year = int(word)
            if not _LEADING & set(before):
                return None
            return 1, "past", date(year, 1, 1), min(today, date(year, 12, 31))
        month = self._months.get(word) or self._seasons.get(word)
        if month is None or (
            word in ("may", "march", "fall", "spring") and not _LEADING & set(before)
        ):
            return None
        return self._month(rest, month, word in self._seasons, today)

    def _month(
        self, rest: Sequence[str], month: int, season: bool, today: date
    ) -> tuple[int, str, date, date]:
        used, year, day = 1, today.year - (month > today.month), 0
        if len(rest) > used and rest[used].rstrip("stndrh").isdigit():
            number = int(rest[used].rstrip("stndrh"))
            if number <= 31:
                day, used = number, used + 1
        if len(rest) > used and rest[used] == "of":
            used += 1
        if len(rest) > used and rest[used].isdigit() and len(rest[used]) == 4:
            year, used = int(rest[used]), used + 1
        first = _day(year, month, day or 1)
        length = 92 if season else 0
        last = first if day else max(first, _day(year, month, 31) + timedelta(days=length))
        return used, "past", first, min(last, max(today, first))


def _number(words: Sequence[str]) -> tuple[int | None, int]:
    """The number the words begin with, and how many words it takes ("6 or 7" is 6)."""
    if not words:
        return None, 0
    if words[0] in ("a", "an"):
        return 1, 1
    if words[0].isdigit() and len(words[0]) < 4:
        if len(words) > 2 and words[1] in ("or", "to") and words[2].isdigit():
            return int(words[0]), 3
        return int(words[0]), 1
    if words[0] in ("few", "several"):
        return 3, 1
    return None, 0


def _back(today: date, number: int, unit: str) -> date:
    if unit in ("month", "year"):
        number = min(number, 100)
        return months_before(today, number * (12 if unit == "year" else 1))
    return _shifted(today, -number * _DAYS[unit])


def _ahead(today: date, number: int, unit: str) -> date:
    return _shifted(today, min(number, 100) * _DAYS[unit])


def _begun(today: date, unit: str) -> date:
    if unit == "year":
        return date(today.year, 1, 1)
    if unit == "month":
        return today.replace(day=1)
    return _shifted(today, -_DAYS[unit])


def _shifted(today: date, days: int) -> date:
    return today + timedelta(days=max(-_LONG_AGO * 3, min(_LONG_AGO, days)))


def _day(year: int, month: int, day: int) -> date:
    for last in (day, 30, 29, 28):
        try:
            return date(year, month, min(day, last))
        except ValueError:
            continue
    return date(year, month, 28)

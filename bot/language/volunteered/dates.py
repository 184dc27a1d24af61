"""Days told in figures or by their number: "12/1", "10/2026", "the 2nd of dec", "till the 8th"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

Stretch = tuple[int, str, date, date]

_FIGURES = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{2}|\d{4}))?")
_MONTH_YEAR = re.compile(r"(\d{1,2})/((?:19|20)\d\d)")
_NUMBERED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_LEADING = frozenset(("since", "on", "by", "until", "till", "til", "before", "due", "out", "from"))
_DECADES = frozenset(("50", "60", "70", "80", "90"))
_COUNTED = frozenset((
    "trip", "time", "visit", "one", "floor", "street", "st", "ave", "avenue", "grade", "kid",
    "child", "stay", "birthday", "bday", "week", "month", "year", "day", "person", "place",
))  # fmt: skip
"""Counted by such a number, it is no day."""


def date_at(
    rest: Sequence[str], before: Sequence[str], months: Mapping[str, int], today: date
) -> Stretch | None:
    """
    A date that begins `rest`: how many words it takes, its kind, the earliest and latest day.

    Without a year it is the latest that is not to come; a day alone after "till" or "by" is ahead.

    Args:
        before: The two or three words before it.
        months: Month names and their numbers.
    """
    if not rest:
        return None
    return (
        _years(rest, before, today)
        or _in_figures(rest[0], before, today)
        or _day_of_month(rest, months, today)
        or _day_alone(rest, before, today)
    )


def _years(rest: Sequence[str], before: Sequence[str], today: date) -> Stretch | None:
    """ "2011 to 2014" and "the 80s"."""
    if len(rest) > 2 and rest[1] in ("to", "till", "until") and _is_year(rest[0], today):
        if _is_year(rest[2], today):
            return 3, "past", date(int(rest[0]), 1, 1), min(today, date(int(rest[2]), 12, 31))
        return None
    if "the" in before and list(rest[1:2]) == ["s"] and rest[0] in _DECADES:
        first = 1900 + int(rest[0])
        return 2, "past", date(first, 1, 1), date(first + 9, 12, 31)
    return None


def _is_year(word: str, today: date) -> bool:
    return len(word) == 4 and word.isdigit() and 1930 <= int(word) <= today.year


def _in_figures(word: str, before: Sequence[str], today: date) -> Stretch | None:
    whole_month = _MONTH_YEAR.fullmatch(word)
    if whole_month:
        month, year = map(int, whole_month.groups())
        first, last = _valid(year, month, 1), _last_of(year, month)
        return _told(1, first, last, today)
    told = _FIGURES.fullmatch(word)
    if told is None or not (told[3] or _LEADING & set(before)):
        return None
    month, day = int(told[1]), int(told[2])
    if told[3]:
        year = int(told[3]) + (2000 if len(told[3]) == 2 else 0)
        return _told(1, _valid(year, month, day), _valid(year, month, day), today)
    return _latest(1, month, day, today)


def _day_of_month(rest: Sequence[str], months: Mapping[str, int], today: date) -> Stretch | None:
    """ "2nd of december"."""
    numbered = _NUMBERED.fullmatch(rest[0])
    skipped = list(rest[1:2]) == ["of"]
    month = months.get(rest[1 + skipped]) if len(rest) > 1 + skipped else None
    if numbered is None or month is None:
        return None
    return _latest(2 + skipped, month, int(numbered[1]), today)


def _day_alone(rest: Sequence[str], before: Sequence[str], today: date) -> Stretch | None:
    """ "till the 8th" is the next one, "since the 3rd" the last, "on the 3rd" either."""
    numbered = _NUMBERED.fullmatch(rest[0])
    if numbered is None or "the" not in before or _COUNTED & set(rest[1:2]):
        return None
    number = int(numbered[1])
    this = _valid(today.year, today.month, number)
    later = _valid(today.year + today.month // 12, today.month % 12 + 1, number)
    earlier = _valid(today.year - (today.month == 1), (today.month - 2) % 12 + 1, number)
    coming = this if this is not None and this >= today else later
    gone = this if this is not None and this <= today else earlier
    if coming is None or gone is None:
        return None
    if "since" in before:
        return 1, "past", gone, gone
    return (1, "past", gone, coming) if "on" in before else (1, "future", today, coming)


def _latest(length: int, month: int, day: int, today: date) -> Stretch | None:
    told = _valid(today.year, month, day)
    if told is not None and told > today:
        told = _valid(today.year - 1, month, day)
    return None if told is None else (length, "past", told, told)


def _told(length: int, first: date | None, last: date | None, today: date) -> Stretch | None:
    if first is None or last is None:
        return None
    if first > today:
        return length, "future", today, last
    return length, "past", first, min(last, today)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last_of(year: int, month: int) -> date | None:
    days = (_valid(year, month, day) for day in (31, 30, 29, 28))
    return next((day for day in days if day is not None), None)

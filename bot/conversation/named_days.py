"""
The days that words name by a date or a name: "nov 24", "11/24", "the 24th", "christmas".

Pure: "today" is an argument, and so are the words for months and the days that have a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

JUST_PAST = 31
"""Days for which a date is rather the one that has passed than that of next year."""

NOON = 12

_HOW = r"(?P<how>\b(?:after|before|by|since|past|from|around|until|till|week of) (?:the )?)?"
_BEGIN, _END = r"(?<![\w/:-])", r"(?![\w/:-])"
_DAY, _TH = r"(?P<day>\d{1,2})", r"(?:st|nd|rd|th)"
_YEAR = rf"(?:,? (?P<year>20\d\d){_END})?"
_NUMBER = rf"(?P<day>\d{{1,2}}(?={_TH})|1[3-9]|2\d|3[01])"
"""A day without its month: "the 3rd", "the 24"; "the 3" may be an hour, or what is shown as 3."""

_NO_DATE = "ones?|times?|slot|option|choice|thing|min|mins|minutes?|hours?|days?|weeks?"
"""After a number these make it no date: "the 2nd one"."""


def days_named(
    text: str, today: date, months: Sequence[str], named: Mapping[str, date]
) -> tuple[set[date | None], str]:
    """
    The days that words name by a date or a name, and the words without these.

    Args:
        months: How each is said, the ways set apart by a blank.
        named: Days that have a name.
    Returns:
        None among the days for what is no such day or only near one: "nov 31", "after christmas".
    """
    left, days = re.sub(r"['\u2019]", "", text.lower()), set[date | None]()
    numbers = {word: n + 1 for n, entry in enumerate(months) for word in entry.split()}

    def take(found: re.Match[str]) -> str:
        told = found.groupdict()
        if _is_none(told, today):
            return found.group()
        month = told.get("month") or "0"
        number = numbers.get(month) or int(month)
        named_day = named.get(told.get("name") or "")
        day = named_day or _date_of(number, int(told["day"]), told.get("year"), today)
        days.add(None if told["how"] else day)
        return told.get("lead") or " "

    for pattern in _patterns(tuple(numbers), tuple(named)):
        left = pattern.sub(take, left)
    return days, left


def _is_none(told: Mapping[str, str | None], today: date) -> bool:
    """Whether it is no day to come: "9-11" are hours, and in another year somebody was born."""
    if told.get("sep") == "-" and int(told["day"] or 0) <= NOON:
        return True
    if told.get("sep") and not 1 <= int(told["month"] or 0) <= 12:
        return True
    year = told.get("year")
    return year is not None and abs(int(year) - today.year % 10 ** len(year)) > 1


def _date_of(month: int, day: int, year: str | None, today: date) -> date | None:
    """The day of a date; without a year the next one, or just past; month 0 is left open."""
    years = [2000 + int(year) % 100] if year else [today.year + n for n in (-1, 0, 1)]
    begins = today - timedelta(days=JUST_PAST if month else 0)
    for each in years:
        for number in [month] if month else range(1, 13):
            try:
                found = date(each, number, day)
            except ValueError:
                continue
            if year or found >= begins:
                return found
    return None


@lru_cache(maxsize=8)
def _patterns(months: tuple[str, ...], names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Nov 24; 24th of November; 2026-11-24; 11/24; the 24th; Christmas."""
    month, name = rf"(?P<month>{_any(months)})\b\.?", rf"(?P<name>{_any(names)})"
    ways = (
        rf"\b{month} (?:the )?{_DAY}{_TH}?{_END}{_YEAR}",
        rf"{_BEGIN}{_DAY}{_TH}? (?:of )?{month}{_YEAR}",
        rf"{_BEGIN}(?P<year>20\d\d)-(?P<month>\d\d?)-{_DAY}{_END}",
        rf"{_BEGIN}(?P<month>\d\d?)(?P<sep>[/-]){_DAY}(?:/(?P<year>(?:20)?\d\d))?{_END}",
        rf"(?P<lead>\b(?:the|on|\w+day) )(?:the )?{_NUMBER}{_TH}?{_END}(?! (?:{_NO_DATE})\b)",
        rf"\b{name}\b",
    )
    return tuple(re.compile(_HOW + way) for way in ways)


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"

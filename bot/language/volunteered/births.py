"""Dates and years of birth ("born 3/3/2009", "june of 88"), and ages between two numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.language.volunteered.spotted import Form

OLDEST = 120


@dataclass(frozen=True)
class Birth:
    """An age from a birth date, and the words that tell it."""

    start: int
    end: int
    form: Form


def birth_at(
    words: Sequence[str],
    at: int,
    months: Mapping[str, int],
    today: date,
    is_short: bool,
) -> Birth | None:
    """
    The age by a date or year of birth that begins at this word.

    Args:
        months: Month names and their numbers.
        is_short: Whether a year may have two digits.
    """
    written = words[at].split("/")
    if len(written) == 3 and all(part.isdigit() for part in written):
        month, day, year = map(int, written)
        return _birth(at, at + 1, _full(year, today), month, day, today)
    three = [int(w) for w in words[at : at + 3] if w.isdigit()]
    if len(three) == 3 and three[0] <= 12 and three[1] <= 31 and len(words[at + 2]) == 4:
        return _birth(at, at + 3, three[2], three[0], three[1], today)
    month, day = _month_before(words, at, months)
    told = _year(words, at, today) or _short_year(words, at, months, today, is_short)
    return _birth(at, at + told[1], told[0], month, day, today) if told else None


def _short_year(
    words: Sequence[str], at: int, months: Mapping[str, int], today: date, is_short: bool
) -> tuple[int, int] | None:
    """A year in 2 digits, after "born in" or a month."""
    word = words[at]
    if not is_short or not word.isdigit() or len(word) != 2 or not at:
        return None
    leads = words[at - 1] in ("in", "of", "year", *months)
    if not leads or _is_day(words, at, months):
        return None
    return _full(int(word), today), 1


def _is_day(words: Sequence[str], at: int, months: Mapping[str, int]) -> bool:
    """A number right after a month is a day of it, where a year follows or it can be one."""
    return at > 0 and words[at - 1] in months and int(words[at]) <= 31


def _year(words: Sequence[str], at: int, today: date) -> tuple[int, int] | None:
    """A year in 4 digits, "19 52" or "2 thousand and 4", and how many words it takes."""
    word = words[at]
    if not word.isdigit():
        return None
    if len(word) == 4 and 1900 <= int(word) <= today.year:
        return int(word), 1
    following = words[at + 1] if at + 1 < len(words) else ""
    if word == "19" and len(following) == 2 and following.isdigit():
        return 1900 + int(following), 2
    if word != "2" or following != "thousand":
        return None
    skipped = words[at + 2 : at + 3] == ["and"]
    rest = words[at + 2 + skipped : at + 3 + skipped]
    if rest and rest[0].isdigit() and int(rest[0]) <= today.year - 2000:
        return 2000 + int(rest[0]), 3 + skipped
    return 2000, 2


def _month_before(words: Sequence[str], at: int, months: Mapping[str, int]) -> tuple[int, int]:
    """The month and day said before a year; 0 where there is none."""
    before = words[max(0, at - 4) : at]
    month = next((months[word] for word in before if word in months), 0)
    days = [word.rstrip("stndrh") for word in before]
    day = next((int(d) for d in days if d.isdigit() and 0 < int(d) <= 31), 0)
    return month, day if month else 0


def _birth(start: int, end: int, year: int, month: int, day: int, today: date) -> Birth | None:
    form = _years(year, month, day, today)
    return None if form is None else Birth(start, end, form)


def _years(year: int, month: int, day: int, today: date) -> Form:
    """The age of someone born then; a range where the day decides and is not known."""
    age = today.year - year
    if not 0 <= age <= OLDEST or month > 12 or day > 31:
        return None
    if month and (day or month != today.month):
        return max(0, age - ((month, day or 1) > (today.month, today.day)))
    return {"at_least": age - 1, "at_most": age} if age else 0


def _full(year: int, today: date) -> int:
    if year >= 100:
        return year
    return year + (2000 if year + 2000 <= today.year else 1900)


def years_between(words: Sequence[str], at: int, number: int) -> Form:
    """ "55 or 56", "between 70 and 75"."""
    joint, high = words[at + 1 : at + 2], words[at + 2 : at + 3]
    if not joint or joint[0] not in ("or", "to", "and", "maybe", "er", ",") or not high:
        return None
    if joint[0] == "and" and (not at or words[at - 1] != "between"):
        return None
    if not high[0].isdigit() or not number < int(high[0]) <= OLDEST:
        return None
    is_next = int(high[0]) == number + 1 and len(words) == at + 3
    if joint[0] == "," and not is_next:
        return None
    return {"at_least": number, "at_most": int(high[0])}

"""A time as an answer: asked about jail, "2009" or "out since june" tells when it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.language.volunteered.found import Found
from bot.language.volunteered.spotted import Form
from bot.language.volunteered.times import Time, months_before

_LONGEST = 14
"""In a longer message a time may belong to anything."""

_FIRST_YEAR = 1930

_BESIDE = frozenset(["facility", "age", "social_factors", "caring_for_child"])
"""Facts told beside the answer to which no time belongs."""


def told_when(
    found: Sequence[Found],
    times: Sequence[Time],
    words: Sequence[str],
    asked: Mapping[str, Mapping[str, Form]],
    today: date,
) -> list[Found]:
    """
    What was found, with what the times tell of the fact asked about.

    Args:
        words: The message; a bare year among them is a time.
        asked: What a time means, of the one fact asked about; empty where it means nothing.
    """
    told = list(found)
    times = times or list(_years(words, today))
    for fact, means in asked.items():
        silent = len(words) > _LONGEST or any(_settles(each, fact) for each in found)
        form = None if silent else _form(times, means, today)
        if form is not None:
            told = [each for each in told if each.fact != fact]
            told.append(Found(fact, form, times[-1].start, times[-1].end))
    return told


def _years(words: Sequence[str], today: date) -> Iterator[Time]:
    for at, word in enumerate(words):
        if word.isdigit() and _FIRST_YEAR <= int(word) <= today.year:
            year = int(word)
            last = min(today, date(year, 12, 31))
            yield Time(at, at + 1, "past", date(year, 1, 1), last)


def _settles(each: Found, fact: str) -> bool:
    """Whether it tells the fact, or another the time may belong to."""
    if each.fact != fact:
        return each.sure and each.fact not in _BESIDE
    return each.sure and not isinstance(each.form, dict)


def _form(times: Sequence[Time], means: Mapping[str, Form], today: date) -> Form:
    """By the latest of the times: "in 2019 and again this spring"."""
    if not times:
        return None
    latest = max(times, key=lambda time: time.last)
    if latest.kind == "future":
        return means.get("coming")
    edge = months_before(today, 12)
    if latest.last < edge:
        return means.get("earlier")
    recent = latest.first >= edge or latest.kind in ("since", "span")
    return means.get("within_12_months") if recent else None

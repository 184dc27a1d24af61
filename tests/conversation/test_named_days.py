"""Days that words name by a date or a name, read on Saturday, Nov 21, 2026."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.named_days import days_named
from bot.conversation.times import holiday_after

TODAY = date(2026, 11, 21)
MONTHS = (
    *("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july"),
    *("aug august", "sep sept september", "oct october", "nov november", "dec december"),
)
NAMED = {"christmas": date(2026, 12, 25), "day after tomorrow": date(2026, 11, 23)}


def days(text: str) -> set[date | None]:
    return days_named(text, TODAY, MONTHS, NAMED)[0]


@pytest.mark.parametrize(
    "text",
    [
        *("nov 24", "Nov. 24", "november 24th at 10", "24 nov", "the 24th of november", "11/24"),
        *(
            "11/24/26",
            "11/24/2026",
            "2026-11-24",
            "11-24",
            "the 24th",
            "tuesday the 24th",
            "on 24th",
        ),
        *("at 10 nov 24", "nov 24, 2026 at 1pm"),
    ],
)
def test_a_date_is_read_however_it_is_written(text: str) -> None:
    assert days(text) == {date(2026, 11, 24)}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("nov 20", date(2026, 11, 20)),
        ("oct 21", date(2026, 10, 21)),
        ("oct 20", date(2027, 10, 20)),
        ("jan 4", date(2027, 1, 4)),
        ("the 20th", date(2026, 12, 20)),
        ("the 31st", date(2026, 12, 31)),
        ("the day after tomorrow", date(2026, 11, 23)),
        ("christmas morning", date(2026, 12, 25)),
    ],
)
def test_a_day_without_a_year_is_the_next_one_or_one_just_past(text: str, day: date) -> None:
    assert days(text) == {day}


@pytest.mark.parametrize("text", ["nov 31", "after christmas", "before the 24th", "by dec 3"])
def test_what_is_no_such_day_or_only_near_one_is_none_to_book(text: str) -> None:
    assert days(text) == {None}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "10 am",
            "9-11",
            "24/7",
            "at 10:30",
            "4/5/1985",
            "650-555-0134",
            "the 2nd one",
            "dec 3-5",
        ),
        *("i may be home at 10", "in the 30 minutes after", "monday"),
    ],
)
def test_hours_births_and_choices_are_no_dates(text: str) -> None:
    assert days(text) == set()


def test_the_words_left_have_the_hour_and_not_the_date() -> None:
    assert days_named("tuesday the 24th at 10", TODAY, MONTHS, NAMED)[1].split() == [
        "tuesday",
        "at",
        "10",
    ]


def test_a_holiday_is_the_next_of_its_name() -> None:
    assert holiday_after("Thanksgiving Day", TODAY, "US-CA") == date(2026, 11, 26)
    assert holiday_after("Thanksgiving Day", date(2026, 11, 26), "US-CA") == date(2026, 11, 26)
    assert holiday_after("Thanksgiving Day", date(2026, 11, 27), "US-CA") == date(2027, 11, 25)
    assert holiday_after("Nobody's Day", TODAY, "US-CA") is None

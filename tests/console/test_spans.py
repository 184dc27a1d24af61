"""Spans and times as staff read them."""

from datetime import datetime, timedelta, timezone

import pytest

from bot.console.spans import clock_time, span

NOON = datetime(2026, 11, 21, 20, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=59), "less than 1 min"),
        (timedelta(minutes=59), "59 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(days=2), "2 d"),
        (timedelta(days=2, hours=4, minutes=9), "2 d 4 h"),
    ],
)
def test_a_wait_is_told_as_precisely_as_it_matters(length, words):
    assert span(length) == words


def test_a_time_has_its_day_unless_it_is_today_in_san_mateo_county():
    assert clock_time(NOON, NOON) == "12:00 PM"
    # Past midnight in UTC, and still the same evening here.
    assert clock_time(NOON + timedelta(hours=9), NOON) == "9:00 PM"
    assert clock_time(NOON + timedelta(days=2), NOON) == "Mon Nov 23, 12:00 PM"
    # On 1 November the clocks went back.
    assert clock_time(NOON - timedelta(days=21), NOON) == "Sat Oct 31, 1:00 PM"

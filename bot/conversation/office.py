"""When somebody is there to call: the plan's office days, with its holidays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import holidays

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def is_office_day(day: date, contacts: Mapping[str, Any]) -> bool:
    """Whether Member Services is open on that day."""
    days = contacts["member_services"]["hours"]["days"]
    country, _, state = str(contacts["holidays"]["calendar"]).partition("-")
    return WEEK[day.weekday()] in days and day not in _holidays(country, state, day.year)


def next_office_day(day: date, contacts: Mapping[str, Any]) -> date:
    """The first day after this one on which Member Services is open."""
    day += timedelta(days=1)
    while not is_office_day(day, contacts):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=8)
def _holidays(country: str, state: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=state or None, years=year))

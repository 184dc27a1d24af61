"""When somebody is there to call: the plan's office days, with its holidays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import holidays
from dateutil import tz  # type: ignore[import-untyped]

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def is_office_day(day: date, contacts: Mapping[str, Any]) -> bool:
    """Whether Member Services is open on that day."""
    days = contacts["member_services"]["hours"]["days"]
    calendar = contacts["holidays"]
    country, _, state = str(calendar["calendar"]).partition("-")
    if WEEK[day.weekday()] not in days or day in calendar.get("also_closed", ()):
        return False
    is_holiday = day in _holidays(country, state, day.year)
    return not is_holiday or day in calendar.get("open_all_the_same", ())


def next_office_day(day: date, contacts: Mapping[str, Any]) -> date:
    """The first day after this one on which Member Services is open."""
    day += timedelta(days=1)
    while not is_office_day(day, contacts):
        day += timedelta(days=1)
    return day


def call_hours(day: date, contacts: Mapping[str, Any]) -> tuple[datetime, datetime] | None:
    """From when until when members are called on that day, where the office is; None if not."""
    if not is_office_day(day, contacts):
        return None
    zone = office_zone(contacts)
    begins, ends = (datetime.combine(day, each, tzinfo=zone) for each in hours_of(day, contacts))
    return begins, ends


def hours_of(day: date, contacts: Mapping[str, Any]) -> tuple[time, time]:
    """From when until when somebody is there on an office day of that weekday."""
    usual = contacts["member_services"]["hours"]
    hours = contacts["calls"]["hours_on"].get(WEEK[day.weekday()], usual)
    return time.fromisoformat(hours["from"]), time.fromisoformat(hours["to"])


def office_zone(contacts: Mapping[str, Any]) -> Any:
    """The time zone of the office."""
    return tz.gettz(contacts["member_services"]["hours"]["timezone"])


@lru_cache(maxsize=8)
def _holidays(country: str, state: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, subdiv=state or None, years=year))

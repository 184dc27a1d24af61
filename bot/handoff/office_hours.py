"""When the office is open, by the hour, and how far away a time within its hours is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Any

import yaml
from dateutil import tz  # type: ignore[import-untyped]

from bot.conversation.office import hours_of, is_office_day, next_office_day
from bot.eligibility.loader import POLICY_FOLDER

Contacts = Mapping[str, Any]


@lru_cache(maxsize=1)
def office_contacts() -> Contacts:
    """Give the plan's contacts with its days and hours, read once."""
    content: Contacts = yaml.safe_load((POLICY_FOLDER / "contacts.yaml").read_text("utf-8"))
    return content


def is_open(now: datetime, contacts: Contacts) -> bool:
    """Whether Member Services is open at that moment."""
    here = _here(now, contacts)
    opens, closes = hours_of(here.date(), contacts)
    return is_office_day(here.date(), contacts) and opens <= here.time() < closes


def next_opening(now: datetime, contacts: Contacts) -> datetime:
    """Give the next moment at which the office opens, in its own time zone."""
    day = _here(now, contacts).date()
    opening = _at(day, hours_of(day, contacts)[0], contacts)
    if is_office_day(day, contacts) and now < opening:
        return opening
    following = next_office_day(day, contacts)
    return _at(following, hours_of(following, contacts)[0], contacts)


def closing_on(day: date, contacts: Contacts, at: time | None = None) -> datetime:
    """Give when the office closes on an office day, or another time of that day."""
    return _at(day, at or hours_of(day, contacts)[1], contacts)


def day_of(now: datetime, contacts: Contacts) -> date:
    """Give the day it is where the office is."""
    return _here(now, contacts).date()


def plus_open(now: datetime, duration: timedelta, contacts: Contacts) -> datetime:
    """
    Give the moment until which the office will have been open for so long, in UTC.

    Hours count as they pass, so a day on which clocks are changed is as long as it is.
    """
    start = now if is_open(now, contacts) else next_opening(now, contacts)
    while True:
        # In UTC: between two times of one zone Python counts by the clock on the wall.
        begins = start.astimezone(timezone.utc)
        ends = closing_on(day_of(start, contacts), contacts).astimezone(timezone.utc)
        if begins + duration <= ends:
            return begins + duration
        duration -= ends - begins
        start = next_opening(ends, contacts)


def _here(now: datetime, contacts: Contacts) -> datetime:
    return now.astimezone(_zone(contacts))


def _at(day: date, moment: time, contacts: Contacts) -> datetime:
    return datetime.combine(day, moment, tzinfo=_zone(contacts))


def _zone(contacts: Contacts) -> Any:
    return tz.gettz(contacts["member_services"]["hours"]["timezone"])

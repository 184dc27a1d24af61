"""Spans of time as staff read them."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from dateutil import tz  # type: ignore[import-untyped]

from bot.worker.clock import PACIFIC

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def span(length: timedelta) -> str:
    """Write how long something lasts, as precisely as it matters: 5 min, 3 h 20 min, 2 d 4 h."""
    if length < MINUTE:
        return "less than 1 min"
    days, rest = divmod(length, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes = rest // MINUTE
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min"


def clock_time(at: datetime, now: datetime) -> str:
    """Write a moment as the clock in San Mateo County shows it, with the day unless it is today."""
    here = at.astimezone(tz.gettz(PACIFIC))
    time = f"{here:%I:%M %p}".lstrip("0")
    return time if here.date() == _day(now) else f"{here:%a %b} {here.day}, {time}"


@lru_cache(maxsize=16)
def _day(now: datetime) -> date:
    """Give the day there; kept, since a long conversation asks it for each message."""
    here: datetime = now.astimezone(tz.gettz(PACIFIC))
    return here.date()

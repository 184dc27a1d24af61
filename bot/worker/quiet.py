"""The hours in which nobody is texted who has not just written: night, in San Mateo County."""

from datetime import datetime, time, timedelta, timezone

from dateutil import tz  # type: ignore[import-untyped]

from bot.worker.clock import PACIFIC

EVENING, MORNING = time(21), time(8)


def morning_after(now: datetime) -> datetime | None:
    """
    Give the end of the quiet hours, in UTC, where it is one of them now; else None.

    Args:
        now: With a time zone. Eight in the morning is eight by the clocks there, summer or winter.
    """
    here = now.astimezone(tz.gettz(PACIFIC))
    if MORNING <= here.time() < EVENING:
        return None
    day = here.date() + timedelta(days=1 if here.time() >= EVENING else 0)
    morning = datetime.combine(day, MORNING, tzinfo=tz.gettz(PACIFIC))
    return morning.astimezone(timezone.utc)

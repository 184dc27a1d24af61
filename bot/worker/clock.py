"""What time it is, in one place, so that tests and demonstrations can say so."""

from dataclasses import dataclass
from datetime import date, datetime, timezone

from dateutil import tz  # type: ignore[import-untyped]

PACIFIC = "America/Los_Angeles"


@dataclass(frozen=True)
class Clock:
    """The clock of the process; `fixed_today` replaces the day, never the time of events."""

    fixed_today: date | None = None

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(timezone.utc)

    def today(self) -> date:
        """The day in San Mateo County, which decides ages and look-back windows."""
        return self.fixed_today or self.now().astimezone(tz.gettz(PACIFIC)).date()

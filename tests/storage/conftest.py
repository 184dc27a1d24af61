"""The moment at which the tests of the stores take place."""

from datetime import datetime, timezone

NOW = datetime(2026, 11, 21, 17, 0, tzinfo=timezone.utc)

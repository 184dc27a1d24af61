"""
Noticing at once that another process wrote something.

SQLite has no messages between processes, but `PRAGMA data_version` on an open connection changes
when anyone else commits. It costs some microseconds, so it is asked many times a second. On
PostgreSQL a plain timer stands in until the database can call us (LISTEN / NOTIFY).
"""

import sqlite3
import time
from typing import Protocol

from bot.storage.database import Database

# How often SQLite is asked, in seconds: what a person waits for at most beyond the work itself.
POLL_SECONDS = 0.02
TIMER_SECONDS = 0.25


class Watch(Protocol):
    """Says whether the database may have changed since it was last asked."""

    pause: float

    def changed(self) -> bool:
        """Say whether to look; may say yes for nothing, never no for something."""
        ...


class SqliteWatch:
    """Watches one SQLite file; to be used by one thread."""

    pause = POLL_SECONDS

    def __init__(self, database: Database) -> None:
        self._connection = sqlite3.connect(
            database.path, isolation_level=None, check_same_thread=False
        )
        self._version = -1

    def changed(self) -> bool:
        """See `Watch`."""
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        before, self._version = self._version, version
        return version != before


class TimerWatch:
    """Says yes a few times a second."""

    pause = POLL_SECONDS

    def __init__(self) -> None:
        self._due = 0.0

    def changed(self) -> bool:
        """See `Watch`."""
        now = time.monotonic()
        if now < self._due:
            return False
        self._due = now + TIMER_SECONDS
        return True


def watch(database: Database) -> Watch:
    """Give the watch that fits the database."""
    return SqliteWatch(database) if database.is_sqlite else TimerWatch()

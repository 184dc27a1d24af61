"""
Noticing at once that another process wrote something.

SQLite has no messages between processes, but `PRAGMA data_version` on an open connection changes
when anyone else commits. It costs some microseconds, so it is asked many times a second. On
PostgreSQL every transaction that wrote something notifies (`bot.storage.postgresql.notify`); to see
whether a notification has come costs as little.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from typing import Any, Protocol

from bot.storage.database import Database

# How often it is asked, in seconds: what a person waits for at most beyond the work itself.
POLL_SECONDS = 0.02
# While PostgreSQL cannot call us, we look this often; and else too, now and then, since a
# connection whose other end vanished is silent for some seconds before the system says so.
TIMER_SECONDS = 0.25
LOOK_ANYWAY_SECONDS = 5.0
RECONNECT_SECONDS = 1.0

log = logging.getLogger("calaim.storage")


class Watch(Protocol):
    """Says whether the database may have changed since it was last asked."""

    pause: float

    def changed(self) -> bool:
        """Say whether to look; may say yes for nothing, never no for something."""
        ...


class SqliteWatch:
    """
    Watches one SQLite file; to be used by one thread.

    It never waits for the file, since the gateway asks from its event loop. While the file cannot
    be asked the answer is yes by the clock, and it is opened anew each time; the answer is also yes
    once it can be asked again, since nobody knows what was written meanwhile.
    """

    pause = POLL_SECONDS

    def __init__(self, database: Database) -> None:
        self._database, self._renewals = database, database.renewals
        self._address = f"{database.path.absolute().as_uri()}?mode=rw"
        self._connection: sqlite3.Connection | None = None
        self._version = -1
        self._retry = 0.0
        self._fails = False

    def changed(self) -> bool:
        """See `Watch`."""
        now = time.monotonic()
        self._follow(now)
        if now < self._retry:
            return False
        try:
            version = self._ask()
        except sqlite3.Error as error:
            self._give_up(error, now)
            return True
        before, self._version = self._version, version
        self._fails = False
        return version != before

    def _ask(self) -> int:
        if self._connection is None:
            self._connection = sqlite3.connect(
                self._address, timeout=0, isolation_level=None, check_same_thread=False, uri=True
            )
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _follow(self, now: float) -> None:
        """Stay closed for a moment too where all other connections were."""
        if self._renewals != self._database.renewals and self._connection is not None:
            self._close()
            self._retry = now + TIMER_SECONDS
        self._renewals = self._database.renewals

    def _give_up(self, error: sqlite3.Error, now: float) -> None:
        """Say so once, and open the file anew after a moment."""
        if not self._fails:
            log.warning("watching_failed", extra={"error": type(error).__name__})
        self._close()
        self._fails, self._retry = True, now + TIMER_SECONDS

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._version = None, -1


class PostgresWatch:
    """
    Listens on a connection of its own; to be used by one thread.

    Nothing here waits for the database, since the gateway asks from its event loop: connecting is
    left to a thread that ends with it. Until it has succeeded, and once right after, the answer is
    yes by the clock, so that nothing is missed while nobody listened.
    """

    pause = POLL_SECONDS

    def __init__(self, database: Database) -> None:
        self._url = database.url
        self._connection: Any = None
        self._made: Any = None
        self._connecting: threading.Thread | None = None
        self._due = 0.0
        self._retry = 0.0

    @property
    def is_listening(self) -> bool:
        """Whether the database can call us just now."""
        return self._connection is not None

    def changed(self) -> bool:
        """See `Watch`."""
        heard = self._hears()
        now = time.monotonic()
        if not heard and now < self._due:
            return False
        self._due = now + (TIMER_SECONDS if self._connection is None else LOOK_ANYWAY_SECONDS)
        return True

    def _hears(self) -> bool:
        """Say whether a notification came, or the listening began or ended just now."""
        from psycopg2 import Error

        if self._connection is None:
            return self._connect()
        try:
            self._connection.poll()
        except Error:
            log.warning("listening_ended")
            self._connection = None
            return True
        heard = bool(self._connection.notifies)
        self._connection.notifies.clear()
        return heard

    def _connect(self) -> bool:
        """Take over the connection that a thread has made, else see to it that one is at it."""
        if self._connecting is not None and self._connecting.is_alive():
            return False
        self._connection, self._made = self._made, None
        now = time.monotonic()
        if self._connection is None and now >= self._retry:
            self._retry = now + RECONNECT_SECONDS
            self._connecting = threading.Thread(target=self._listen, daemon=True)
            self._connecting.start()
        return self._connection is not None

    def _listen(self) -> None:
        from psycopg2 import Error

        from bot.storage.postgresql import listen

        try:
            self._made = listen(self._url)
        except Error as error:
            log.warning("listening_failed", extra={"error": type(error).__name__})


def watch(database: Database) -> Watch:
    """Give the watch that fits the database."""
    return SqliteWatch(database) if database.is_sqlite else PostgresWatch(database)

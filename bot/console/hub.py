"""Telling open pages that what they show has changed, and nothing else: they ask for it anew."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection
from starlette.concurrency import run_in_threadpool

from bot.errors import StoreError
from bot.storage.database import Database
from bot.storage.wake import watch

# The assistant writes many times a second; a person needs to see it twice.
REST_SECONDS = 0.4

Stamp = Callable[[Connection], str]
log = logging.getLogger("calaim.console")


class Listener:
    """
    One open page.

    Args:
        stamp: Gives something that is another when the page would look different.
        last: What it gave when the page was made.
    """

    def __init__(self, stamp: Stamp, last: str) -> None:
        self.stamp = stamp
        self.last = last
        self.changed = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Wait for a change; False when the time is over."""
        try:
            await asyncio.wait_for(self.changed.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self.changed.clear()
        return True


class ChangeHub:
    """Watches the database once for all open pages."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: set[Listener] = set()
        self._has_new = False
        self.closing = False

    @contextmanager
    def listen(self, stamp: Stamp, last: str) -> Iterator[Listener]:
        """Listen while the block runs; a change since `last` is told too."""
        listener = Listener(stamp, last)
        self._listeners.add(listener)
        self._has_new = True
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def run(self) -> None:
        """Watch until cancelled."""
        changes = watch(self._database)
        while True:
            await asyncio.sleep(changes.pause)
            changed = changes.changed() or self._has_new
            if not self._listeners or not changed:
                continue
            self._has_new = False
            try:
                await self._tell()
            except StoreError as error:
                log.error("watch_failed", extra={"error": str(error)})
                self._has_new = True
            await asyncio.sleep(REST_SECONDS)

    async def _tell(self) -> None:
        listeners = list(self._listeners)
        stamps = await run_in_threadpool(self._read, listeners)
        for listener, stamp in zip(listeners, stamps, strict=True):
            if stamp != listener.last:
                listener.last = stamp
                listener.changed.set()

    def _read(self, listeners: list[Listener]) -> list[str]:
        with self._database.read() as connection:
            return [listener.stamp(connection) for listener in listeners]

    def close(self) -> None:
        """Let every waiting page go, so that the process can end."""
        self.closing = True
        for listener in self._listeners:
            listener.changed.set()

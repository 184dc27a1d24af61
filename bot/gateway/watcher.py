"""Watching the database once for everybody who waits for something new in it."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from bot.errors import StoreError
from bot.storage.database import Database
from bot.storage.wake import watch

AGAIN_SECONDS = 0.5

log = logging.getLogger("calaim.watcher")


class Waiting:
    """One who waits."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Wait for something new; False when the time is over."""
        try:
            await asyncio.wait_for(self.arrived.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self.arrived.clear()
        return True


Waiter = TypeVar("Waiter", bound=Waiting)


class Watcher(Generic[Waiter]):
    """
    Watches the database once for all who wait; what is new for whom, `_tell` knows.

    Args:
        rest: Seconds between two looks, where nobody needs to know sooner.
    """

    def __init__(self, database: Database, rest: float = 0.0) -> None:
        self._database, self._rest = database, rest
        self._listeners: set[Waiter] = set()
        self._has_new = False
        self.closing = False

    @contextmanager
    def _listening(self, listener: Waiter) -> Iterator[Waiter]:
        """Keep one who waits while the block runs; what came just before is told too."""
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
                self._has_new = True  # what was written meanwhile is still to be told
                await asyncio.sleep(AGAIN_SECONDS)
            if self._rest:
                await asyncio.sleep(self._rest)

    async def _tell(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Let everybody who waits go, so that the process can end."""
        self.closing = True
        for listener in self._listeners:
            listener.arrived.set()

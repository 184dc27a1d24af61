"""Telling open pages that what they show has changed, and nothing else: they ask for it anew."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy.engine import Connection
from starlette.concurrency import run_in_threadpool

from bot.gateway.watcher import Waiting, Watcher
from bot.storage.database import Database

# The assistant writes many times a second; a person needs to see it twice.
REST_SECONDS = 0.4

Stamp = Callable[[Connection], str]


class Listener(Waiting):
    """
    One open page.

    Args:
        stamp: Gives something that is another when the page would look different.
        last: What it gave when the page was made.
    """

    def __init__(self, stamp: Stamp, last: str) -> None:
        super().__init__()
        self.stamp = stamp
        self.last = last


class ChangeHub(Watcher[Listener]):
    """Watches once for all open pages."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, rest=REST_SECONDS)

    def listen(self, stamp: Stamp, last: str) -> AbstractContextManager[Listener]:
        """Listen while the block runs; a change since `last` is told too."""
        return self._listening(Listener(stamp, last))

    async def _tell(self) -> None:
        listeners = list(self._listeners)
        stamps = await run_in_threadpool(self._read, listeners)
        for listener, stamp in zip(listeners, stamps, strict=True):
            if stamp != listener.last:
                listener.last = stamp
                listener.arrived.set()

    def _read(self, listeners: list[Listener]) -> list[str]:
        with self._database.read() as connection:
            return [listener.stamp(connection) for listener in listeners]

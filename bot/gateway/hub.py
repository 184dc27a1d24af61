"""Letting waiting clients know that their conversation has something new."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.concurrency import run_in_threadpool

from bot.errors import StoreError
from bot.storage import conversations
from bot.storage.database import Database
from bot.storage.wake import watch

AGAIN_SECONDS = 0.5

log = logging.getLogger("calaim.gateway")


class Listener:
    """One client that waits for a message after `seq`."""

    def __init__(self, conversation_id: str, seq: int) -> None:
        self.conversation_id = conversation_id
        self.seq = seq
        self.arrived = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Wait for something newer than `seq`; False when the time is over."""
        try:
            await asyncio.wait_for(self.arrived.wait(), seconds)
        except asyncio.TimeoutError:
            return False
        self.arrived.clear()
        return True


class Hub:
    """Watches the database once for all clients, with one query for all of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: set[Listener] = set()
        self._has_new = False
        self.closing = False

    @contextmanager
    def listen(self, conversation_id: str, seq: int) -> Iterator[Listener]:
        """Listen while the block runs; what came since `seq`, also before it, is told."""
        listener = Listener(conversation_id, seq)
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

    async def _tell(self) -> None:
        identities = list({listener.conversation_id for listener in self._listeners})
        newest = await run_in_threadpool(self._read, identities)
        for listener in self._listeners:
            if newest.get(listener.conversation_id, 0) > listener.seq:
                listener.arrived.set()

    def _read(self, identities: list[str]) -> dict[str, int]:
        with self._database.read() as connection:
            return conversations.last_seqs(connection, identities)

    def wake(self, conversation_id: str) -> None:
        """Have everybody who listens to a conversation look again."""
        for listener in self._listeners:
            if listener.conversation_id == conversation_id:
                listener.arrived.set()

    def close(self) -> None:
        """Let every waiting client go, so that the process can end."""
        self.closing = True
        for listener in self._listeners:
            listener.arrived.set()

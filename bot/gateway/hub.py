"""Letting waiting clients know that their conversation has something new."""

from contextlib import AbstractContextManager

from starlette.concurrency import run_in_threadpool

from bot.gateway.watcher import Waiting, Watcher
from bot.storage import conversations


class Listener(Waiting):
    """One client that waits for a message after `seq`."""

    def __init__(self, conversation_id: str, seq: int) -> None:
        super().__init__()
        self.conversation_id = conversation_id
        self.seq = seq


class Hub(Watcher[Listener]):
    """Watches with one query for all clients."""

    def listen(self, conversation_id: str, seq: int) -> AbstractContextManager[Listener]:
        """Listen while the block runs; what came since `seq`, also before it, is told."""
        return self._listening(Listener(conversation_id, seq))

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

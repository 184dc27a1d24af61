"""An HTTP protocol for uvicorn that waits for a client only so long."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS = 10.0


class ImpatientProtocol(H11Protocol):
    """
    Hangs up on whoever does not finish the head of a request in time.

    Uvicorn itself waits without end, so that a few slow senders could hold all connections. The
    body has its own time limit in `bot.gateway.bodies`, but one that was answered before it ended
    or was not read at all would go on here.
    """

    head_seconds = HEAD_SECONDS
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._be_patient()

    def data_received(self, data: bytes) -> None:
        """Go on waiting only where the head is not whole yet, or a body that was answered."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE and not self._is_answered_early():
            self._stop_waiting()
        elif self._patience is None:
            self._be_patient()

    def on_response_complete(self) -> None:
        """Have what is left of a body come to its end, in drops or not."""
        super().on_response_complete()
        if self._is_answered_early() and self._patience is None:
            self._be_patient()

    def _is_answered_early(self) -> bool:
        return self.conn.their_state is h11.SEND_BODY and self.conn.our_state is h11.DONE

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the wait."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _be_patient(self) -> None:
        self._patience = self.loop.call_later(self.head_seconds, self._hang_up)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()

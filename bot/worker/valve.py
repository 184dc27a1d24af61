"""
Stops all sending while Twilio does not accept our account, and tries with one text at a time.

The breaker hears of each send after it, instead of running it: pybreaker runs what it guards under
a lock, so that one slow answer would hold up every thread.
"""

import contextlib
import logging
import threading
import time
from typing import Any

from pybreaker import (
    STATE_CLOSED,
    STATE_OPEN,
    CircuitBreaker,
    CircuitBreakerError,
    CircuitBreakerListener,
)

from bot.channels.twilio_sms import Misconfigured, NotSent, Uncertain
from bot.errors import DeliveryError

MOST_IN_A_ROW = 5
SHUT_SECONDS = 60.0

log = logging.getLogger("calaim.sender")


class Valve(CircuitBreakerListener):
    """
    Lets texts through, or none; shared by the threads of one process.

    Args:
        shut_seconds: How long it stays shut before one text may try.
    """

    def __init__(self, shut_seconds: float = SHUT_SECONDS) -> None:
        self._shut_seconds = shut_seconds
        self._shut_at = 0.0
        self._breaker = CircuitBreaker(
            fail_max=MOST_IN_A_ROW, reset_timeout=shut_seconds, listeners=[self]
        )
        self._lock = threading.Lock()
        self._trier: int | None = None

    @property
    def is_shut(self) -> bool:
        """Whether texts wait because of our account."""
        return bool(self._breaker.current_state != STATE_CLOSED)

    def enter(self) -> bool:
        """Ask whether this thread may send one text; who may calls `leave` in the end."""
        with self._lock:
            if not self.is_shut:
                return True
            is_rested = time.monotonic() - self._shut_at >= self._shut_seconds
            if self._trier is not None or not is_rested:
                return False
            self._trier = threading.get_ident()
            self._breaker.half_open()
            return True

    def learn(self, error: DeliveryError | None) -> None:
        """Take what became of a send; where nobody knows, it says nothing of our account."""
        if isinstance(error, (NotSent, Uncertain)):
            return
        # It is counted here; what follows for the text itself is the sender's to decide.
        with contextlib.suppress(Misconfigured, CircuitBreakerError):
            self._breaker.call(_raise, error if isinstance(error, Misconfigured) else None)

    def leave(self) -> None:
        """Let the next one try."""
        with self._lock:
            if self._trier == threading.get_ident():
                self._trier = None

    def shut(self) -> None:
        """Shut it for what was learned elsewhere, where it is not shut already."""
        if not self.is_shut:
            self._breaker.open()

    def state_change(self, cb: Any, old_state: Any, new_state: Any) -> None:
        """Say once that it was shut, and once that it is open again."""
        if new_state.name == STATE_OPEN:
            self._shut_at = time.monotonic()
            if old_state is not None and old_state.name == STATE_CLOSED:
                log.error("sending_stopped")
        elif new_state.name == STATE_CLOSED:
            log.warning("sending_goes_on")


def _raise(error: Misconfigured | None) -> None:
    if error is not None:
        raise error

"""
How much one sender may ask for, by `limits.yaml`: counted in memory, per process.

A restart forgets the counts: it lets through one more burst and no more. The memory is bounded:
each limit keeps at most `MOST_KEYS` senders and `MOST_ENTRIES` moments and forgets who was quiet
longest. So whoever has a million addresses loosens the limits of addresses, and those only:
numbers and conversations are counted apart, and cannot be made up (Twilio signs, we issue).
"""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from limits import RateLimitItem, parse
from limits.strategies import MovingWindowRateLimiter

from bot.gateway.addresses import THIS_MACHINE
from bot.gateway.errors import ApiError, Busy, TooMany
from bot.gateway.windows import BoundedWindows

FILE = Path(__file__).parent / "limits.yaml"
# A connection is there for a while; whoever is refused one looks again soon.
READ_AGAIN_SECONDS = 5
EVERYBODY = "everybody"


@dataclass(frozen=True)
class Limit:
    """One entry of `limits.yaml`: rates, or how many at once."""

    rates: tuple[RateLimitItem, ...] = ()
    at_once: int = 0


def load_limits(times: int = 1, file: Path = FILE) -> dict[str, Limit]:
    """
    Read the limits.

    Args:
        times: What each is multiplied by, for a place where many people share an address; but not
            those of everybody together, which say what this process can hold.
    """
    entries: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {name: _limit(entry, times) for name, entry in entries.items()}


def _limit(entry: Mapping[str, Any], times: int) -> Limit:
    rates = [parse(rate) for rate in entry.get("rates", ())]
    times = 1 if entry["of"] == EVERYBODY else times
    more = tuple(type(rate)(rate.amount * times, rate.multiples) for rate in rates)
    return Limit(more, int(entry.get("at_once", 0)) * times)


class Limits:
    """The counts of one gateway process; may be used by many threads."""

    def __init__(self, limits: Mapping[str, Limit]) -> None:
        self._limits = limits
        # The library itself refers to them weakly.
        self._stores = {name: BoundedWindows() for name in limits}
        self._windows = {name: MovingWindowRateLimiter(self._stores[name]) for name in limits}
        self._lock = threading.Lock()
        self._reading: Counter[tuple[str, str]] = Counter()

    def wait(self, name: str, key: str) -> int:
        """Count one of this sender; give 0, or the seconds to wait, and then nothing is counted."""
        window, rates = self._windows[name], self._limits[name].rates
        with self._lock:
            full = [rate for rate in rates if not window.test(rate, key)]
            for rate in rates if not full else ():
                window.hit(rate, key)
            ends = [window.get_window_stats(rate, key)[0] for rate in full]
        return max((max(1, math.ceil(end - time.time())) for end in ends), default=0)

    def take(self, name: str, key: str) -> None:
        """
        Count one of this sender.

        Raises:
            TooMany: It is one too many; nothing was counted.
        """
        seconds = 0 if key == THIS_MACHINE else self.wait(name, key)
        if seconds:
            raise TooMany(seconds)

    @contextmanager
    def reading(self, conversation_id: str, address: str) -> Iterator[None]:
        """
        Count a reader for as long as the block runs.

        Raises:
            TooMany: Too many of them, or of everybody, read or wait already.
        """
        with ExitStack() as stack:
            stack.enter_context(self._held("reads", EVERYBODY))
            stack.enter_context(self._held("reads_of_conversation", conversation_id))
            if address != THIS_MACHINE:
                stack.enter_context(self._held("reads_of_address", address))
            yield

    @contextmanager
    def sending_slowly(self) -> Iterator[None]:
        """
        Count a sender who takes long, whoever it is, for as long as the block runs.

        Raises:
            Busy: Too many of them do already.
        """
        with self._held("slow_bodies", EVERYBODY, Busy(READ_AGAIN_SECONDS)):
            yield

    @contextmanager
    def making_paper(self) -> Iterator[None]:
        """
        Count a PDF that is being made, whoever it is for, for as long as the block runs.

        Raises:
            Busy: Too many are already.
        """
        with self._held("papers", EVERYBODY, Busy(READ_AGAIN_SECONDS)):
            yield

    @contextmanager
    def _held(self, name: str, key: str, refusal: ApiError | None = None) -> Iterator[None]:
        place = (name, key)
        with self._lock:
            if self._reading[place] >= self._limits[name].at_once:
                raise refusal or TooMany(READ_AGAIN_SECONDS)
            self._reading[place] += 1
        try:
            yield
        finally:
            with self._lock:
                self._reading[place] -= 1
                if not self._reading[place]:
                    del self._reading[place]

    def may_answer_urgently(self, conversation_id: str) -> bool:
        """
        Whether danger in this conversation is answered once more.

        Always, but for a machine that says the same without end: beyond 20 answers in ten minutes
        one every two minutes goes out, while staff are told of each.
        """
        if not self.wait("urgent_replies", conversation_id):
            return True
        return not self.wait("urgent_replies_beyond", conversation_id)

"""
Moving windows for `limits` in bounded memory.

The library's own memory storage keeps an entry for every key it ever saw, and walks through all
of them after every hit.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from typing import ClassVar

from limits.storage import Storage
from limits.storage.base import MovingWindowSupport

MOST_KEYS = 50_000
MOST_ENTRIES = 500_000


class BoundedWindows(Storage, MovingWindowSupport):
    """
    The moments of the last hits of each key, newest last; whoever was quiet longest is forgotten.

    Args:
        most_keys, most_entries: Above them keys are forgotten; about 150 bytes a key and 40 an
            entry.
    """

    STORAGE_SCHEME: ClassVar[list[str]] = ["calaim-bounded"]  # type: ignore[misc]

    def __init__(self, most_keys: int = MOST_KEYS, most_entries: int = MOST_ENTRIES) -> None:
        super().__init__()
        self.most_keys = most_keys
        self.most_entries = most_entries
        self.entries = 0
        self._hits: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.RLock()

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._hits)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count hits of a key unless that would be more than the limit in the window."""
        now = time.time()
        with self._lock:
            hits = self._still_counting(key, now - expiry)
            if len(hits) + amount > limit:
                return False
            hits.extend([now] * amount)
            self.entries += amount
            self._hits[key] = hits
            self._hits.move_to_end(key)
            self._forget()
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[int, int]:
        """Give the second of the oldest hit that still counts, or now, and how many do."""
        now = time.time()
        with self._lock:
            hits = self._still_counting(key, now - expiry)
            return int(hits[0] if hits else now), len(hits)

    def get_num_acquired(self, key: str, expiry: int) -> int:
        """Give how many hits of a key still count."""
        with self._lock:
            return len(self._still_counting(key, time.time() - expiry))

    def _still_counting(self, key: str, since: float) -> deque[float]:
        hits = self._hits.get(key)
        if hits is None:
            return deque()
        while hits and hits[0] < since:
            hits.popleft()
            self.entries -= 1
        if not hits:
            del self._hits[key]
        return hits

    def _forget(self) -> None:
        while len(self._hits) > self.most_keys or self.entries > self.most_entries:
            _, hits = self._hits.popitem(last=False)
            self.entries -= len(hits)

    def clear(self, key: str) -> None:
        """Forget one key."""
        with self._lock:
            self.entries -= len(self._hits.pop(key, ()))

    def reset(self) -> None:
        """Forget all."""
        with self._lock:
            self._hits.clear()
            self.entries = 0

    def check(self) -> bool:
        """Memory is always there."""
        return True

    # Fixed windows, which nothing here uses.

    def incr(self, key: str, expiry: int, elastic_expiry: bool = False, amount: int = 1) -> int:
        """Not for moving windows."""
        raise NotImplementedError

    def get(self, key: str) -> int:
        """Not for moving windows."""
        raise NotImplementedError

    def get_expiry(self, key: str) -> int:
        """Not for moving windows."""
        raise NotImplementedError

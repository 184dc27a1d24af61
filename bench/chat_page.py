"""How much a phone loads before it can chat."""

from __future__ import annotations

import gzip
from pathlib import Path

from bench.figures import Figure, at_most

GATEWAY = Path(__file__).resolve().parents[1] / "bot" / "gateway"
GOAL_KB = 12


def main() -> list[Figure]:
    """The page and everything it loads, each part compressed as a server would send it."""
    parts = [GATEWAY / "templates" / "chat.html", *sorted((GATEWAY / "static").iterdir())]
    size = sum(len(gzip.compress(part.read_bytes(), 9)) for part in parts)
    return [at_most("chat page, gzip", round(size / 1000, 1), GOAL_KB, "kB")]

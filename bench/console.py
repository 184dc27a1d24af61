"""How fast the console shows its pages: thousands of cases, a long conversation, months of use."""

from __future__ import annotations

import random
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx

from bench.figures import Figure, at_most, table
from bot.storage import cases, conversations, messages
from bot.storage.staff import SUPERVISOR
from tests.fakes import databases, months
from tests.fakes.desk import Desk, asks_for_a_call, desk

CASES = 5_000
SAID = 400
DAYS, A_DAY = 90, 60
LOOKS = 200
QUEUE = ("/?desk=both", "/?show=open&desk=icm&page=80", "/?desk=both&page=150", "/?code=KT")
FIGURES = ("/reports?days=30", "/reports?days=90", "/reports?days=7")
GOALS_MS = {"queue": 150, "case": 200, "figures": 500}
"""What 95 % of the looks at a page may take, for somebody who waits for it."""
GOALS_CPU_MS = {"queue": 50, "case": 60, "figures": 200}


def fill(made: Desk) -> None:
    """Open the cases, each told as fully as a real one, over the last ten days."""
    draw, now, drafts = random.Random(7), made.clock.now(), [asks_for_a_call()]
    drafts.append(replace(drafts[0], urgency="urgent", goes_to="icm"))
    with made.database.write() as connection:
        for number in range(CASES):
            at = now - timedelta(minutes=draw.randrange(14_400))
            chat = conversations.create_web(connection, f"bench {number}", "en", at)
            cases.open_or_update(connection, chat, drafts[draw.random() < 0.1], at)


def long_case(made: Desk) -> str:
    """Somebody who has written for weeks: a case with that many messages."""
    now = made.clock.now()
    with made.database.write() as connection:
        chat = conversations.create_web(connection, secrets.token_hex(), "en", now)
        for number in range(SAID):
            words = f"It is hard to say, and this is what I tell as number {number} of it all."
            messages.add(connection, chat, ("member", "assistant")[number % 2], words, now)
        code = cases.open_or_update(connection, chat, asks_for_a_call(), now)
    assert code is not None
    return code


def looks(http: httpx.Client, paths: Sequence[str]) -> Iterator[tuple[float, float]]:
    """How long each look took, and of it the processor with the client's share, milliseconds."""
    for path in paths:
        http.get(path).raise_for_status()
    for number in range(LOOKS):
        begun, worked = time.perf_counter(), time.process_time()
        http.get(paths[number % len(paths)]).raise_for_status()
        yield (time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000


def measured(name: str, page: str, http: httpx.Client, paths: Sequence[str]) -> list[Figure]:
    """Give what many looks at one kind of page took."""
    spent, worked = zip(*looks(http, paths), strict=True)
    slow, hard = (round(statistics.quantiles(each, n=20)[-1], 1) for each in (spent, worked))
    return [
        Figure(f"{name}, median", round(statistics.median(spent), 1), "ms"),
        at_most(f"{name}, p95", slow, GOALS_MS[page], "ms"),
        at_most(f"{name}, processor with the client's, p95", hard, GOALS_CPU_MS[page], "ms"),
    ]


def main() -> list[Figure]:
    """Fill a database, sign in and look again and again."""
    with (
        tempfile.TemporaryDirectory() as folder,
        databases.sqlite(Path(folder)) as database,
        desk(database) as made,
    ):
        fill(made)
        code = long_case(made)
        months.talked(made, DAYS, A_DAY)
        http = made.staff("sue", SUPERVISOR)
        return [
            Figure("cases in the queue", CASES),
            *measured("queue page", "queue", http, QUEUE),
            Figure("messages in the case", SAID),
            *measured("case page", "case", http, (f"/cases/{code}",)),
            Figure("conversations in the figures", DAYS * A_DAY),
            *measured("page of figures", "figures", http, FIGURES),
        ]


if __name__ == "__main__":
    print(table({"console": main()}))

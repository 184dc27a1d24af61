"""How fast the console shows its queue with thousands of cases in it."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx

from bench.figures import Figure, at_most, table
from bot.storage import cases, conversations
from tests.fakes import databases
from tests.fakes.desk import Desk, asks_for_a_call, desk

CASES = 5_000
LOOKS = 200
GOAL_MS = 150
PATHS = ("/?desk=both", "/?show=open&desk=icm&page=80", "/?desk=both&page=150", "/?code=KT")


def fill(made: Desk) -> None:
    """Open the cases, each told as fully as a real one, over the last ten days."""
    draw, now, drafts = random.Random(7), made.clock.now(), [asks_for_a_call()]
    drafts.append(replace(drafts[0], urgency="urgent", goes_to="icm"))
    with made.database.write() as connection:
        for number in range(CASES):
            at = now - timedelta(minutes=draw.randrange(14_400))
            chat = conversations.create_web(connection, f"bench {number}", "en", at)
            cases.open_or_update(connection, chat, drafts[draw.random() < 0.1], at)


def looks(http: httpx.Client) -> list[float]:
    """How long each look at the queue took, in milliseconds."""
    spent = []
    for number in range(LOOKS):
        begun = time.perf_counter()
        answer = http.get(PATHS[number % len(PATHS)])
        spent.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200, answer.status_code
    return spent


def main() -> list[Figure]:
    """Fill a database, sign in and look again and again, at several pages of the queue."""
    with (
        tempfile.TemporaryDirectory() as folder,
        databases.sqlite(Path(folder)) as database,
        desk(database) as made,
    ):
        fill(made)
        http, before = made.staff(), time.process_time()
        spent = looks(http)
        worked = (time.process_time() - before) * 1000 / LOOKS
    return [
        Figure("cases in the queue", CASES),
        Figure("queue page, median", round(statistics.median(spent), 1), "ms"),
        Figure("queue page, CPU with the client's", round(worked, 1), "ms"),
        at_most("queue page, p95", round(statistics.quantiles(spent, n=20)[-1], 1), GOAL_MS, "ms"),
    ]


if __name__ == "__main__":
    print(table({"console": main()}))

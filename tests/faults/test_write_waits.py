"""Whoever cannot write is told so in time, however many wait beside them."""

import contextlib
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

from bot.errors import StoreError
from bot.storage import conversations, database
from tests.storage.conftest import NOW

PATIENCE_SECONDS = 1.0
WRITERS = 8


def seconds_until_refused(made) -> float:
    started = time.monotonic()
    try:
        with made.write() as connection:
            conversations.create_web(connection, str(started), "en", NOW)
    except StoreError:
        return time.monotonic() - started
    return -1.0


def test_eight_writers_and_a_file_that_another_program_holds(sqlite, monkeypatch):
    monkeypatch.setattr(database, "LOCK_WAIT_SECONDS", PATIENCE_SECONDS)
    with contextlib.closing(sqlite3.connect(sqlite.path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(WRITERS) as threads:
            waited = list(threads.map(seconds_until_refused, [sqlite] * WRITERS))
        holder.rollback()
    assert min(waited) > 0, "somebody wrote"
    assert max(waited) < PATIENCE_SECONDS + 1.0, waited
    assert seconds_until_refused(sqlite) == -1.0, "and afterwards anybody can write"


def test_a_writer_behind_one_of_our_own_that_takes_too_long(sqlite, monkeypatch):
    monkeypatch.setattr(database, "LOCK_WAIT_SECONDS", PATIENCE_SECONDS)
    with sqlite.write():
        waiting = ThreadPoolExecutor(1).submit(seconds_until_refused, sqlite)
        assert 0 < waiting.result(10) < PATIENCE_SECONDS + 1.0
    assert seconds_until_refused(sqlite) == -1.0

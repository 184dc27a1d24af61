"""Whoever waits for news hears of them at once, and misses none while nobody can be heard."""

import contextlib
import sqlite3
import subprocess
import sys
import time

import pytest
from sqlalchemy import text

from bot.app.settings import ROOT
from bot.storage import conversations, inbox
from bot.storage.wake import LOOK_ANYWAY_SECONDS, TIMER_SECONDS, PostgresWatch, watch
from tests.fakes import databases
from tests.fakes.serving import wait_for
from tests.storage.conftest import NOW

# Longer than it takes to call, shorter than the timer that stands in.
AT_ONCE_SECONDS = 0.2
WRITER = """
import sys, time
from sqlalchemy import create_engine, text
from bot.storage.database import Database
from tests.fakes.keys import CIPHER
database = Database(sys.argv[1], CIPHER)
database.check()
for line in sys.stdin:
    with database.write() as connection:
        connection.execute(text("UPDATE conversations SET last_seq = last_seq + 1"))
    print(time.monotonic(), flush=True)
"""


def new_conversation(database, token: str = "t") -> str:
    with database.write() as connection:
        return conversations.create_web(connection, token, "en", NOW)


def quiet(database):
    """Give a watch that has heard all there was."""
    changes = watch(database)
    changes.changed()
    if isinstance(changes, PostgresWatch):
        wait_for(lambda: changes.changed() and changes.is_listening)
        wait_for(lambda: not changes.changed())
    return changes


def heard_within(changes, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if changes.changed():
            return True
        time.sleep(changes.pause)
    return False


def test_the_watch_notices_what_others_write_and_nothing_else(database):
    changes = quiet(database)
    assert not changes.changed()
    conversation = new_conversation(database)
    assert heard_within(changes, AT_ONCE_SECONDS)
    assert not heard_within(changes, 2 * changes.pause)
    with database.read() as connection:
        conversations.get(connection, conversation)
    assert not heard_within(changes, AT_ONCE_SECONDS)


def test_who_looked_for_work_and_found_none_wakes_nobody(postgresql):
    changes = quiet(postgresql)
    with postgresql.write() as connection:
        assert inbox.claim(connection, NOW, NOW - NOW) is None
        assert inbox.release_all(connection) == 0
    assert not heard_within(changes, AT_ONCE_SECONDS)


def test_what_was_taken_back_wakes_nobody(postgresql):
    changes = quiet(postgresql)
    with pytest.raises(ZeroDivisionError), postgresql.write() as connection:
        conversations.create_web(connection, "t", "en", NOW)
        raise ZeroDivisionError
    assert not heard_within(changes, AT_ONCE_SECONDS)


def test_what_another_process_writes_is_heard_within_a_fifth_of_a_second(database):
    new_conversation(database)
    changes = quiet(database)
    arguments = [sys.executable, "-c", WRITER, str(database.url)]
    pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(arguments, cwd=ROOT, **pipe) as writer:
        late = []
        for _ in range(20):
            writer.stdin.write("now\n")
            writer.stdin.flush()
            assert heard_within(changes, 20)
            heard = time.monotonic()
            late.append(heard - float(writer.stdout.readline()))
        writer.stdin.close()
    # One of them may fall into a pause of this machine.
    assert sorted(late)[-2] < AT_ONCE_SECONDS, late


def cut_off_listeners(database) -> None:
    with database.read() as connection:
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        assert connection.execute(text(query)).all()


def test_a_watch_that_was_cut_off_misses_nothing_and_listens_again(postgresql):
    changes = quiet(postgresql)
    cut_off_listeners(postgresql)
    new_conversation(postgresql)
    assert heard_within(changes, 1.0), "by the clock, while nobody can call"
    wait_for(lambda: changes.changed() and changes.is_listening)
    wait_for(lambda: not changes.changed())
    new_conversation(postgresql, "second")
    assert heard_within(changes, AT_ONCE_SECONDS)


def test_a_file_that_cannot_be_asked_is_looked_at_by_the_clock_and_misses_nothing(sqlite):
    changes = quiet(sqlite)
    away = sqlite.path.with_name("away.db")
    changes._connection.close()  # as after an error of the disk
    sqlite.path.rename(away)
    started = time.monotonic()
    looks = sum(changes.changed() or bool(time.sleep(changes.pause)) for _ in range(50))
    assert looks >= 2, "whoever waits looks now and then"
    assert looks <= 2 + (time.monotonic() - started) / TIMER_SECONDS, "and not all the time"
    assert not sqlite.path.exists(), "nobody made an empty one in its place"
    away.rename(sqlite.path)
    assert heard_within(changes, 4 * TIMER_SECONDS), "nobody knows what was written meanwhile"
    wait_for(lambda: not heard_within(changes, AT_ONCE_SECONDS))
    new_conversation(sqlite)
    assert heard_within(changes, AT_ONCE_SECONDS)


def test_a_file_that_another_has_for_itself_keeps_nobody_waiting(tmp_path):
    with databases.sqlite(tmp_path) as made:
        made.close()
        with contextlib.closing(sqlite3.connect(made.path, isolation_level=None)) as holder:
            holder.execute("PRAGMA locking_mode=EXCLUSIVE")
            holder.execute("UPDATE conversations SET last_seq = 1")
            changes, slowest = watch(made), 0.0
            for _ in range(20):
                before = time.monotonic()
                changes.changed()
                slowest = max(slowest, time.monotonic() - before)
                time.sleep(changes.pause)
        assert slowest < AT_ONCE_SECONDS
        assert heard_within(changes, 4 * TIMER_SECONDS)


def test_while_there_is_no_database_one_looks_by_the_clock_and_never_waits(postgresql_server):
    with postgresql_server.fresh() as url:
        pass
    from bot.storage.database import Database
    from tests.fakes.keys import CIPHER

    changes = watch(Database(url, CIPHER))
    started = time.monotonic()
    looks = sum(heard_within(changes, 0.5) for _ in range(4))
    assert looks == 4
    slowest = 0.0
    for _ in range(50):
        before = time.monotonic()
        changes.changed()
        slowest = max(slowest, time.monotonic() - before)
    assert slowest < AT_ONCE_SECONDS
    assert time.monotonic() - started < LOOK_ANYWAY_SECONDS

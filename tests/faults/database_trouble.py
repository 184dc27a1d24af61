"""The database in trouble of every kind, while people write; what that came to."""

import contextlib
import functools
import json
import os
import resource
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.faults.counting import Counted
from tests.faults.own_server import own_server, way_to
from tests.faults.service import Service, service

PEOPLE, EACH = 4, 4
POST_SECONDS = 14.0
"""Before Twilio gives a webhook up, everybody has an answer of some kind."""
SLOW_SECONDS = 3.0
SMALL_DISK = "size=4m"

Trouble = Callable[[], contextlib.AbstractContextManager[None]]
Home = Callable[[Path], contextlib.AbstractContextManager[tuple[Service, Trouble]]]


@dataclass(frozen=True)
class Outage:
    """
    What came of one.

    Args:
        status: Of a post during the outage; 0 where nothing was answered.
        rows: How many conversations that post made.
        dead: Processes that ended; nobody starts them again here.
        said: Who wrote to the log meanwhile.
        garbled: Lines of the log that are not one event each.
    """

    counted: Counted
    status: int
    rows: int
    dead: int
    said: frozenset[str]
    garbled: int


# On SQLite


def _on_sqlite(trouble: Callable[[Service], contextlib.AbstractContextManager[None]]) -> Home:
    @contextlib.contextmanager
    def home(folder: Path) -> Iterator[tuple[Service, Trouble]]:
        with service(folder) as made:
            yield made, functools.partial(trouble, made)

    return home


@contextlib.contextmanager
def _locked(made: Service) -> Iterator[None]:
    """Another program holds the file for itself."""
    holder = sqlite3.connect(made.database.path, isolation_level=None, timeout=60)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        holder.rollback()
        holder.close()


@contextlib.contextmanager
def _hardly_free(made: Service) -> Iterator[None]:
    """Another program writes for three seconds again and again."""
    over = threading.Event()

    def hold() -> None:
        with contextlib.closing(sqlite3.connect(made.database.path, timeout=60)) as holder:
            holder.isolation_level = None
            while not over.wait(0.1):
                holder.execute("BEGIN IMMEDIATE")
                over.wait(SLOW_SECONDS)
                holder.rollback()

    holding = threading.Thread(target=hold)
    holding.start()
    yield
    over.set()
    holding.join()


@contextlib.contextmanager
def _moved(made: Service) -> Iterator[None]:
    """The tables are gone for a while, as when a restored copy is not yet in place."""
    _rename(made, "inbox", "elsewhere")
    yield
    _rename(made, "elsewhere", "inbox")


def _rename(made: Service, old: str, new: str) -> None:
    with contextlib.closing(sqlite3.connect(made.database.path, timeout=60)) as connection:
        connection.execute(f"ALTER TABLE {old} RENAME TO {new}")


@contextlib.contextmanager
def _not_a_byte(made: Service) -> Iterator[None]:
    """The system refuses the processes every write to a file: to the database and to the log."""
    pids = [process.pid for process in (*made.workers, made.gates) if process is not None]
    before = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids]
    for pid, (_, hard) in zip(pids, before, strict=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
    yield
    for pid, limits in zip(pids, before, strict=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@contextlib.contextmanager
def _read_only(made: Service) -> Iterator[None]:
    """The file may not be written; the processes were started again since."""
    made.kill(made.gates)
    for process in list(made.workers):
        made.kill(process)
    _permit(made, 0o444)
    made.start_gateway()
    made.start_worker()
    yield
    _permit(made, 0o644)


def _permit(made: Service, mode: int) -> None:
    for path in made.database.path.parent.glob("calaim.db*"):
        path.chmod(mode)


@contextlib.contextmanager
def _small_disk(folder: Path) -> Iterator[tuple[Service, Trouble]]:
    """The database is on a disk of its own, which another program fills."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", SMALL_DISK, "none", disk], check=True)
    try:
        with service(folder, f"sqlite:///{disk}/calaim.db") as made:
            yield made, functools.partial(_full, disk / "filler")
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


@contextlib.contextmanager
def _full(filler: Path) -> Iterator[None]:
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    yield
    filler.unlink()


def may_mount(folder: Path) -> bool:
    """Whether this machine lets us have a small disk."""
    if os.geteuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", SMALL_DISK, "none", folder]
    if subprocess.run(command, capture_output=True).returncode:
        return False
    subprocess.run(["umount", folder], check=True)
    return True


# On PostgreSQL


@contextlib.contextmanager
def _stopped(folder: Path) -> Iterator[tuple[Service, Trouble]]:
    """The server crashed, and is started again."""
    with own_server() as server, service(folder, server.url) as made:
        yield made, server.away


@contextlib.contextmanager
def _far(folder: Path) -> Iterator[tuple[Service, Trouble]]:
    """Each answer of the server takes three seconds."""
    with own_server() as server, way_to(server) as way, service(folder, way.url) as made:
        yield made, functools.partial(way.slow, SLOW_SECONDS)


DISK_FULL = "on a disk that is full"
IN_DOUBT = "PostgreSQL answering after 3 s"
OUTAGES: dict[str, Home] = {
    "locked by another program": _on_sqlite(_locked),
    "written by another program for 3 s at a time": _on_sqlite(_hardly_free),
    "without its tables": _on_sqlite(_moved),
    "not to be written, nor the log": _on_sqlite(_not_a_byte),
    "read-only": _on_sqlite(_read_only),
    DISK_FULL: _small_disk,
    "PostgreSQL stopped": _stopped,
    IN_DOUBT: _far,
}
# In these somebody who waits may yet get through.
PASSABLE = ("written by another program for 3 s at a time", IN_DOUBT)
NO_LOG = "not to be written, nor the log"


def suffer(folder: Path, name: str, seconds: float) -> Outage:
    """Have people write before, during and after an outage."""
    with OUTAGES[name](folder) as (made, trouble):
        people = [made.web() if n % 2 else made.phone() for n in range(PEOPLE)]
        for person in people:
            person.say(person.next_mark())
        made.rest()
        with ThreadPoolExecutor(PEOPLE) as threads:
            with trouble():
                logged = made.log.stat().st_size
                until = time.monotonic() + seconds
                status = _post(made)
                going = [threads.submit(made.talk, [person], EACH - 1, 1) for person in people]
                time.sleep(max(until - time.monotonic(), 0))
                said = _said(made, logged)
            for each in going:
                each.result()
        made.rest()
        rows = made.number("SELECT count(*) FROM conversations") - PEOPLE
        dead = sum(not p.is_alive() for p in (*made.workers, made.gates) if p is not None)
        return Outage(made.count(), status, rows, dead, *said)


def _post(made: Service) -> int:
    """Open a conversation, and give the status that says what became of it."""
    try:
        return httpx.post(f"{made.url}/api/conversations", timeout=POST_SECONDS).status_code
    except httpx.HTTPError:
        return 0


def _said(made: Service, since: int) -> tuple[frozenset[str], int]:
    """Who wrote to the log since then, and how many lines are not one event."""
    names, garbled = set(), 0
    for line in made.log.read_bytes()[since:].splitlines():
        try:
            names.add(json.loads(line)["logger"])
        except (ValueError, KeyError):
            garbled += 1
    return frozenset(names), garbled

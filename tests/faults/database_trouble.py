"""The database in trouble of every kind, while people write; what that came to."""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.faults.counting import Counted
from tests.faults.service import Service, service

PEOPLE, EACH = 4, 4
OUTAGE_POST_SECONDS = 5.0


@dataclass(frozen=True)
class Outage:
    """
    What came of one.

    Args:
        refused: Status of a post during the outage; 0 where nothing was answered.
    """

    counted: Counted
    refused: int


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
def _full(made: Service) -> Iterator[None]:
    """The disk has no room; for real, since the folder is a small file system of its own."""
    filler = made.database.path.parent / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)
    yield
    filler.unlink()


@contextlib.contextmanager
def _moved(made: Service) -> Iterator[None]:
    """The tables are gone for a while, as when a restored copy is not yet in place."""
    _rename(made, "inbox", "elsewhere")
    yield
    _rename(made, "elsewhere", "inbox")


def _rename(made: Service, old: str, new: str) -> None:
    with contextlib.closing(sqlite3.connect(made.database.path, timeout=60)) as connection:
        connection.execute(f"ALTER TABLE {old} RENAME TO {new}")


OUTAGES: dict[str, Callable[[Service], contextlib.AbstractContextManager[None]]] = {
    "locked by another program": _locked,
    "without its tables": _moved,
}


def suffer(folder: Path, name: str, seconds: float) -> Outage:
    """Have people write before, during and after an outage."""
    with service(folder) as made:
        people = [made.web() if n % 2 else made.phone() for n in range(PEOPLE)]
        for person in people:
            person.say(person.next_mark())
        with ThreadPoolExecutor(PEOPLE) as threads:
            with OUTAGES[name](made):
                going = [threads.submit(made.talk, [person], EACH - 1, 1) for person in people]
                until = time.monotonic() + seconds
                refused = _post(made)
                time.sleep(max(until - time.monotonic(), 0))
            for each in going:
                each.result()
        made.rest()
        return Outage(made.count(), refused)


def _post(made: Service) -> int:
    """Open a conversation, and give the status that says what became of it."""
    try:
        return httpx.post(f"{made.url}/api/conversations", timeout=OUTAGE_POST_SECONDS).status_code
    except httpx.HTTPError:
        return 0

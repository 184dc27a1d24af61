"""
What crashes, outages and forged requests do to the messages of a service under load.

Processes are killed for good, Twilio and the database break in every way we know of; the harness
that counts is that of `tests/faults/`, whose tests also show that it does count.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure, at_least, at_most
from tests.faults import canaries, database_trouble, trouble
from tests.faults.attack import attack
from tests.faults.counting import Counted
from tests.faults.deaths import die_at_each
from tests.faults.own_server import own_server
from tests.faults.service import killing, service

WEB, PHONES, EACH = 100, 100, 10
KILLS = 60
KILLS_THERE = "random kills on PostgreSQL"
FORGED, GENUINE = 10_000, 1_000
AWAY_SECONDS = 60
RECOVERY_SECONDS = 10
MADE_GOOD_SECONDS = 30
SEED = 4


def main() -> list[Figure]:
    """All figures; about seven minutes."""
    with own_server() as server:
        kills = [*random_kills("random kills"), *random_kills(KILLS_THERE, server.url)]
    return [*kills, *named_points(), *outages(), *forgeries(), *told()]


def random_kills(name: str, url: str = "") -> Iterator[Figure]:
    """Gateway and workers killed at any moment through 2,000 turns."""
    with _folder() as folder, service(folder, url) as made:
        people = [made.web(SEED) for _ in range(WEB)] + [made.phone(SEED) for _ in range(PHONES)]
        with killing(made, SEED, KILLS, pause=(0.3, 1.0)):
            made.talk(people, EACH, at_once=32)
        made.rest(300)
        counted, kills = made.count(), made.kills
    yield Figure(f"{name}: turns", counted.turns)
    yield Figure(f"{name}: texts sent", counted.sends)
    yield Figure(f"{name}: processes killed", kills)
    yield from _faults(name, counted)


def named_points() -> Iterator[Figure]:
    """One death at each named point, four talks going on."""
    with _folder() as folder:
        deaths = list(die_at_each(folder, at_once=3).values())
    missed = sum(death.reached != death.point for death in deaths)
    yield Figure("named points: processes killed", len(deaths))
    yield at_most("named points: not killed where meant", missed, 0)
    yield from _faults("named points", sum((death.counted for death in deaths), Counted()))
    slowest = max(death.recovered for death in deaths)
    yield at_most("named points: recovered, slowest", slowest, RECOVERY_SECONDS, "s")


def outages() -> Iterator[Figure]:
    """Twilio and the database away for a minute, and all the smaller troubles."""
    trouble.AWAY_SECONDS = AWAY_SECONDS
    with _folder() as folder:
        each = trouble.each_trouble(folder)
    yield Figure("Twilio in trouble: kinds", len(each))
    yield from _faults("Twilio in trouble", sum(each.values(), Counted()))
    yield Figure("Twilio in trouble: of which nobody can tell", each[trouble.UNTOLD].uncertain)
    with _folder() as folder, ThreadPoolExecutor() as threads:
        left_out = "" if database_trouble.may_mount(folder) else database_trouble.DISK_FULL
        names = [name for name in database_trouble.OUTAGES if name != left_out]
        done = threads.map(lambda name: _suffer(folder, name), names)
        for name, (outage, beyond) in zip(names, done, strict=True):
            yield from _faults(f"database {name}", outage.counted)
            yield at_most(f"database {name}: processes that ended", outage.dead, 0)
            yield at_most(f"database {name}: all answered after it", beyond, MADE_GOOD_SECONDS, "s")


def _suffer(folder: Path, name: str) -> tuple[database_trouble.Outage, float]:
    """One outage, and how long after its end the last message was answered."""
    own = folder / name
    own.mkdir()
    start = time.monotonic()
    outage = database_trouble.suffer(own, name, AWAY_SECONDS)
    return outage, time.monotonic() - start - AWAY_SECONDS


def forgeries() -> Iterator[Figure]:
    """Requests that are not Twilio's, among genuine ones and their replays."""
    with _folder() as folder, service(folder, workers=0) as made:
        result = attack(made, FORGED, GENUINE)
    yield Figure("forged requests", result.forged)
    yield at_most("forged requests accepted", sum(result.accepted.values()), 0)
    taken = 100 * (result.genuine - result.refused) / result.genuine
    yield at_least("genuine requests accepted", taken, 100, "%")
    yield at_most("effects of forged and replayed requests", result.effects, 0)
    yield at_most("server errors", result.broken, 0)


def told() -> Iterator[Figure]:
    """What people told in a talk with crashes, looked for wherever somebody might look."""
    with own_server() as server:
        for name, there in (("SQLite", None), ("PostgreSQL", server)):
            with _folder() as folder:
                places = canaries.seen(folder, there)
            found = sum(len(canaries.found_in(content)) for content in places.values())
            searched = sum(len(content) for content in places.values()) / 1e6
            yield Figure(f"canaries on {name}: searched", searched, "MB")
            yield at_most(f"canaries on {name}: found", found, 0)


def _faults(name: str, counted: Counted) -> Iterator[Figure]:
    yield at_most(f"{name}: messages lost", counted.lost, 0)
    yield at_most(f"{name}: doubled", counted.doubled, 0)
    yield at_most(f"{name}: out of order", counted.out_of_order, 0)
    cases = counted.cases_lost + counted.cases_doubled
    yield at_most(f"{name}: cases lost or doubled", cases, 0)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="calaim-faults-") as folder:
        yield Path(folder)


if __name__ == "__main__":
    for figure in main():
        print(f"{figure.name}: {figure.value:g} {figure.unit} {figure.goal}")

"""Forged and replayed requests against a running gateway, and what they came to."""

import random
from collections import Counter
from dataclasses import dataclass, field

import httpx

from tests.fakes.twilio import AUTH_TOKEN
from tests.faults.service import SECONDARY_TOKEN, Service
from tests.faults.shots import FORGERIES, Shooter, Shot

TABLES = ("conversations", "inbox", "messages", "outbox", "cases")


@dataclass(frozen=True)
class Attack:
    """
    What an attack came to.

    Args:
        accepted: Forged requests that were taken, by kind.
        refused: Genuine requests that were not.
        broken: Answers that say our side broke (500 and above).
        effects: Rows in the database after all that genuine requests do not account for.
    """

    forged: int
    genuine: int
    replayed: int
    accepted: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    broken: int = 0
    effects: int = 0


def attack(made: Service, forged: int, genuine: int, seed: int = 5) -> Attack:
    """Send forged requests among genuine ones, then every genuine one again."""
    shooter = Shooter(made.url, random.Random(seed))
    http = httpx.Client(base_url=made.url, timeout=60)
    with http:
        kept = [_genuine(shooter, number) for number in range(genuine)]
        answers = [fire(http, shot) for shot in kept]
        before = rows(made)
        kinds = list(FORGERIES)
        wrong = [FORGERIES[kinds[n % len(kinds)]](shooter) for n in range(forged)]
        got = [fire(http, shot) for shot in wrong]
        again = [fire(http, shot) for shot in kept]
        again += [fire(http, shooter.chance.choice(kept)) for _ in range(genuine)]
    taken = Counter(kinds[n % len(kinds)] for n, status in enumerate(got) if status < 300)
    return Attack(
        forged=forged,
        genuine=genuine,
        replayed=len(again),
        accepted=dict(taken),
        refused=sum(status >= 300 for status in answers),
        broken=sum(status >= 500 for status in (*answers, *got, *again)),
        effects=rows(made) - before,
    )


def _genuine(shooter: Shooter, number: int) -> Shot:
    if number % 10 == 9:
        return shooter.genuine_report()
    return shooter.genuine(SECONDARY_TOKEN if number % 3 == 0 else AUTH_TOKEN)


def fire(http: httpx.Client, shot: Shot) -> int:
    """Send one request; give the status."""
    sent = http.request(shot.method, shot.path, content=shot.body, headers=shot.headers)
    return sent.status_code


def rows(made: Service) -> int:
    """All that is stored of anybody."""
    return sum(made.number(f"SELECT count(*) FROM {table}") for table in TABLES)

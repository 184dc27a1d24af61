"""Twilio in trouble of every kind, while some people text; what that came to."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.fakes.serving import wait_for
from tests.faults.counting import Counted
from tests.faults.service import Service, service

PHONES, EACH = 3, 3
AWAY_SECONDS = 3


def _away(made: Service) -> None:
    """It comes back after as long as is said; people go on texting."""
    people = [made.phone() for _ in range(PHONES)]
    for person in people:
        person.say(person.next_mark())
    with made.twilio_away():
        for person in people * (EACH - 1):
            person.say(person.next_mark())
        time.sleep(AWAY_SECONDS)


def _breaking(*faults: int | str) -> Callable[[Service], None]:
    def run(made: Service) -> None:
        made.twilio.faults = list(faults)
        _talk(made)

    return run


def _unreported(made: Service) -> None:
    """Half of the answers are lost, and no report ever comes."""
    made.twilio.reports = ()
    made.twilio.faults = ["drop_after", "drop_before"] * 3
    _talk(made)


def _slow(made: Service) -> None:
    """Twilio takes each text and answers only when we gave up waiting."""
    made.twilio.delay = 1.2
    _talk(made)


def _muddled(made: Service) -> None:
    made.twilio.reports = ("queued", "sending", "sent", "delivered")
    made.twilio.muddles = True
    _talk(made)


def _reports_lost(made: Service) -> None:
    made.twilio.lost_reports = 0.5
    _talk(made)


def _talk(made: Service) -> None:
    made.talk([made.phone() for _ in range(PHONES)], EACH)


TROUBLES: dict[str, Callable[[Service], None]] = {
    "away": _away,
    "slow": _slow,
    "500 each time, then well": _breaking(*[20500] * 6),
    "429 each third time": _breaking(*[None, None, 20429] * 4),
    "drops the line after taking": _breaking(*[None, "drop_after"] * 5),
    "drops the line before taking": _breaking(*[None, "drop_before"] * 3),
    "reports nothing and drops the line": _unreported,
    "reports in any order, again and again": _muddled,
    "reports are lost": _reports_lost,
}


def each_trouble(folder: Path, at_once: int = 8) -> dict[str, Counted]:
    """Run them side by side; most of it is waiting."""
    with ThreadPoolExecutor(at_once) as threads:
        folders = _folders(folder, len(TROUBLES) + 1)
        results = threads.map(_run, folders, [*TROUBLES, UNTOLD])
        return dict(zip([*TROUBLES, UNTOLD], results, strict=True))


def _folders(folder: Path, count: int) -> Iterable[Path]:
    for number in range(count):
        made = folder / str(number)
        made.mkdir()
        yield made


UNTOLD = "neither reports nor lists"


def _run(folder: Path, name: str) -> Counted:
    with service(folder, workers=2) as made:
        if name == UNTOLD:
            return _untold(made)
        TROUBLES[name](made)
        made.rest()
        return made.count()


def _untold(made: Service) -> Counted:
    """Nobody can tell whether the texts went out: they are not sent again."""
    made.twilio.reports, made.twilio.list_is_down = (), True
    made.twilio.faults = ["drop_after", "drop_before", "drop_after"]
    for person in [made.phone() for _ in range(PHONES)]:
        person.say(person.next_mark())
    wait_for(lambda: made.number("SELECT count(*) FROM outbox WHERE status = 'uncertain'") == 3, 60)
    time.sleep(4)  # long enough to send again, were anything to
    return made.count()

"""A process dies at a named point in the middle of four talks; what that came to."""

import signal
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.fakes.serving import wait_for
from tests.faults import points
from tests.faults.counting import Counted
from tests.faults.service import Service, service

EACH = 2
BETWEEN = "between the POST and Twilio's answer, reported"
BETWEEN_UNTOLD = "between the POST and Twilio's answer, not reported"
POINTS = (
    *points.GATEWAY,
    *points.TURNS,
    *points.SENDS,
    BETWEEN,
    BETWEEN_UNTOLD,
    *points.TIDYING,
)


@dataclass(frozen=True)
class Death:
    """
    What came of one.

    Args:
        reached: The point the process wrote down before it died.
        recovered: Seconds from the new process's start until nothing was left to do.
    """

    point: str
    reached: str
    ended_by: int
    counted: Counted
    recovered: float


def die_at_each(folder: Path, at_once: int = 8) -> dict[str, Death]:
    """Have a process die at every point, several services side by side: most of it is waiting."""
    with ThreadPoolExecutor(at_once) as threads:
        return {death.point: death for death in threads.map(_die, _folders(folder), POINTS)}


def _folders(folder: Path) -> Iterable[Path]:
    for number in range(len(POINTS)):
        made = folder / str(number)
        made.mkdir()
        yield made


def _die(folder: Path, point: str) -> Death:
    is_gateway, marker = point in points.GATEWAY, folder / "died"
    with service(folder, workers=int(is_gateway), gateway=not is_gateway) as made:
        _prepare(made, point)
        start = made.start_gateway if is_gateway else made.start_worker
        victim = start() if point in (BETWEEN, BETWEEN_UNTOLD) else start((point, marker))
        people = [made.web(), made.web(), made.phone(), made.phone()]
        with made.talking(people, EACH):
            reached = _wait_for_death(made, victim, point, marker)
            start()
            back = time.monotonic()
        made.rest()
        recovered = time.monotonic() - back
        return Death(point, reached, victim.exitcode or 0, made.count(), recovered)


def _prepare(made: Service, point: str) -> None:
    """Break Twilio where only then the point is reached."""
    if point in points.TIDYING:
        made.twilio.faults = ["drop_after", "drop_before"]
    if point in (BETWEEN, BETWEEN_UNTOLD):
        made.twilio.faults = ["hang_after"]
    if point in (BETWEEN_UNTOLD, *points.TIDYING):
        made.twilio.reports = ()


def _wait_for_death(made: Service, victim: BaseProcess, point: str, marker: Path) -> str:
    """Give the point it died at; it kills itself, or is killed while Twilio holds its answer."""
    if point not in (BETWEEN, BETWEEN_UNTOLD):
        victim.join(60)
        return marker.read_text() if victim.exitcode == -signal.SIGKILL else "alive"
    wait_for(lambda: made.twilio.held, 60)
    made.kill(victim)
    return point

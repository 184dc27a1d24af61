"""Starting the processes in order, keeping them alive, and ending them all."""

import signal
import sys
import threading
import time
from collections.abc import Sequence
from types import FrameType

import httpx

from bot.app.processes import Child
from bot.errors import CalaimError

READY_WITHIN_SECONDS = 180.0
END_WITHIN_SECONDS = 8.0
LOOK_SECONDS = 0.1


class StartError(CalaimError):
    """A process did not become ready; the message says which and why."""


class Supervisor:
    """Looks after some processes until it is told to stop."""

    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self.stopping = threading.Event()

    def listen_for_signals(self) -> None:
        """Stop on Ctrl-C, and when the machine ends us."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def start(self) -> None:
        """
        Start them all at once and report each as it becomes ready, in order.

        Raises:
            StartError: One of them ended or did not become ready.
        """
        begun = time.monotonic()
        for child in self._children:
            child.start()
        for number, child in enumerate(self._children, start=1):
            self._wait_until_ready(child)
            if self.stopping.is_set():
                return
            seconds = time.monotonic() - begun
            say(f"[{number}/{len(self._children)}] {child.name} is ready ({seconds:.1f} s)")

    def _wait_until_ready(self, child: Child) -> None:
        until = time.monotonic() + READY_WITHIN_SECONDS
        while not self.stopping.wait(LOOK_SECONDS):
            if child.has_died():
                raise StartError(f"{child.name} could not start:\n{child.last_words()}")
            if not child.ready_url or _answers(child.ready_url):
                return
            if time.monotonic() > until:
                raise StartError(f"{child.name} does not answer; see {child.log}")

    def keep(self) -> None:
        """Start again whatever dies, until told to stop."""
        while not self.stopping.wait(LOOK_SECONDS):
            for child in self._children:
                if child.has_died():
                    pause = child.plan_restart()
                    say(f"{child.name} ended by itself; starting it again in {pause:.1f} s")
                elif child.process is None and time.monotonic() >= child.start_at:
                    child.start()

    def end(self) -> None:
        """End them all: the door first, so that nothing new comes in, then the rest."""
        running = list(reversed(self._children))
        for child in running:
            child.ask_to_end()
        for child in running:
            child.end(END_WITHIN_SECONDS)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=1.0).status_code < 500
    except httpx.HTTPError:
        return False


def say(line: str) -> None:
    """Tell the person at the terminal; standard output is left to what the command is for."""
    print(line, file=sys.stderr, flush=True)

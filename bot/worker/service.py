"""The worker process: threads that take turns and send texts, woken by changes in the database."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bot.errors import CalaimError
from bot.storage import clock_jumps, inbox, notices, outbox
from bot.storage.database import Database
from bot.storage.wake import watch
from bot.worker import erasing, retention, tallying
from bot.worker.call_tries import tell_of_the_night
from bot.worker.calls import watch_calls
from bot.worker.clock import Clock
from bot.worker.dialling import Dialler
from bot.worker.notices import Notices
from bot.worker.retention import Retention, load_retention
from bot.worker.sender import Sender
from bot.worker.turns import TurnTaker
from bot.worker.watching import watch_over

# A message may become due by the clock alone, so the worker also looks without being woken.
LOOK_ANYWAY_SECONDS = 0.25
TIDY_SECONDS = 1.0
WATCH_SECONDS = 2.0
CLEAN_SECONDS = 3600.0
PAUSE_AFTER_ERROR_SECONDS = 1.0

log = logging.getLogger("calaim.worker")


class Tickets:
    """How many pieces of work were seen; a thread takes one ticket before it looks."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._count = 0

    def offer(self, count: int) -> None:
        """Say how much work there is; what was offered before is forgotten."""
        with self._changed:
            self._count = count
            self._changed.notify(count)

    def take(self, seconds: float) -> bool:
        """Wait for work; False when there was none for so long."""
        with self._changed:
            if self._count == 0:
                self._changed.wait(seconds)
            if self._count == 0:
                return False
            self._count -= 1
            return True


@dataclass
class Worker:
    """Runs until told to stop; what is None is switched off: texts, notices or calls."""

    database: Database
    turns: TurnTaker
    sender: Sender | None
    clock: Clock
    threads: int = 4
    keep: Retention = field(default_factory=load_retention)
    notices: Notices | None = None
    dialler: Dialler | None = None

    def __post_init__(self) -> None:
        self.stopping = threading.Event()
        self._cleaned = 0.0
        self._turn_tickets = Tickets()
        self._send_tickets = Tickets()

    def take_over(self) -> None:
        """Free the messages that a dead predecessor held; only for the one worker there is."""
        with self.database.write() as connection:
            freed = inbox.release_all(connection) + notices.release_all(connection)
        if freed:
            log.warning("leases_freed", extra={"count": freed})

    def run(self) -> None:
        """Work until `stopping` is set; what is in hand is finished first."""
        running = [self._start(self._turn_tickets, self.turns.step) for _ in range(self.threads)]
        if self.sender is not None:
            step = self.sender.step
            running += [self._start(self._send_tickets, step) for _ in range(self.threads)]
        for step in self.notices.steps if self.notices is not None else ():
            running.append(self._spawn(partial(self._poll, step)))
        if self.dialler is not None:
            running.append(self._spawn(partial(self._poll, self.dialler.step)))
        running.append(self._spawn(self._tidy_now_and_then))
        running.append(self._spawn(self._watch_over_who_waits))
        self._look_out()
        for thread in running:
            thread.join()

    def _start(self, tickets: Tickets, step: Callable[[], bool]) -> threading.Thread:
        return self._spawn(lambda: self._work(tickets, step))

    def _spawn(self, target: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=target, daemon=True)
        thread.start()
        return thread

    def _work(self, tickets: Tickets, step: Callable[[], bool]) -> None:
        while not self.stopping.is_set():
            if not tickets.take(LOOK_ANYWAY_SECONDS):
                continue
            while self._safely(step) and not self.stopping.is_set():
                pass

    def _poll(self, step: Callable[[], bool]) -> None:
        """Do what can wait a moment, without having the one who looks out look for it."""
        while not self.stopping.is_set():
            if not self._safely(step):
                self.stopping.wait(TIDY_SECONDS)

    def _tidy_now_and_then(self) -> None:
        while not self.stopping.wait(TIDY_SECONDS):
            self._safely(self._tidy)

    def _watch_over_who_waits(self) -> None:
        """Apart from the rest, which may fail: nobody is to be left in silence for that."""
        while not self.stopping.wait(WATCH_SECONDS):
            self._safely(lambda: watch_over(self.database, self.clock.now()) > 0)
            self._safely(lambda: watch_calls(self.database, self.clock.now()) > 0)
            self._safely(lambda: tell_of_the_night(self.database, self.clock.now()) > 0)

    def _tidy(self) -> bool:
        healed = clock_jumps.heal(self.database, self.clock.now())
        if healed:
            log.warning("clock_set_back", extra={"count": healed})
        erasing.tidy(self.database, self.clock.now())
        if self.sender is not None:
            self.sender.tidy()
        if self.notices is not None:
            self.notices.tidy()
        if self.dialler is not None:
            self.dialler.tidy()
        if not self._cleaned or time.monotonic() - self._cleaned >= CLEAN_SECONDS:
            retention.clean(self.database, self.keep, self.clock.now())
            tallying.sum_up(self.database)
            self._cleaned = time.monotonic()
        return True

    def _safely(self, step: Callable[[], bool]) -> bool:
        """Run a step; an error costs a pause, never the thread."""
        try:
            return step()
        except CalaimError as error:
            log.error("step_failed", extra={"error": type(error).__name__})
        except Exception as error:
            log.exception("step_broke", extra={"error": type(error).__name__})
        self.stopping.wait(PAUSE_AFTER_ERROR_SECONDS)
        return False

    def _look_out(self) -> None:
        """Watch the database and offer what it holds to the threads."""
        changes = watch(self.database)
        looked = 0.0
        while not self.stopping.wait(changes.pause):
            due = time.monotonic() - looked >= LOOK_ANYWAY_SECONDS
            if changes.changed() or due:
                looked = time.monotonic()
                self._safely(self._offer)

    def _offer(self) -> bool:
        now = self.clock.now()
        with self.database.read() as connection:
            turns = inbox.claimable(connection, now, self.threads)
            sends = outbox.claimable(connection, now, self.threads) if self.sender else 0
        self._turn_tickets.offer(turns)
        self._send_tickets.offer(sends)
        return True

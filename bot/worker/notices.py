"""
Telling the desks: each way of telling has a thread, so that one that hangs holds up no other.

A notice is tried until it is taken, at growing pauses, for days; one that nobody took by then is
kept and counted, and `calaim notices` shows it with the reason.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from bot.channels.desk_notice import DeskNotice, NoticeFailed, Target
from bot.errors import StoreError
from bot.storage import cases, notices, unsent_notices
from bot.storage.database import Database
from bot.storage.notices import Held
from bot.worker.clock import Clock
from bot.worker.metrics import WorkerMetrics

# Longer than a try can last: five requests, of which each hangs to the end.
LEASE = timedelta(seconds=150)
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(hours=1)
KEPT_WHEN_SENT = timedelta(days=30)
COUNT_SECONDS = 15.0

log = logging.getLogger("calaim.notices")


@dataclass
class Notices:
    """
    All ways of telling the desks; without any, what would be told is dropped.

    Args:
        console_url: Where staff open a case, without a slash at its end.
    """

    database: Database
    targets: tuple[Target, ...]
    clock: Clock
    metrics: WorkerMetrics
    console_url: str
    lease: timedelta = LEASE
    _counted: float = field(default=0.0, init=False)

    @property
    def steps(self) -> list[Callable[[], bool]]:
        """What a thread each is to do again and again; False when nothing waits."""
        return [partial(self.step, target) for target in self.targets]

    def tidy(self) -> None:
        """Spread what is new, forget what was sent long ago, and count what waits."""
        now = self.clock.now()
        with self.database.read() as connection:
            is_any = notices.any_new(connection)
        if is_any:
            with self.database.write() as connection:
                notices.spread(connection, self._names_for, now)
        if not self._counted or time.monotonic() - self._counted >= COUNT_SECONDS:
            self._count(now)
            self._counted = time.monotonic()

    def _names_for(self, desk: str) -> list[str]:
        return [target.name for target in self.targets if target.serves(desk)]

    def _count(self, now: datetime) -> None:
        with self.database.write() as connection:
            unsent_notices.forget_sent(connection, now - KEPT_WHEN_SENT)
        with self.database.read() as connection:
            found = unsent_notices.count_unsent(connection)
        for name in {*(target.name for target in self.targets), *(name for name, _ in found)}:
            self.metrics.notices_waiting.labels(name).set(found.get((name, notices.QUEUED), 0))
            self.metrics.notices_dead.labels(name).set(found.get((name, notices.DEAD), 0))

    def step(self, target: Target) -> bool:
        """Send the next notice there is this way; False when nothing waits."""
        now = self.clock.now()
        with self.database.read() as connection:
            if not notices.any_due(connection, target.name, now):
                return False
        with self.database.write() as connection:
            held = notices.claim(connection, target.name, now, self.lease)
        if held is None:
            return False
        try:
            target.send(self._notice(held, target))
        except NoticeFailed as error:
            self._after_failure(held, target, str(error))
        else:
            with self.database.write() as connection:
                notices.sent(connection, held, self.clock.now())
            self.metrics.notices.labels(target.name, "sent").inc()
        return True

    def _notice(self, held: Held, target: Target) -> DeskNotice:
        return DeskNotice(
            key=held.key,
            kind=held.kind,
            at=held.at,
            code=held.code,
            urgency=held.urgency,
            desk=held.desk,
            status=held.case_status,
            waiting_since=held.opened_at,
            link=f"{self.console_url}/cases/{held.code}",
            summary=self._summary(held.code) if target.tells_summary else None,
        )

    def _summary(self, code: str) -> str | None:
        """What the person told; a desk is also told of a case that cannot be read."""
        try:
            with self.database.read() as connection:
                found = cases.by_code(connection, code)
        except StoreError:
            return None
        return found.summary if found else None

    def _after_failure(self, held: Held, target: Target, problem: str) -> None:
        now = self.clock.now()
        again_at = now + pause_after(held.tries)
        with self.database.write() as connection:
            notices.failed(connection, held, problem, again_at, now)
        log.warning("notice_failed", extra={"error": target.name, "count": held.tries})
        self.metrics.notices.labels(target.name, "failed").inc()
        if now >= held.give_up_at:
            log.error("notice_given_up", extra={"error": target.name, "count": held.tries})


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries: doubling, with jitter, up to an hour."""
    grown = min(FIRST_PAUSE * 2.0 ** min(tries - 1, 20), LONGEST_PAUSE)
    return grown * random.uniform(0.8, 1.2)

"""
Sending texts: the intent is committed before each call, and no uncertain send is repeated blindly.

What Twilio surely did not take is tried again. Where nobody knows, the status callback or Twilio's
own list has to tell; only when the list can be read, twice, and does not have the text, is it sent
again. Help in danger alone goes out a second time where neither tells.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from bot.channels.fixed_texts import UNASKED, Notice, in_language, waits_for_the_day
from bot.channels.twilio_errors import ACTS, Act
from bot.channels.twilio_sms import (
    Misconfigured,
    NotSent,
    Refused,
    TooFast,
    TwilioSms,
    Uncertain,
)
from bot.errors import DeliveryError
from bot.safety import names_help
from bot.storage import conversations, outbox, outbox_texts
from bot.storage.database import Database
from bot.storage.outbox import Sending
from bot.worker.clock import Clock
from bot.worker.deliveries import (
    LATE_AFTER,
    LONG_PAUSE,
    SHORT_PAUSE,
    VALIDITY,
    Deliveries,
    growing,
)
from bot.worker.metrics import WorkerMetrics
from bot.worker.quiet import morning_after
from bot.worker.turns import pause_after
from bot.worker.valve import MOST_IN_A_ROW, Valve

LEASE = timedelta(seconds=30)
SETTLE_AFTER = timedelta(seconds=20)
CHECKS = 2
# Reports come within seconds; where the list cannot tell either, nobody will.
NOBODY_TELLS_AFTER = timedelta(minutes=2)
MISCONFIGURED_PAUSE = timedelta(seconds=60)
_OURS = tuple(code for code, act in ACTS.items() if act is Act.OURS)

log = logging.getLogger("calaim.sender")


@dataclass(frozen=True)
class Sender:
    """
    Sends one text at a time; several threads may share one.

    Args:
        morning: Gives the end of the quiet hours where it is one of them; tests run at any hour.
    """

    database: Database
    twilio: TwilioSms
    clock: Clock
    metrics: WorkerMetrics
    settle_after: timedelta = SETTLE_AFTER
    deliveries: Deliveries = field(default_factory=Deliveries)
    valve: Valve = field(default_factory=Valve)
    morning: Callable[[datetime], datetime | None] = morning_after

    def __post_init__(self) -> None:
        self.metrics.sending_stopped.set_function(lambda: float(self.valve.is_shut))

    def step(self) -> bool:
        """Send the next text there is; False when nothing waits, or all has to."""
        if not self.valve.enter():
            return False
        try:
            return self._step()
        finally:
            self.valve.leave()

    def _step(self) -> bool:
        with self.database.write() as connection:
            held = self._next(connection)
        if held is None:
            return False
        try:
            sid = self.twilio.send(held.address, held.body, held.id, held.tries)
        except DeliveryError as error:
            self.valve.learn(error)
            self._after_failure(held, error)
        else:
            self.valve.learn(None)
            clear_at = self.clock.now() + outbox.CLEAR_AFTER
            self._settle(held, "accepted", sid=sid, clear_at=clear_at)
        return True

    def _next(self, connection: Connection) -> Sending | None:
        """Take the next text that may go out at this hour, to somebody who wants it."""
        now = self.clock.now()
        while held := outbox.claim(connection, now, LEASE):
            if held.is_unwanted:
                outbox.settle(connection, held, "cancelled")
                continue
            held = self._held_back(connection, held, now)
            morning = self.morning(now) if waits_for_the_day(held.body) else None
            if morning is None:
                return held
            until = {"not_before": morning, "expires_at": morning + VALIDITY}
            outbox.settle(connection, held, "queued", **until)
        return None

    def _held_back(self, connection: Connection, held: Sending, now: datetime) -> Sending:
        """Send only that there is an answer, where it would arrive long after the question."""
        if held.asked_at is None or now - held.asked_at <= LATE_AFTER:
            return held
        to = conversations.get_as_it_is(connection, held.conversation_id)
        body = in_language(UNASKED[Notice.LATE], to.language)
        outbox.replace_body(connection, held, body)
        conversations.change(connection, to.id, paused_at=now)
        return replace(held, body=body, asked_at=None)

    def _settle(self, held: Sending, status: str, **values: Any) -> None:
        with self.database.write() as connection:
            outbox.settle(connection, held, status, **values)
        self.metrics.sends.labels(status).inc()

    def _after_failure(self, held: Sending, error: DeliveryError) -> None:
        now = self.clock.now()
        log.warning("send_failed", extra={"outbox": held.id, "error": type(error).__name__})
        if isinstance(error, NotSent):
            self._settle(held, "queued", not_before=now + _pause(held, error))
        elif isinstance(error, Misconfigured):
            log.error("twilio_misconfigured", extra={"code": error.code})
            self._settle(
                held, "queued", not_before=now + MISCONFIGURED_PAUSE, error_code=error.code
            )
        elif isinstance(error, Uncertain):
            self._settle(held, "uncertain", not_before=now + self.settle_after)
        elif isinstance(error, Refused):
            self._refused(held, error.code)

    def _refused(self, held: Sending, code: int) -> None:
        now = self.clock.now()
        with self.database.write() as connection:
            conversations.lock(connection, held.conversation_id)
            if outbox.settle(connection, held, "failed", error_code=code):
                self.deliveries.failed(connection, held.conversation_id, held.body, code, now)
        self.metrics.sends.labels("failed").inc()

    def tidy(self) -> None:
        """Look after what hangs: dead senders, texts too old, uncertain ones to ask about."""
        now = self.clock.now()
        with self.database.write() as connection:
            outbox.give_up_leases(connection, now, now + self.settle_after)
        # Not in one transaction: what follows locks conversations, which come before texts.
        with self.database.write() as connection:
            expired = self.deliveries.expire(connection, now)
            not_let_through = outbox_texts.count_put_off(connection, _OURS, now)
        if expired:
            log.warning("texts_expired", extra={"count": expired})
            self.metrics.texts_lost.inc(expired)
        if not_let_through >= MOST_IN_A_ROW:
            self.valve.shut()
        while self._check_one():
            pass

    def _check_one(self) -> bool:
        """Ask Twilio's list about one uncertain text; False when there is none."""
        now = self.clock.now()
        with self.database.write() as connection:
            held = outbox.claim_uncertain(connection, now, LEASE)
            known = outbox_texts.known_sids(connection, held.conversation_id) if held else set()
        if held is None:
            return False
        later = now + self.settle_after
        try:
            sid = self._find(held, known)
        except DeliveryError:
            self._nobody_tells(held, now)
            return True
        if sid is not None:
            self._settle(held, "accepted", sid=sid, clear_at=now)
        elif held.checks + 1 < CHECKS:
            self._settle(held, "uncertain", not_before=later, checks=held.checks + 1)
        else:
            self._settle(held, "queued", not_before=now, checks=0)
        return True

    def _nobody_tells(self, held: Sending, now: datetime) -> None:
        """Wait for a report; after a while send help once more, rather twice than not at all."""
        waited, later = now - (held.tried_at or now), now + self.settle_after
        if waited >= NOBODY_TELLS_AFTER and names_help(held.body) and held.tries < 2:
            self._settle(held, "queued", not_before=now)
        elif waited >= NOBODY_TELLS_AFTER and not self.twilio.lists_bodies:
            self._settle(held, "uncertain", not_before=later, expires_at=now)
        else:
            self._settle(held, "uncertain", not_before=later)

    def _find(self, held: Sending, known: set[str]) -> str | None:
        """Look for the text in Twilio's list; its clock may differ from ours by a minute."""
        if not self.twilio.lists_bodies:
            raise DeliveryError("Twilio keeps no bodies, so its list tells nothing")
        since = (held.tried_at or self.clock.now()) - timedelta(seconds=60)
        listed = self.twilio.sent_since(held.address, since)
        found = [t.sid for t in listed if t.body == held.body and t.sid not in known]
        return found[0] if found else None


def _pause(held: Sending, error: NotSent) -> timedelta:
    if isinstance(error, TooFast):
        return growing(held.tries, SHORT_PAUSE, LONG_PAUSE)
    return pause_after(held.tries)

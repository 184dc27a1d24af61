"""
Sending texts: the intent is committed before each call, and no uncertain send is repeated blindly.

What Twilio surely did not take is tried again. Where nobody knows, the status callback or Twilio's
own list has to tell; only when the list can be read, twice, and does not have the text, is it sent
again.
"""

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection

from bot.channels.fixed_texts import UNASKED, Notice, in_language
from bot.channels.twilio_sms import (
    OPTED_OUT,
    Misconfigured,
    NotSent,
    Refused,
    TwilioSms,
    Uncertain,
)
from bot.errors import DeliveryError
from bot.storage import conversations, outbox
from bot.storage.database import Database
from bot.storage.outbox import Sending
from bot.worker.clock import Clock
from bot.worker.metrics import WorkerMetrics
from bot.worker.turns import pause_after

LEASE = timedelta(seconds=30)
SETTLE_AFTER = timedelta(seconds=20)
CHECKS = 2
MISCONFIGURED_PAUSE = timedelta(seconds=60)
# By then the telephone may be in other hands: an answer waits until its owner is there again.
LATE_AFTER = timedelta(minutes=10)

log = logging.getLogger("calaim.sender")


@dataclass(frozen=True)
class Sender:
    """Sends one text at a time; several threads may share one."""

    database: Database
    twilio: TwilioSms
    clock: Clock
    metrics: WorkerMetrics
    settle_after: timedelta = SETTLE_AFTER

    def step(self) -> bool:
        """Send the next text there is; False when nothing waits."""
        with self.database.write() as connection:
            held = outbox.claim(connection, self.clock.now(), LEASE)
            held = self._held_back(connection, held) if held else None
        if held is None:
            return False
        try:
            sid = self.twilio.send(held.address, held.body, held.id)
        except DeliveryError as error:
            self._after_failure(held, error)
        else:
            clear_at = self.clock.now() + outbox.CLEAR_AFTER
            self._settle(held, "accepted", sid=sid, clear_at=clear_at)
        return True

    def _held_back(self, connection: Connection, held: Sending) -> Sending:
        """Send only that there is an answer, where it would arrive long after the question."""
        now = self.clock.now()
        if held.asked_at is None or now - held.asked_at <= LATE_AFTER:
            return held
        to = conversations.get(connection, held.conversation_id)
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
            self._settle(held, "queued", not_before=now + pause_after(held.tries))
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
        with self.database.write() as connection:
            outbox.settle(connection, held, "failed", error_code=code)
            if code == OPTED_OUT:
                now = self.clock.now()
                conversations.change(connection, held.conversation_id, opted_out_at=now)
                outbox.cancel_queued(connection, held.conversation_id)
        self.metrics.sends.labels("failed").inc()

    def tidy(self) -> None:
        """Look after what hangs: dead senders, texts too old, uncertain ones to ask about."""
        now = self.clock.now()
        with self.database.write() as connection:
            outbox.give_up_leases(connection, now, now + self.settle_after)
            expired = outbox.expire(connection, now)
        if expired:
            log.warning("texts_expired", extra={"count": expired})
        while self._check_one():
            pass

    def _check_one(self) -> bool:
        """Ask Twilio's list about one uncertain text; False when there is none."""
        now = self.clock.now()
        with self.database.write() as connection:
            held = outbox.claim_uncertain(connection, now, LEASE)
            known = outbox.known_sids(connection, held.conversation_id) if held else set()
        if held is None:
            return False
        later = now + self.settle_after
        try:
            sid = self._find(held, known)
        except DeliveryError:
            self._settle(held, "uncertain", not_before=later)
            return True
        if sid is not None:
            self._settle(held, "accepted", sid=sid, clear_at=now)
        elif held.checks + 1 < CHECKS:
            self._settle(held, "uncertain", not_before=later, checks=held.checks + 1)
        else:
            self._settle(held, "queued", not_before=now, checks=0)
        return True

    def _find(self, held: Sending, known: set[str]) -> str | None:
        """Look for the text in Twilio's list; its clock may differ from ours by a minute."""
        since = (held.tried_at or self.clock.now()) - timedelta(seconds=60)
        listed = self.twilio.sent_since(held.address, since)
        found = [t.sid for t in listed if t.body == held.body and t.sid not in known]
        return found[0] if found else None

"""
Safeguards of the product, to be switched off one by one in a process under test.

What counts faults must count some then; otherwise it would prove nothing when it counts none.
"""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from bot.app import gateway, worker
from bot.gateway import twilio_request
from bot.gateway.alarm import Alarm
from bot.gateway.limits import Limits
from bot.storage import inbox, messages, outbox
from bot.storage.cipher import Cipher
from bot.worker import replying
from bot.worker.sender import Sender


def switch_off(name: str) -> None:
    """Take one safeguard out of this process."""
    SAFEGUARDS[name]()


def _signature() -> None:
    twilio_request._is_signed = lambda *_: True


def _message_id() -> None:
    inbox.earlier = lambda *_: None
    inbox.hashed = lambda _: secrets.token_hex(32)


def _order() -> None:
    due = [part for part in inbox._DUE if part is not inbox._DUE[-1]]
    inbox._DUE = tuple(due)
    inbox._CLAIMABLE = select(inbox.inbox.c.id).where(*due).limit(inbox.bindparam("most"))
    claim = select(inbox.inbox).where(*due).order_by(inbox.inbox.c.id).limit(1)
    inbox._CLAIM = claim.with_for_update(skip_locked=True)


def _lease() -> None:
    """The lease check, and what the database itself holds against a second answer."""

    def release(connection: Any, held: Any, values: dict[str, Any]) -> bool:
        connection.execute(inbox._LEASE.values(**inbox._FREE, **values), {"the_id": held.id})
        return True

    inbox._release = release
    add = messages.add

    def add_again(*args: Any, answers: int | None = None, **kwargs: Any) -> int:
        return add(*args, **kwargs)

    messages.add = add_again


def _intent() -> None:
    """Uncertain sends are sent again blindly."""

    def again(self: Sender, held: Any, _error: Exception) -> None:
        self._settle(held, "queued", not_before=self.clock.now())

    Sender._after_failure = again


def _opt_out() -> None:
    def queue(
        connection: Any, to: Any, seq: int, body: str, now: Any, asked_at: Any, **urgency: bool
    ) -> None:
        if to.channel == "sms":
            expires_at = now + replying.timedelta(hours=1)
            outbox.add(connection, to.id, seq, body, now, expires_at, asked_at, **urgency)

    replying._queue = queue


def _danger() -> None:
    Alarm.hears = lambda *_: None


def _flood() -> None:
    Limits.take = lambda *_: None
    Limits.wait = lambda *_: 0


def _seal() -> None:
    """What is sealed lies open beside it; so that databases sealed before can still be read."""
    seal, unseal, mark = Cipher.seal, Cipher.open, b"OPEN"

    def beside(self: Cipher, place: str, content: bytes) -> bytes:
        length = len(content).to_bytes(4, "big")
        return seal(self, place, content) + content + length + mark

    def without(self: Cipher, place: str, sealed: bytes) -> bytes:
        if sealed.endswith(mark):
            sealed = sealed[: -8 - int.from_bytes(sealed[-8:-4], "big")]
        return unseal(self, place, sealed)

    Cipher.seal, Cipher.open = beside, without


def _logs() -> None:
    """Whatever any package says is written as it is."""

    def set_up() -> None:
        logging.basicConfig(level=logging.DEBUG, force=True)

    gateway.set_up_logs = worker.set_up_logs = set_up


SAFEGUARDS: dict[str, Callable[[], None]] = {
    "signature": _signature,
    "message id": _message_id,
    "order": _order,
    "lease": _lease,
    "intent": _intent,
    "opt-out": _opt_out,
    "danger": _danger,
    "flood": _flood,
    "seal": _seal,
    "logs": _logs,
}

"""
Asking Twilio to ring whoever has a case; the intent is committed before, and nothing is repeated.

An agent waits with the telephone in the hand: what could not be done at once is told on the page of
the case, and they decide. See `bot.storage.dials` for what becomes of a call.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.channels.twilio_sms import Misconfigured, NotSent, Refused
from bot.channels.twilio_voice import TwilioVoice
from bot.errors import DeliveryError
from bot.storage import case_life, dials
from bot.storage.database import Database
from bot.storage.dials import Dial
from bot.worker.clock import Clock

# Twilio's codes for a number of ours that calls may not come from.
OUR_NUMBER = (21210, 21212, 21213, 21219, 21606)

log = logging.getLogger("calaim.calls")


@dataclass(frozen=True)
class Dialler:
    """Rings one telephone of staff at a time."""

    database: Database
    voice: TwilioVoice
    clock: Clock

    def step(self) -> bool:
        """Ring whoever waits for it longest; False where nobody does."""
        with self.database.read() as connection:
            if not dials.any_wished(connection):
                return False
        with self.database.write() as connection:
            dials.give_up(connection, self.clock.now())  # never ring what is wished for too long
            taken = dials.claim(connection, self.clock.now())
        if taken is None:
            return False
        dial, secret = taken
        try:
            sid = self.voice.ring(str(dial.agent_number), secret)
        except DeliveryError as error:
            self._settle(dial, *_failed(error))
        else:
            self._settle(dial, dials.PLACED, None, sid)
        return True

    def _settle(self, dial: Dial, status: str, code: int | None, sid: str | None = None) -> None:
        log.info("call_asked_for", extra={"status": status, "code": code})
        with self.database.write() as connection:
            dials.settle(connection, dial, status, self.clock.now(), sid=sid, code=code)

    def tidy(self) -> None:
        """End calls of which nothing is heard; who talks on one keeps the case."""
        now = self.clock.now()
        with self.database.read() as connection:
            is_idle = not dials.any_live(connection)
        if is_idle:
            return
        with self.database.write() as connection:
            dials.give_up(connection, now)
            for case_id, account in dials.connected(connection):
                case_life.stays(connection, case_id, account, now)


def _failed(error: DeliveryError) -> tuple[str, int | None]:
    """What a failure means, with Twilio's number for it."""
    if isinstance(error, NotSent):
        return dials.DOWN, None
    if isinstance(error, (Misconfigured, Refused)):
        is_ours = isinstance(error, Misconfigured) or error.code in OUR_NUMBER
        return dials.MISSET if is_ours else dials.REFUSED, error.code
    return dials.UNKNOWN, None

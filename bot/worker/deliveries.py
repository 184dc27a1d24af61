"""What follows when a text does not arrive: again, staff told, or no more texts (ACTS)."""

import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from bot.channels.fixed_texts import tells_nothing_new, waits_for_the_day
from bot.channels.twilio_errors import PAUSE_MINUTES, Act, act_on
from bot.channels.twilio_sms import VALIDITY_SECONDS
from bot.handoff.trouble import NOT_ARRIVED, UNREACHABLE
from bot.storage import conversations, outbox, outbox_texts
from bot.storage.outbox_texts import Text
from bot.worker import tallying
from bot.worker.staff import MakeTrouble, tell_staff, with_few_details

VALIDITY = timedelta(seconds=VALIDITY_SECONDS)
# After a report that the network or our account did not let a text through.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(minutes=15)
# After Twilio itself asked us to slow down.
SHORT_PAUSE, LONG_PAUSE = timedelta(seconds=1), timedelta(seconds=30)
# By then the telephone may be in other hands: an answer waits until its owner is there again.
LATE_AFTER = timedelta(minutes=10)
NOT_DELIVERED = ("undelivered", "failed")

log = logging.getLogger("calaim.sender")


@dataclass(frozen=True)
class Report:
    """
    What Twilio says of one text.

    Args:
        status: In our words, see `bot.storage.outbox`.
        attempt: The try it is about; None in reports on texts of older versions.
    """

    outbox_id: str
    sid: str
    status: str
    code: int | None
    attempt: int | None


@dataclass(frozen=True)
class Deliveries:
    """
    Acts on texts that did not arrive; used by worker and gateway.

    Args:
        make_case: Makes the case that tells staff of it.
    """

    make_case: MakeTrouble = with_few_details

    def report(self, connection: Connection, told: Report, now: datetime) -> bool:
        """Take a report and do what follows from it; False if it changed nothing."""
        identity = outbox_texts.conversation_of(connection, told.outbox_id)
        if identity is None:
            return False
        # The conversation first, as everywhere, or two writers could wait for each other.
        conversations.lock_as_it_is(connection, identity)
        before = outbox_texts.get(connection, told.outbox_id)
        what = (told.sid, told.status, told.code)
        moved = outbox.report(connection, before.id, *what, now, told.attempt)
        if moved and told.status in NOT_DELIVERED:
            self._not_delivered(connection, before, told.code, now)
        return moved

    def _not_delivered(
        self, connection: Connection, text: Text, code: int | None, now: datetime
    ) -> None:
        act = act_on(code)
        to = conversations.get_as_it_is(connection, text.conversation_id)
        is_first = act_on(text.error_code) is not Act.ONCE_MORE
        if act is Act.OURS:
            log.error("twilio_misconfigured", extra={"outbox": text.id, "code": code})
        if to.opted_out_at is not None:
            return
        if act is Act.ONCE_MORE and is_first:
            later = now + timedelta(minutes=PAUSE_MINUTES[code or 0])
            outbox_texts.send_again(connection, text.id, later, later + VALIDITY)
        elif act in (Act.SLOWER, Act.OURS):
            later = now + growing(text.tries, FIRST_PAUSE, LONGEST_PAUSE)
            outbox_texts.send_again(connection, text.id, later)
        else:
            self.failed(connection, text.conversation_id, text.body, code, now)

    def failed(
        self, connection: Connection, identity: str, body: str, code: int | None, now: datetime
    ) -> None:
        """Do what follows when a text to this conversation, locked, will never arrive."""
        act = act_on(code)
        if act is Act.OPTED_OUT:
            conversations.change(connection, identity, opted_out_at=now)
            outbox.cancel_queued(connection, identity)
            to = conversations.get_as_it_is(connection, identity)
            tallying.tally(connection, to, [(tallying.OPTED_OUT, "")], now)
            return
        if act is Act.BLOCKED:
            log.error("text_blocked", extra={"conversation": identity, "code": code})
        kind = UNREACHABLE if act is Act.UNREACHABLE else NOT_ARRIVED
        self._tell(connection, identity, body, kind, now)

    def expire(self, connection: Connection, now: datetime) -> int:
        """Close texts whose time is over, and tell staff of answers among them; give how many."""
        closed = 0
        for text in outbox_texts.expired(connection, now):
            conversations.lock_as_it_is(connection, text.conversation_id)
            status = "expired" if text.status == "queued" else "unknown"
            if outbox_texts.close(connection, [text.id], status):
                self._tell(connection, text.conversation_id, text.body, NOT_ARRIVED, now)
                closed += 1
        return closed

    def _tell(
        self, connection: Connection, identity: str, body: str, kind: str, now: datetime
    ) -> None:
        to = conversations.get_as_it_is(connection, identity)
        if to.opted_out_at is None and not tells_nothing_new(body):
            tell_staff(connection, to, kind, now, self.make_case)


def growing(tries: int, first: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after so many tries: doubling up to the longest, give or take a fifth."""
    return min(first * 2.0 ** min(tries - 1, 10), longest) * random.uniform(0.8, 1.2)


def make_way(connection: Connection, identity: str, now: datetime) -> bool:
    """
    Settle what waits for a later hour when its reader writes: they are there, and awake.

    Help in danger goes out at once. Everything else is dropped, since the turn now beginning says
    again what they have not read.

    Returns:
        Whether they have not read the last answer.
    """
    waiting = [
        text
        for text in outbox_texts.put_off(connection, identity, now)
        if waits_for_the_day(text.body) or act_on(text.error_code) is Act.ONCE_MORE
    ]
    help_ = [text.id for text in waiting if _is_help(text)]
    rest = [text for text in waiting if not _is_help(text)]
    outbox_texts.send_now(connection, help_, now)
    outbox_texts.close(connection, [text.id for text in rest], "cancelled")
    return any(not tells_nothing_new(text.body) for text in rest)


def _is_help(text: Text) -> bool:
    return text.asked_at is None and not waits_for_the_day(text.body)

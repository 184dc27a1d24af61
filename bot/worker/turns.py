"""
Taking turns: claim a message, have Rasa answer it, commit all that the turn caused at once.

No transaction is open while Rasa works. The final one commits only for the holder of the lease, so
a message has one answer whatever dies, restarts or is slow in between.
"""

import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy.engine import Connection

from bot.channels import call_texts, fixed_texts
from bot.channels.fixed_texts import in_language
from bot.errors import CalaimError
from bot.handoff.case import CaseDraft
from bot.handoff.trouble import NOT_WORKED_ON
from bot.storage import cases, conversations, inbox
from bot.storage.cipher import KeyProblem
from bot.storage.conversations import Conversation
from bot.storage.database import Database
from bot.storage.inbox import Received
from bot.worker import coming_back, tallying
from bot.worker.calls import answer_about_call, keep_booking
from bot.worker.case_status import with_case
from bot.worker.clock import Clock
from bot.worker.coming_back import with_who_left
from bot.worker.erasing import Eraser
from bot.worker.helping import distress_in, with_help
from bot.worker.in_danger import answer_in_danger, is_bare, with_distress, without_call
from bot.worker.metrics import WorkerMetrics
from bot.worker.number_given import answer_with_number, is_number
from bot.worker.replying import say, tell_of_trouble
from bot.worker.settled import as_told, case_of, with_made_call, with_promise
from bot.worker.spoken import as_read_out, for_its_case
from bot.worker.staff import MakeTrouble, tell_staff, with_few_details
from bot.worker.turn_client import TurnClient, TurnFailed, TurnReply, TurnRequest
from bot.worker.waiting import tell_who_waits

MOST_FAILURES = 3
# A message that workers die of again and again; a few deaths are other things' fault.
MOST_DEATHS = 10
FIRST_PAUSE_SECONDS = 0.5
# Also how long a member may wait beyond an outage itself.
LONGEST_PAUSE_SECONDS = 5.0
# How much longer than a turn may last its lease holds.
LEASE_MARGIN_SECONDS = 20.0
# An answer may follow within seconds of a failed try; only who waits longer is told of trouble.
PATIENCE_SECONDS = 10.0
# What a row that nobody wrote has the dialogue do.
ACTS = {inbox.BACK: "again", inbox.ONWARD: "onward"}

log = logging.getLogger("calaim.worker")


class LostLease(CalaimError):
    """Another worker has the message now; nothing of this turn may be kept."""


class CaseMaker(Protocol):
    """Makes a case of a screening, or nothing if the person did not ask for staff."""

    def __call__(self, screening: dict[str, Any], to: Conversation) -> CaseDraft | None:
        """Give the case as it now stands."""
        ...


@dataclass(frozen=True)
class TurnTaker:
    """Takes one turn at a time; several threads may share one."""

    database: Database
    client: TurnClient
    make_case: CaseMaker
    eraser: Eraser
    clock: Clock
    metrics: WorkerMetrics
    timeout_seconds: float
    lease_margin_seconds: float = LEASE_MARGIN_SECONDS
    make_trouble: MakeTrouble = with_few_details

    def step(self) -> bool:
        """Take the next turn there is; False when nothing waits."""
        lease = timedelta(seconds=self.timeout_seconds + self.lease_margin_seconds)
        with self.database.write() as connection:
            held = inbox.claim(connection, self.clock.now(), lease)
            if held is None:
                return False
            try:
                to = conversations.get(connection, held.conversation_id)
                case = case_of(connection, to)
            except KeyProblem:
                inbox.set_aside_unread(connection, held.id, self.clock.now())
                return True
        if held.deaths < MOST_DEATHS:
            self._take(held, to, case)
        else:
            self._give_up(held)
        return True

    def _take(self, held: Received, to: Conversation, case: str | None) -> None:
        ids = {"inbox": held.id, "conversation": to.id}
        try:
            if self._is_about_call(held) or self._is_after_help(held):
                return
            reply = self.client.take(replace(_request(held, to, self.clock), case=case))
            with self.database.write() as connection:
                self._commit(connection, held, reply, case)
        except LostLease:
            log.warning("lease_lost", extra=ids)
            self.metrics.turns.labels("lease_lost").inc()
        except Exception as error:  # any failure must leave the message open and the member told
            log.warning("turn_failed", extra={**ids, "error": type(error).__name__})
            self._after_failure(held, error)
        else:
            waited = (self.clock.now() - held.received_at).total_seconds()
            self.metrics.turns.labels("done").inc()
            self.metrics.reply_seconds.labels(to.channel).observe(max(waited, 0.0))

    def _is_about_call(self, held: Received) -> bool:
        """Whether it answers our own question about a call: the dialogue knows nothing of that."""
        text = held.text or ""
        is_answer = call_texts.reached(text) is not None or is_number(text)
        if held.kind != "text" or held.speaker or not is_answer:
            return False
        with self.database.write() as connection:
            now, to = self.clock.now(), conversations.lock(connection, held.conversation_id)
            said = answer_about_call(connection, to, held, now)
            said = said or answer_with_number(connection, to, held, now)
            return self._is_answered(connection, to, held, said)

    def _is_after_help(self, held: Received) -> bool:
        """Whether it is a bare word after help in danger, which answers no older question."""
        if held.kind != "text" or held.speaker or not is_bare(held.text or ""):
            return False
        with self.database.write() as connection:
            to = conversations.lock(connection, held.conversation_id)
            said = answer_in_danger(connection, to, held, self.clock.now())
            return self._is_answered(connection, to, held, said)

    def _is_answered(
        self, connection: Connection, to: Conversation, held: Received, said: str | None
    ) -> bool:
        """Whether a message has its answer without a turn; say it, where it is not empty."""
        now = self.clock.now()
        if said is None:
            return False
        if not inbox.finish(connection, held, "done", now):
            raise LostLease
        if said:
            say(connection, to, {"text": said}, now, answers=held.id)
        conversations.change(connection, to.id, served_at=now)
        return True

    def _commit(
        self, connection: Connection, held: Received, reply: TurnReply, case: str | None
    ) -> None:
        now, to = self.clock.now(), conversations.lock(connection, held.conversation_id)
        if not inbox.finish(connection, held, "done", now, _understood(to, held, reply)):
            raise LostLease
        by_phone, screening, at = held.speaker is not None, reply.screening, held.received_at
        to = as_told(connection, to, case)
        if "erase" in reply.effects:
            self.eraser.answer(connection, to, held.id, now, by_phone=by_phone)
            return
        if by_phone:
            to, screening = for_its_case(connection, to, held, screening)
            reply = as_read_out(reply, to)
        danger = distress_in(connection, to, held, _asked(to))
        draft = self.make_case(screening, to) if screening else None
        if draft:
            draft = with_promise(connection, with_distress(draft, danger, held), to, reply.text)
        code = cases.open_or_update(connection, to.id, draft, now) if draft else None
        keep_booking(connection, code, now)
        if not by_phone and danger is None:
            tell_who_waits(connection, to, code, now)
        shown = with_made_call(connection, to, reply, code, self.eraser.sentences)
        shown = with_case(connection, to, shown, code, self.eraser.sentences, now, reply.screening)
        shown = without_call(connection, to, shown, reply.screening)
        helped = with_help(connection, to, held, _asked(to), shown, now)
        done = {"has_case": code is not None, "is_danger": helped != shown}
        tallying.tally_turn(connection, to, reply.screening, reply.outcome, now, **done)
        shown = with_who_left(connection, to, held, helped, now)
        seq = say(connection, to, shown, now, answers=held.id, asked_at=at, by_phone=by_phone)
        conversations.change(
            connection,
            to.id,
            state=reply.state,
            screening=reply.screening,
            language=(reply.screening or {}).get("language") or to.language,
            open_question_seq=seq if shown.get("question") and not by_phone else None,
            told_of_trouble_at=None,
            served_at=now,
        )

    def _after_failure(self, held: Received, error: Exception) -> None:
        """Tell the member once and try again later; set aside what broke too often."""
        is_away = isinstance(error, CalaimError) and not isinstance(error, (TurnFailed, KeyProblem))
        spent = not is_away and held.failures + 1 >= MOST_FAILURES
        if spent or (isinstance(error, TurnFailed) and error.for_good):
            self._give_up(held)
            return
        self.metrics.turns.labels("tried_again").inc()
        with self._or_later(held), self.database.write() as connection:
            self._put_back(connection, held, failed=not is_away)

    def _give_up(self, held: Received) -> None:
        self.metrics.turns.labels("set_aside").inc()
        with self._or_later(held):
            try:
                with self.database.write() as connection:
                    self._set_aside(connection, held)
            except KeyProblem:
                with self.database.write() as connection:
                    inbox.set_aside_unread(connection, held.id, self.clock.now())

    @contextmanager
    def _or_later(self, held: Received) -> Iterator[None]:
        """Where the database is away too, the lease ends and the message is taken again."""
        try:
            yield
        except CalaimError:
            log.error("put_back_failed", extra={"inbox": held.id})

    def _put_back(self, connection: Connection, held: Received, *, failed: bool) -> None:
        now = self.clock.now()
        to = conversations.lock(connection, held.conversation_id)
        if inbox.put_back(connection, held, now + pause_after(held.tries), failed=failed):
            help_ = with_help(connection, to, held, _asked(to), {"text": ""}, now)["text"]
            waited = (now - held.received_at).total_seconds()
            # Who has only opened the chat has written nothing that could be kept.
            is_late = held.kind != "hello" and (held.tries > 1 or waited > PATIENCE_SECONDS)
            if help_ or is_late:
                tell_of_trouble(connection, to, now, help_.strip())

    def _set_aside(self, connection: Connection, held: Received) -> None:
        now = self.clock.now()
        to = conversations.lock(connection, held.conversation_id)
        if inbox.finish(connection, held, "set_aside", now):
            log.error("message_set_aside", extra={"inbox": held.id, "conversation": to.id})
            if held.kind == inbox.BACK:
                coming_back.set_aside(connection, to, held, now)
                return
            if held.kind == inbox.ONWARD:
                return  # the panel shows what is open all the same
            text, by_phone = in_language(fixed_texts.SET_ASIDE, to.language), bool(held.speaker)
            say(connection, to, {"text": text}, now, answers=held.id, by_phone=by_phone)
            # A choice that was never offered comes from no person; who phones reads it themselves.
            if held.kind != "choice" and not by_phone:
                tell_staff(connection, to, NOT_WORKED_ON, now, self.make_trouble)


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries: doubling, with jitter, up to a few seconds."""
    seconds = min(FIRST_PAUSE_SECONDS * 2.0 ** min(tries - 1, 10), LONGEST_PAUSE_SECONDS)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))


def _asked(to: Conversation) -> str | None:
    """The question the person was answering, by the screening before this turn."""
    return (to.screening or {}).get("open")


def _understood(to: Conversation, held: Received, reply: TurnReply) -> dict[str, Any] | None:
    """What is kept of how a text was taken, for `calaim review`; nothing of a choice."""
    if held.kind != "text" or reply.understood is None:
        return None
    before, after = ((each or {}).get("attempts", 0) for each in (to.screening, reply.screening))
    return {**reply.understood, "question": _asked(to), "missed": after > before}


def _crossed(held: Received, to: Conversation) -> bool:
    """Whether the question now open was put only after the text had been written."""
    is_new = to.state is not None and held.kind == "text"
    return is_new and held.asked_seq != to.open_question_seq


def _request(held: Received, to: Conversation, clock: Clock) -> TurnRequest:
    return TurnRequest(
        conversation=to.id,
        message_id=str(held.id),
        text=held.text,
        choice=held.choice if held.kind != inbox.BACK else None,
        channel=to.channel,
        today=clock.today(),
        at=held.received_at,
        state=to.state,
        crossed=_crossed(held, to),
        by_phone=held.speaker is not None,
        act=ACTS.get(held.kind),
    )

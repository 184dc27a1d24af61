"""
Watching over those who wait for a person; nothing here remembers, all is read from the database.

Broken promises are put before supervisors, cases nobody does anything for go back to the others,
and who writes to a person without an answer is told so, and then given the assistant back. Who is
on the telephone with somebody waits for nothing in the chat; there only a session without any
activity ends.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.channels.fixed_texts import Notice
from bot.handoff.case_life import LEFT_WAITING, Refused
from bot.handoff.promises import promises
from bot.storage import case_events, case_life, cases, conversations, decisions
from bot.storage.cases import StoredCase
from bot.storage.cipher import KeyProblem
from bot.storage.conversations import Conversation
from bot.storage.database import Database
from bot.worker.replying import say_unasked
from bot.worker.takeover import end_hold
from bot.worker.together import end_call

log = logging.getLogger("calaim.staff")


def watch_over(database: Database, now: datetime) -> int:
    """
    Do what is due; give how much it was.

    Raises:
        StoreError: The database did not answer; what was done before stays done.
    """
    with database.read() as connection:
        overdue, idle = case_life.overdue(connection, now), case_life.idle(connection, now)
        held, late = conversations.held(connection), decisions.overdue(connection, now)
    done = sum(_alone(database, case_life.escalate, each, now) for each in overdue)
    done += sum(_alone(database, case_life.lapse, each, now) for each in idle)
    done += sum(_alone(database, decisions.tell_late, each, now) for each in late)
    done += sum(_look_past_damage(database, each, now) for each in held)
    return done


def _alone(
    database: Database,
    act: Callable[[Connection, int, datetime], bool],
    case_id: int,
    now: datetime,
) -> bool:
    """Do one thing in a transaction of its own; somebody may have been quicker."""
    with database.write() as connection:
        try:
            done = act(connection, case_id, now)
        except (Refused, KeyProblem):
            return False
    if done:
        log.warning("case_moved", extra={"status": act.__name__})
    return done


def _look_past_damage(database: Database, identity: str, now: datetime) -> bool:
    """Look at one conversation; what cannot be read of it keeps nobody else waiting."""
    try:
        return _look_at(database, identity, now)
    except KeyProblem:
        log.error("hold_unreadable", extra={"conversation": identity})
        return False


def _look_at(database: Database, identity: str, now: datetime) -> bool:
    """Look whether a person has been silent for too long in one conversation."""
    with database.read() as connection:
        if not _is_due(connection, conversations.get_as_it_is(connection, identity), now):
            return False
    with database.write() as connection:
        to = conversations.lock_as_it_is(connection, identity)
        if not _is_due(connection, to, now):
            return False
        _break_silence(connection, to, cases.talked_in(connection, identity), now)
    return True


def _is_due(connection: Connection, to: Conversation, now: datetime) -> bool:
    if to.held_by is None:
        return False
    is_untold = to.told_of_wait_at is None and to.opted_out_at is None and to.together_at is None
    return (is_untold and _waits(to, now)) or _must_end(connection, to, now)


def _break_silence(
    connection: Connection, to: Conversation, case: StoredCase | None, now: datetime
) -> None:
    if case is None or _must_end(connection, to, now):
        end = end_hold if to.together_at is None else end_call
        end(connection, to, case, now)
        log.warning("hold_ended", extra={"conversation": to.id})
        return
    say_unasked(connection, to, Notice.WAIT, now)
    conversations.change(connection, to.id, told_of_wait_at=now)
    case_events.add(connection, case.id, LEFT_WAITING, case_life.ASSISTANT, now)
    log.warning("member_left_waiting", extra={"conversation": to.id})


def _waits(to: Conversation, now: datetime) -> bool:
    since = to.unanswered_since
    return since is not None and since + promises().tell_of_silence <= now


def _must_end(connection: Connection, to: Conversation, now: datetime) -> bool:
    """Whether a member waited too long, or whoever has the conversation is not there any more."""
    since = to.unanswered_since if to.together_at is None else None
    if since is not None and since + promises().end_silence <= now:
        return True
    case = cases.talked_in(connection, to.id)
    return case is None or case_life.is_idle(connection, case.id, now)

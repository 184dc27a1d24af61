"""Closing a case, and telling the member so where they still listen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from bot.channels import fixed_texts
from bot.channels.fixed_texts import in_language
from bot.handoff.case_life import TALKING, Event, Life, Move, Refused, StaffMember
from bot.handoff.danger import dangers, keeps_silent, last_violence
from bot.handoff.reaching import written_in
from bot.storage import calls, case_life, conversations, messages
from bot.storage.cases import StoredCase
from bot.storage.conversations import Conversation
from bot.worker.deliveries import LATE_AFTER
from bot.worker.replying import say_plainly
from bot.worker.takeover import FREE, check_writes

SAME_AS_ANOTHER, NOT_REACHED = "duplicate", "not_reached"
NEEDS_NO_ANSWER = ("safe_now", "emergency_called", SAME_AS_ANOTHER)
"""Reasons for which somebody looks after them already: nothing may stand in the way then."""
UNANSWERED = "They wrote last. Answer them first, or write a note on why it needs no answer."


def close(
    connection: Connection,
    case: StoredCase,
    staff: StaffMember,
    reason: str,
    now: datetime,
    note: str = "",
) -> None:
    """
    Close a case, also while they write with the member, who hears once that it is done.

    Args:
        reason: A key of `promises().reasons`.
        note: For staff; who writes one may leave the member's last words unanswered.

    Raises:
        Refused: It cannot be closed now, the reason is none, or "unanswered".
    """
    to = conversations.lock_as_it_is(connection, case.conversation_id)
    life = case_life.life_of(connection, case.id)
    if life.status == TALKING:
        check_writes(to)
        if to.unanswered_since and not note.strip() and reason not in NEEDS_NO_ANSWER:
            raise Refused("unanswered", UNANSWERED)
        case_life.move(connection, case.id, Move(Event.HAND_BACK, now, staff))
        # Whatever they write next is answered with the question that is open.
        conversations.change(connection, to.id, **FREE, paused_at=now)
    case_life.resolve(connection, case.id, staff, reason, now, note)
    to = conversations.get_as_it_is(connection, to.id)
    name, was_talked = _first_name(life, staff), life.status == TALKING
    # The helper speaks again where a person did; beside a question that is open it is a notice.
    sender = "assistant" if was_talked else "system"
    if reason == SAME_AS_ANOTHER and was_talked:
        left = in_language(fixed_texts.HAS_LEFT, to.language).format(name=name)
        say_plainly(connection, to, sender, left, now)
    elif reason != SAME_AS_ANOTHER and _listens(connection, to, case, now):
        why = "" if _is_untold(connection, case, reason) else reason
        words, body = _told(connection, to, case, (name, why), now)
        say_plainly(connection, to, sender, words, now, body)


def _first_name(life: Life, staff: StaffMember) -> str:
    return (life.claimed_name or staff.title).partition(",")[0]


def _told(
    connection: Connection, to: Conversation, case: StoredCase, of: tuple[str, str], now: datetime
) -> tuple[str, str]:
    """Give what is said, and what a text message says that others may see."""
    body = finished_words(*of, to.language)
    if not dangers(case.details):
        return body, body
    language = written_in(case.details, to.language)
    words = finished_words(*of, language, fixed_texts.FINISHED_DANGER)
    return words, words if _is_there(connection, to, now) else body


def finished_words(
    name: str, reason: str, language: str, texts: dict[str, str] = fixed_texts.FINISHED
) -> str:
    """Say that somebody has finished, why where that is kind to say, and how to reach a person."""
    told = in_language(texts, language).format(name=name)
    why = in_language(fixed_texts.FINISHED_WHY.get(reason, {"en": ""}), language)
    way_back = in_language(fixed_texts.FINISHED_WAY_BACK, language)
    return " ".join(part for part in (told, why, way_back) if part)


def _is_untold(connection: Connection, case: StoredCase, reason: str) -> bool:
    """Whether it would tell of calls that nobody wrote down, or that who is violent may read."""
    if reason != NOT_REACHED:
        return False
    return keeps_silent(case.details) or not calls.unreached_in_a_row(connection, case.id)


def _listens(connection: Connection, to: Conversation, case: StoredCase, now: datetime) -> bool:
    """
    Whether it can be told where only they read it.

    A text that lights up a telephone may be read by who is violent to them, so it goes only to who
    wrote a moment ago.
    """
    if to.opted_out_at is not None or to.erased_at is not None or to.held_by is not None:
        return False
    if to.channel == "web":
        return conversations.has_token(connection, to.id)
    is_there = _is_there(connection, to, now)
    return is_there or not last_violence(case.details)


def _is_there(connection: Connection, to: Conversation, now: datetime) -> bool:
    """Whether they wrote a moment ago."""
    written = messages.last_written(connection, to.id)
    return written is not None and now - written <= LATE_AFTER

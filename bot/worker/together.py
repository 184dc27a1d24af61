"""
A member of staff goes on with the questions for a member, by telephone with them.

What the member says on the telephone is an ordinary message of the same conversation, with one
turn like any other; only that nothing of it is texted. Meanwhile `held_by` and `together_at` are
set, so that nobody else writes there, and what the member writes is left to whoever has it. Each is
part of the caller's one transaction and locks the conversation before the case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.channels import fixed_texts
from bot.channels.fixed_texts import Notice, in_language
from bot.handoff.case_life import DESKS, LONGEST_TITLE, Event, Move, Refused, StaffMember
from bot.storage import case_life, conversations, inbox, messages
from bot.storage.cases import StoredCase
from bot.storage.conversations import Conversation
from bot.storage.inbox import Earlier
from bot.storage.messages import newest_asked
from bot.worker.coming_back import come_back
from bot.worker.deliveries import make_way
from bot.worker.replying import say_unasked
from bot.worker.takeover import FREE, NO_NAME, check_is_here

ON_THE_PHONE = ", on the phone"
ANSWERED = "This question was answered meanwhile. Here is what is asked now."
STILL_TAKEN = "The answer before this one is still being taken. Wait a moment."


@dataclass(frozen=True)
class Given:
    """
    What the member says on the telephone.

    Args:
        id: Of the form it was sent with, so that a repeat is recognized.
        to: The number of the message that it answers.
        text: Their words, or the labels of what they chose.
        choice: The values chosen; None where it is told in words.
        needs_turn: False where it speaks of danger: then it answers nothing, and is kept for staff.
    """

    id: str
    to: int
    text: str
    choice: tuple[str, ...] | None = None
    needs_turn: bool = True


def spoken_title(staff: StaffMember) -> str:
    """Who gives an answer, as the member reads it: "Maria, Member Services, on the phone"."""
    ending = f", {DESKS[staff.desk]}{ON_THE_PHONE}"
    return f"{staff.name[: LONGEST_TITLE - len(ending)]}{ending}"


def begin(
    connection: Connection,
    case: StoredCase,
    staff: StaffMember,
    now: datetime,
    *,
    leads_on: bool = False,
) -> None:
    """
    Take the conversation of a case, which is claimed on the way, to go on with its questions.

    Who does so already is not announced again. Where nothing was asked yet, the first question is.

    Args:
        leads_on: Whether what is open is not the next question of the screening: then that is put.

    Raises:
        Refused: Somebody has the conversation, they had everything erased, or the case is closed.
    """
    to = conversations.lock(connection, case.conversation_id)
    if to.together_at is not None and to.held_by == staff.account:
        check_is_here(connection, case, staff)
        return
    _check_is_free(connection, to, staff)
    case_life.claim(connection, case.id, staff, now)
    case_life.move(connection, case.id, Move(Event.PHONE, now, staff))
    inbox.leave_to_staff(connection, to.id, now)
    make_way(connection, to.id, now)
    held = {"held_by": staff.account, "held_since": now, "together_at": now}
    asked = {"open_question_seq": None, "unanswered_since": None, "told_of_wait_at": None}
    conversations.change(connection, to.id, **held, **asked)
    told = in_language(fixed_texts.BY_PHONE, to.language)
    title = spoken_title(staff)
    seq = messages.add(connection, to.id, "staff", told, now, speaker=title)
    if to.state is None or leads_on:
        key = f"staff:{to.id}:{now.isoformat()}"
        inbox.add(connection, to.id, key, now, kind=inbox.ONWARD, seq=seq, speaker=title)


def give(
    connection: Connection, case: StoredCase, staff: StaffMember, given: Given, now: datetime
) -> bool:
    """
    Have an answer of the member taken; False where it was given before.

    Raises:
        Refused: "not_together", "not_yours", "empty", "answered", "id_reused" or "busy".
    """
    to = conversations.lock(connection, case.conversation_id)
    _check_goes_on(connection, to, staff)
    check_is_here(connection, case, staff)
    key = f"staff:{to.id}:{given.id}"
    earlier = inbox.earlier(connection, key)
    if earlier is not None:
        if not _is_same(earlier, given):
            raise Refused("answered", ANSWERED)
        return False
    if given.needs_turn:
        _check_is_open(connection, to, given)
    if not given.text:
        raise Refused("empty", "Write what they said, or choose an answer of this question.")
    case_life.touch(connection, case.id, staff, now)
    title = spoken_title(staff)
    # Of danger nothing stands in the chat: who hurts them may look at it.
    shown = given.text if given.needs_turn else in_language(fixed_texts.NOT_SHOWN, to.language)
    seq = messages.add(connection, to.id, "staff", shown, now, speaker=title)
    inbox.add(
        connection,
        to.id,
        key,
        now,
        kind="text" if given.choice is None else "choice",
        text=given.text,
        choice=_listed(given),
        seq=seq,
        status="open" if given.needs_turn else "done",
        speaker=title,
    )
    return True


def stop(
    connection: Connection,
    case: StoredCase,
    staff: StaffMember,
    now: datetime,
    *,
    sends_thanks: bool = False,
) -> None:
    """
    Leave the questions to the assistant again; the case stays claimed.

    In the web chat it says so and goes on. By text nothing is said; who writes again is asked on.

    Args:
        sends_thanks: Whether one text goes out after all, which tells nothing.

    Raises:
        Refused: "not_together" or "not_yours".
    """
    to = conversations.lock_as_it_is(connection, case.conversation_id)
    if to.together_at is None:
        _check_goes_on(connection, to, staff)
    who = case_life.life_of(connection, case.id).claimed_name
    case_life.move(connection, case.id, Move(Event.HANG_UP, now, staff))
    _let_go(connection, to, who, now)
    if sends_thanks and to.channel == "sms":
        say_unasked(connection, conversations.get_as_it_is(connection, to.id), Notice.TALKED, now)


def end_call(
    connection: Connection, to: Conversation, case: StoredCase | None, now: datetime
) -> None:
    """
    Bring the assistant back where nobody does anything any more, without a text.

    The case goes back to the others by itself, as any that nobody does anything for.

    Args:
        to: The conversation, locked.
        case: The one for which they phoned, if there still is one.
    """
    who = case_life.talker(connection, to.id)
    if case is not None:
        case_life.move(connection, case.id, Move(Event.HANG_UP, now))
    _let_go(connection, to, who, now)


def _let_go(connection: Connection, to: Conversation, who: str | None, now: datetime) -> None:
    conversations.change(connection, to.id, **FREE)
    if to.channel == "web" and conversations.has_token(connection, to.id):
        name = (who or NO_NAME).partition(",")[0]
        told = in_language(fixed_texts.AFTER_PHONE, to.language).format(name=name)
        come_back(connection, conversations.get_as_it_is(connection, to.id), [told], now)
    else:
        conversations.change(connection, to.id, paused_at=now)


def _check_is_open(connection: Connection, to: Conversation, given: Given) -> None:
    if inbox.has_open(connection, to.id):
        raise Refused("busy", STILL_TAKEN)
    if given.to != newest_asked(connection, to.id):
        raise Refused("answered", ANSWERED)


def _is_same(earlier: Earlier, given: Given) -> bool:
    """Whether a repeated id brings the same answer; what is chosen may be told in any order."""
    if given.choice is None:
        return earlier.choice is None and earlier.text == given.text
    return set(earlier.choice or ()) == set(given.choice)


def _listed(given: Given) -> list[str] | None:
    return None if given.choice is None else list(given.choice)


def _check_is_free(connection: Connection, to: Conversation, staff: StaffMember) -> None:
    if to.erased_at is not None:
        raise Refused("erased", "They had everything erased, so there is nothing to go on with.")
    if to.held_by == staff.account:
        raise Refused("talking", "You write with them. Hand the conversation back first.")
    if to.held_by is not None:
        raise Refused("taken", f"{_holder(connection, to)} is in this conversation.")


def _check_goes_on(connection: Connection, to: Conversation, staff: StaffMember) -> None:
    if to.together_at is None:
        raise Refused("not_together", "You do not have the questions any more. Begin again first.")
    if to.held_by != staff.account:
        raise Refused("not_yours", f"{_holder(connection, to)} goes on with these questions.")


def _holder(connection: Connection, to: Conversation) -> str:
    return case_life.talker(connection, to.id) or "Somebody else"

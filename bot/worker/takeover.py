"""
A member of staff takes over a conversation, speaks in it, and hands it back to the assistant.

Each is part of the caller's one transaction and locks the conversation before the case. Meanwhile
`held_by` is set: what the member writes is kept and acknowledged but has no turn
(`bot.gateway.intake`), and the turn in hand at the moment of the takeover commits nothing.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from bot.channels import fixed_texts
from bot.channels.fixed_texts import in_language
from bot.channels.staff_text import LONGEST, with_name
from bot.handoff.case_life import DESKS, TALKING, Event, Move, Refused, StaffMember
from bot.handoff.danger import dangers
from bot.handoff.reaching import phone_allowed, written_in
from bot.storage import case_life, cases, conversations, inbox, messages
from bot.storage.cases import StoredCase
from bot.storage.conversations import Conversation
from bot.worker.coming_back import come_back, stay_calm
from bot.worker.deliveries import make_way
from bot.worker.in_danger import open_danger, soon_words
from bot.worker.replying import say_for_staff

LONGEST_SETTLED = 120
UNANSWERED = "They wrote last. Answer them first, or hand back with what was settled."
ENDS = (".", "!", "?", "\u2026")
NO_NAME = "the person"
THEY_ENDED = "They ended the chat."
FREE = dict.fromkeys(
    ("held_by", "held_since", "together_at", "unanswered_since", "told_of_wait_at")
)


def take_over(connection: Connection, case: StoredCase, staff: StaffMember, now: datetime) -> int:
    """
    Take the conversation of a case, which is claimed on the way, and say who is there.

    Who has it already is not announced again.

    Returns:
        The number of the last message in the log.

    Raises:
        Refused: Somebody else has it, they cannot read here any more ("chat_over", "opted_out",
            "erased"), or the case is closed.
    """
    to = conversations.lock_as_it_is(connection, case.conversation_id)
    check_writes(to, staff)
    if to.held_by == staff.account:
        check_is_here(connection, case, staff)
        return to.last_seq
    if to.held_by is not None:
        raise Refused("taken", f"{_holder(connection, to)} writes with them.")
    _check_reads(connection, to, case)
    case_life.claim(connection, case.id, staff, now)
    case_life.move(connection, case.id, Move(Event.TALK, now, staff))
    waited = inbox.leave_to_staff(connection, to.id, now)
    make_way(connection, to.id, now)
    held = {"held_by": staff.account, "held_since": now, "open_question_seq": None}
    since = now if waited else None
    conversations.change(connection, to.id, **held, unanswered_since=since, told_of_wait_at=None)
    is_danger = bool(dangers(case.details))
    greeting = fixed_texts.TAKES_OVER_DANGER if is_danger else fixed_texts.TAKES_OVER
    language = written_in(case.details, to.language)
    text = in_language(greeting, language).format(name=staff.name, desk=DESKS[staff.desk])
    return say_for_staff(connection, to, staff.title, text, text, now)


def speak(
    connection: Connection, case: StoredCase, staff: StaffMember, text: str, now: datetime
) -> int:
    """
    Say something to the member; give its number in the log.

    Raises:
        Refused: "not_talking", "not_yours", "opted_out", "chat_over", "empty" or "long".
    """
    to = conversations.lock_as_it_is(connection, case.conversation_id)
    _check_reads(connection, to, case)
    _check_holds(connection, to, case, staff)
    text = text.strip()
    if not text:
        raise Refused("empty", "There is nothing to send yet.")
    body = sms_body(connection, to, staff, text)
    if len(body) > LONGEST:
        raise Refused("long", f"This is {len(body) - LONGEST} characters too long for one message.")
    conversations.change(connection, to.id, unanswered_since=None, told_of_wait_at=None)
    case_life.heard(connection, case.id, now)
    return say_for_staff(connection, to, staff.title, text, body, now)


def sms_body(connection: Connection, to: Conversation, staff: StaffMember, text: str) -> str:
    """Give a text of staff as it is sent: begun with the name where somebody else spoke before."""
    is_same = messages.last_speaker(connection, to.id) == staff.title
    return text if is_same else with_name(staff.name, text)


def hand_back(
    connection: Connection, case: StoredCase, staff: StaffMember, now: datetime, settled: str = ""
) -> None:
    """
    Leave the conversation to the assistant, which says so and goes on; the case stays claimed.

    Args:
        settled: What was settled, as the member is told it; up to `LONGEST_SETTLED`.

    Raises:
        Refused: "not_talking", "not_yours", "long", or "unanswered": words meant for a person are
            never left to nobody.
    """
    settled = " ".join(settled.split())
    if len(settled) > LONGEST_SETTLED:
        raise Refused("long", f"What was settled may have {LONGEST_SETTLED} characters.")
    to = conversations.lock_as_it_is(connection, case.conversation_id)
    said = settled if settled.endswith(ENDS) else f"{settled}."
    told = in_language(fixed_texts.SETTLED, to.language).format(settled=said) if settled else ""
    _leave(connection, to, case, Move(Event.HAND_BACK, now, staff), told, settled)


def leave_to_desk(
    connection: Connection, case: StoredCase, staff: StaffMember, desk: str, now: datetime
) -> None:
    """
    Leave the conversation to the assistant, which says with which desk the case goes on.

    Raises:
        Refused: As `hand_back`.
    """
    to = conversations.lock_as_it_is(connection, case.conversation_id)
    told = in_language(fixed_texts.HANDED_ON, to.language).format(desk=DESKS[desk])
    _leave(connection, to, case, Move(Event.HAND_BACK, now, staff), told)


def _leave(
    connection: Connection,
    to: Conversation,
    case: StoredCase,
    move: Move,
    told: str,
    settled: str = "",
) -> None:
    check_writes(to)
    if to.unanswered_since is not None and not settled:
        raise Refused("unanswered", UNANSWERED)
    who = case_life.life_of(connection, case.id).claimed_name
    case_life.move(connection, case.id, move, settled)
    _let_go(connection, to, fixed_texts.HAS_LEFT, who, told, move.at)


def end_hold(
    connection: Connection, to: Conversation, case: StoredCase | None, now: datetime
) -> None:
    """
    Bring the assistant back where the person writes no more; the case waits for the next one.

    Args:
        to: The conversation, locked.
        case: The one for which they write, if there still is one.
    """
    who = case_life.talker(connection, to.id)
    if case is not None:
        case_life.move(connection, case.id, Move(Event.HAND_BACK, now))
        case_life.return_at_once(connection, case.id, now)
    _let_go(connection, to, fixed_texts.HAD_TO_LEAVE, who, "", now)


def end_with_chat(connection: Connection, to: Conversation, now: datetime) -> None:
    """
    End the hold of a chat that the member ends; who had it keeps the case, and reads why.

    Questions that go on by telephone go on.

    Args:
        to: The conversation, locked.
    """
    if to.held_by is None or to.together_at is not None:
        return
    case = cases.talked_in(connection, to.id)
    if case is not None:
        case_life.move(connection, case.id, Move(Event.HAND_BACK, now), THEY_ENDED)
    conversations.change(connection, to.id, **FREE)


def _let_go(
    connection: Connection,
    to: Conversation,
    texts: dict[str, str],
    who: str | None,
    more: str,
    now: datetime,
) -> None:
    conversations.change(connection, to.id, **FREE)
    name = (who or NO_NAME).partition(",")[0]
    told = [in_language(texts, to.language).format(name=name)]
    if more:
        told.append(more)
    to, danger = conversations.get_as_it_is(connection, to.id), open_danger(connection, to)
    if danger is None:
        come_back(connection, to, told, now)
    else:
        stay_calm(connection, to, told, soon_words(danger, to.language), now)


def _check_holds(
    connection: Connection, to: Conversation, case: StoredCase, staff: StaffMember
) -> None:
    check_writes(to, staff)
    if to.held_by is None:
        raise Refused("not_talking", "You do not have this conversation. Take it over first.")
    if to.held_by != staff.account:
        raise Refused("not_yours", f"{_holder(connection, to)} writes with them.")
    check_is_here(connection, case, staff)


def check_is_here(connection: Connection, case: StoredCase, staff: StaffMember) -> None:
    """
    Check that who has the conversation has it for this case, not for another of the same chat.

    Raises:
        Refused: "elsewhere", with the case to go on in.
    """
    life = case_life.life_of(connection, case.id)
    if life.status == TALKING and life.claimed_by == staff.account:
        return
    here = cases.talked_in(connection, case.conversation_id)
    where = f"case {here.code}" if here else "another case"
    raise Refused("elsewhere", f"You have this conversation for {where}. Go on there.")


def check_writes(to: Conversation, staff: StaffMember | None = None) -> None:
    """
    Check that it is not by telephone that somebody has the conversation, see `bot.worker.together`.

    Args:
        staff: Only where it is they.
    """
    if to.together_at is not None and (staff is None or to.held_by == staff.account):
        raise Refused("together", "The questions go on by telephone here. Stop that first.")


def _check_reads(connection: Connection, to: Conversation, case: StoredCase) -> None:
    """Whether what is written to them now can reach them."""
    phone = phone_allowed(case.details)
    if to.opted_out_at is not None:
        raise Refused("opted_out", f"They opted out of texts, so nothing can be sent. {phone}")
    if to.erased_at is not None:
        raise Refused("erased", f"They had everything erased, and wrote nothing since. {phone}")
    if to.channel == "web" and not conversations.has_token(connection, to.id):
        raise Refused("chat_over", f"They ended the chat, so nothing can be sent. {phone}")


def _holder(connection: Connection, to: Conversation) -> str:
    """Who of the staff has the conversation."""
    return case_life.talker(connection, to.id) or "Somebody else"

"""A wish whose case staff have closed is settled: the next one opens a case of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from bot.conversation.asking import STUCK_AFTER
from bot.conversation.course import GO_ON
from bot.conversation.first import BOOKED
from bot.conversation.handover import CALL_ME, CASE_CLOSED, CASE_OPEN, CODE_PLACE, WANTS_A_CASE
from bot.errors import CalaimError
from bot.handoff.case import NOT_SAID, CaseDraft, subject_of
from bot.handoff.case_life import CALLED_BACK
from bot.storage import standings
from bot.storage.conversations import Conversation
from bot.storage.open_cases import has_open
from bot.worker.replying import with_code
from bot.worker.sentences import Sentences
from bot.worker.turn_client import TurnReply

PEOPLE = (NOT_SAID, "self", "provider", "child", "other")


class CaseMoved(CalaimError):
    """A case was opened or closed while the turn was taken; it is taken again."""


def case_of(connection: Connection, to: Conversation) -> str | None:
    """Give how their case stands: "closed" of the wish that stands in the screening, or "open"."""
    subjects = (_who(to), NOT_SAID)
    own = tuple(subject_of(person, _round(to)) for person in subjects)
    if _wish(to) in WANTS_A_CASE and not has_open(connection, to.id, own):
        return CASE_CLOSED
    return CASE_OPEN if has_open(connection, to.id, _all_subjects(to)) else None


def as_told(connection: Connection, to: Conversation, case: str | None) -> Conversation:
    """
    Give the conversation as the turn found it: without a wish that is settled.

    Args:
        case: What the turn was told.

    Raises:
        CaseMoved: It is otherwise by now.
    """
    if (case == CASE_CLOSED) != (case_of(connection, to) == CASE_CLOSED):
        raise CaseMoved
    if case != CASE_CLOSED or to.screening is None:
        return to
    handover = {**to.screening["handover"], "wanted": None}
    return replace(to, screening={**to.screening, "handover": handover})


def with_promise(
    connection: Connection, draft: CaseDraft, to: Conversation, text: str
) -> CaseDraft:
    """Give the draft such that there is a case, where the message tells of one."""
    is_told = CODE_PLACE in text and not has_open(connection, to.id, _all_subjects(to))
    return replace(draft, may_open=True) if is_told else draft


def with_made_call(
    connection: Connection,
    to: Conversation,
    reply: TurnReply,
    code: str | None,
    sentences: Sentences,
) -> dict[str, Any]:
    """
    Give the message, with its code, such that it tells of no call to come which was made already.

    Args:
        reply: Where it wishes anything else than before, that is still to come.
        code: Of the case that the turn is about.
    """
    shown, after = with_code(reply.shown(), code), reply.screening or {}
    is_closing = after.get("open") in (None, GO_ON) and after.get("aside") in (None, BOOKED)
    is_same = after.get("handover") == (to.screening or {}).get("handover")
    is_stuck = after.get("attempts", 0) >= STUCK_AFTER
    if _wish(to) != CALL_ME or not (is_closing and is_same) or is_stuck:
        return shown
    known = standings.of_conversation(connection, to.id)
    case = next((each for each in known if each.code == code), None)
    if case is None or case.status != CALLED_BACK or case.heard_at is None:
        return shown
    book = sentences.wording.book(to.language)
    name = (case.claimed_name or "").partition(",")[0] or book.say("breaks.case.somebody")
    told = book.say("breaks.case.called", name=name, **sentences.numbers)
    asked = f" {book.say('questions.go_on.ask')}" if shown.get("question") else ""
    return {**shown, "text": f"{told}{asked}"}


def _wish(to: Conversation) -> Any:
    return ((to.screening or {}).get("handover") or {}).get("wanted")


def _who(to: Conversation) -> str:
    return str((to.screening or {}).get("who") or NOT_SAID)


def _round(to: Conversation) -> int:
    number = (to.screening or {}).get("round", 1)
    return number if isinstance(number, int) else 1


def _all_subjects(to: Conversation) -> tuple[str, ...]:
    """Whomever a case of the conversation can be about, the first screenings too."""
    rounds = range(1, _round(to) + 1)
    return tuple({subject_of(person, number) for person in PEOPLE for number in rounds})

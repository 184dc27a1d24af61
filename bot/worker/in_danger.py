"""
Somebody wrote of danger, and nobody of the staff is there yet: what they hear meanwhile.

No question is pushed on them: a bare word after the help answers nothing that was asked before it.
They go on with the questions when they say so.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.channels import fixed_texts
from bot.channels.fixed_texts import in_language
from bot.handoff.case import CaseDraft
from bot.handoff.case_life import OPEN
from bot.handoff.danger import HINT, dangers, keeps_silent, mark_danger
from bot.handoff.reaching import written_in
from bot.language.plain import plain
from bot.safety import Danger
from bot.storage import cases, inbox, messages
from bot.storage.cases import StoredCase
from bot.storage.conversations import Conversation
from bot.storage.inbox import Received
from bot.worker.helping import LATELY, all_help, other_language

SENDERS = ("assistant", "staff", "system")
BARE = frozenset(
    {
        *("ok", "okay", "k", "kk", "yes", "yeah", "yea", "yep", "ya", "y", "yes please", "no"),
        *("thanks", "thank you", "thx", "ty", "ok thanks", "ok thank you", "okay thanks"),
        *("si", "sip", "gracias", "bueno", "si por favor", "ok gracias", "si gracias"),
        *("is anyone there", "is anybody there", "anyone there", "anybody there", "are you there"),
        *("is somebody there", "is someone there", "hay alguien", "hay alguien ahi"),
    }
)
"""What says nothing that a question could be answered with, in small letters."""
GREETINGS = frozenset({"hi", "hello", "hey", "hola"})
GOES_ON = frozenset({"go on", "continue", "keep going", "seguir"})
MENU = frozenset("123456789")
"""A number of options that are not shown any more, see `without_call`."""
NO_OPTIONS = (*fixed_texts.NO_CALL.values(), *fixed_texts.NO_CALL_PERSON.values())
CALM = (*fixed_texts.SOON.values(), *NO_OPTIONS)
"""What ends a message that asks nothing."""
CALL = "call_me"
# As the wording tells who asks for a person; a test holds it to that.
OFFERS = "Or someone can call you."
_LAST_QUESTION = re.compile(r"(^|(?<=[.!?])\s)[^.!?]*\?\s*$")


def with_distress(draft: CaseDraft, danger: Danger | None, held: Received) -> CaseDraft:
    """Give the draft with what a message that goes on to its turn tells of danger, if it does."""
    if danger is None or not held.text:
        return draft
    at, language = held.received_at.isoformat(), other_language(danger, held.text)
    return mark_danger(draft, danger.kind, held.text, at, language, tier=HINT)


def open_danger(connection: Connection, to: Conversation) -> StoredCase | None:
    """Give the case in hand for which they wrote of danger, if there is one."""
    found = cases.not_closed(connection, to.id)
    return next((each for each in found if each.status in OPEN and dangers(each.details)), None)


def soon_words(case: StoredCase, language: str) -> str:
    """Say that somebody writes soon, where help is now, and how to go on with the questions."""
    return in_language(fixed_texts.SOON, written_in(case.details, language))


def is_bare(text: str) -> bool:
    """Whether a text says nothing but yes, hello, a number or that they want to go on."""
    return plain(text) in BARE | GREETINGS | GOES_ON | MENU


def answer_in_danger(
    connection: Connection, to: Conversation, held: Received, now: datetime
) -> str | None:
    """
    Give the answer to a bare word after help or after a person has left; None where it is a turn.

    Who says that they want to go on gets the open question, by a turn of the assistant's own.
    """
    said, text = _said_last(connection, to, now), plain(held.text or "")
    is_calm = said.endswith(CALM)
    if not (is_calm or said in all_help()):
        return None
    case = open_danger(connection, to)
    if case is None or (text in GREETINGS and not is_calm):
        return None
    if text in MENU and not said.endswith(NO_OPTIONS):
        return None
    if text not in GOES_ON:
        return soon_words(case, to.language)
    key = f"back:{secrets.token_hex(16)}"
    inbox.add(connection, to.id, key, now, kind=inbox.BACK, choice=[])
    return ""


def _said_last(connection: Connection, to: Conversation, now: datetime) -> str:
    said = messages.newest_of(connection, to.id, SENDERS, now - LATELY, 1)
    return said[0] if said else ""


def without_call(
    connection: Connection, to: Conversation, shown: dict[str, Any], screening: Any
) -> dict[str, Any]:
    """
    Give the message without the offer of a call, where a call may be heard by who hurts them.

    Args:
        screening: As this turn left it.
    """
    options = (shown.get("question") or {}).get("options") or ()
    if CALL not in [option["value"] for option in options]:
        return shown
    case = open_danger(connection, to)
    if case is None or not keeps_silent(case.details):
        return shown
    asks = _wish(screening) == "person" != _wish(to.screening)
    texts = fixed_texts.NO_CALL_PERSON if asks else fixed_texts.NO_CALL
    told = _LAST_QUESTION.sub("", str(shown["text"])).replace(OFFERS, "").strip()
    return {**shown, "text": f"{told} {in_language(texts, 'en')}".strip(), "question": None}


def _wish(screening: Any) -> Any:
    return ((screening or {}).get("handover") or {}).get("wanted")

"""Going on with the questions in the console: what the panel on a case's page shows."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from bot.console.access import AT_THE_DESK, Visit
from bot.console.spans import clock_time
from bot.conversation.handover import CODE_PLACE, WANTS_A_CASE
from bot.conversation.questions import NONE, NOT_SURE, SKIP, AskedQuestion
from bot.conversation.resuming import ONWARD
from bot.conversation.screening import Screening, withdrawn
from bot.handoff.answers import AnswerReader
from bot.handoff.case_life import CALLED_BACK, CLAIMED, WAITING
from bot.handoff.danger import dangers
from bot.handoff.keeping import OTHERS
from bot.handoff.reaching import number_to_call
from bot.safety import help_line, names_help
from bot.storage import conversations, messages
from bot.storage.cases import StoredCase
from bot.storage.conversations import Conversation
from bot.storage.queue import Listed
from bot.storage.unanswered import waits_since
from bot.worker.spoken import interview

Json = dict[str, Any]
IS_AWAY = timedelta(seconds=10)
"""After so long without an answer the assistant is taken to be away."""
A_TICK = timedelta(milliseconds=1)
"""The log tells times as precisely as that."""
MOST_MESSAGES = 2000
TO_SEND = re.compile(r" ?\b(?:Please send|Send) (?:a number|all that fit)[^.]*\.")
"""How a question is answered in writing; who reads it out asks for nothing to be sent."""
ENDED = {NOT_SURE: "not sure", SKIP: "skipped"}


@dataclass(frozen=True)
class Choice:
    """One option; `number` is what one would text, 0 for none."""

    value: str
    label: str
    number: int


@dataclass(frozen=True)
class Asked:
    """
    The open question.

    Args:
        kind: "yes_no", "choice", "multiple", "number" or "text".
        main: What to choose from.
        around: What answers it as a whole: none of these, not sure, skip.
        why: Why it is asked; empty where nothing is written of it.
    """

    kind: str
    main: tuple[Choice, ...]
    around: tuple[Choice, ...]
    why: str


def panel(visit: Visit, listed: Listed, kept: Mapping[str, Any] | None = None) -> Json:
    """
    Give what the panel shows.

    Args:
        kept: What could not be taken, so that nobody has to type it again: `sentence`, `typed`,
            `picked`.
    """
    connection, case, me = visit.connection, listed.case, visit.staff
    to = conversations.get_as_it_is(connection, case.conversation_id)
    empty: Json = {"sentence": "", "typed": "", "picked": ()}
    number = number_to_call(case.details)
    shown: Json = {"mode": "none", "why_not": "", "number": number, **empty, **(kept or {})}
    if me.role not in AT_THE_DESK:
        return shown
    if to.together_at is not None and to.held_by == me.account:
        return {**shown, "mode": "mine", **_mine(connection, to, case, visit.now)}
    if to.together_at is not None:
        return {**shown, "mode": "other", "who": listed.place.claimed_name or "Somebody else"}
    in_hand = case.status in (CLAIMED, CALLED_BACK) and listed.place.claimed_by == me.account
    if not (in_hand or case.status == WAITING):
        return shown
    why_not = _why_not(to, case)
    return {**shown, "mode": "no" if why_not else "offer", "why_not": why_not}


def _why_not(to: Conversation, case: StoredCase) -> str:
    """Why nobody can go on with these questions; empty where one can."""
    if to.erased_at is not None or (to.state is not None and screening_of(to) is None):
        return "Nothing is kept of these questions, so nobody can go on with them."
    rounds = {case.details.get("round", 1)}
    rounds |= {told.get("round") for kind in OTHERS for told in case.details.get(kind, ())}
    if (to.screening or {}).get("round", 1) not in rounds:
        return "The questions in this chat are about another person now. Go on in their case."
    return ""


def screening_of(to: Conversation) -> Screening | None:
    """Give the screening as it stands; None where there is none that can be read."""
    try:
        return Screening.from_json(to.screening) if to.screening else None
    except (LookupError, TypeError, ValueError):
        return None


def open_question(to: Conversation) -> AskedQuestion | None:
    """Give the question now open; None where none is."""
    screening = screening_of(to)
    return interview().open_question(screening) if screening else None


def leads_on(to: Conversation) -> bool:
    """Whether the next question of the screening is another than what is open in the chat."""
    screening = screening_of(to)
    if screening is None:
        return False
    there, here = interview().put(ONWARD, screening), interview().open_question(screening)
    return interview().open_question(there) != here


def _mine(connection: Connection, to: Conversation, case: StoredCase, now: datetime) -> Json:
    screening, waits = screening_of(to), waits_since(connection, to.id)
    said = messages.after(connection, to.id, 0, MOST_MESSAGES)
    begun = (to.together_at or now) - A_TICK
    since = [each for each in said if _at(each) >= begun]
    newest = next((each for each in reversed(since) if each["from"] == "assistant"), None)
    asked = str(newest["text"]) if newest else _asked_again(screening, case.code, begun)
    given = [str(each["text"]) for each in since if each["from"] == "staff"]
    return {
        "waits": waits is not None,
        "away": waits is not None and now - waits > IS_AWAY,
        "given": given[-1] if len(given) > 1 else "",  # the first says that they talk now
        "asked": TO_SEND.sub("", asked),
        "question": _question(screening),
        "is_told": _is_told(screening),
        "answered": _answered(screening) if screening else [],
        "wrote": [(clock_time(_at(m), now), m["text"]) for m in since if m["from"] == "member"],
        "crisis": _is_crisis(to, case, asked),
        "to": messages.newest_asked(connection, to.id),
        "id": secrets.token_hex(12),
        "can_text": to.channel == "sms" and to.opted_out_at is None,
    }


def _at(message: Json) -> datetime:
    return datetime.fromisoformat(str(message["at"]))


def _asked_again(screening: Screening | None, code: str, since: datetime) -> str:
    """What is asked now, as it is said to who comes back; empty where nothing is."""
    if screening is None or not screening.is_asking:
        return ""
    again = replace(screening, aside="again", page=0, attempts=0)
    asked = interview().read_out(interview().ask(again).text, again, since)
    return asked.replace(CODE_PLACE, code)


def _is_told(screening: Screening | None) -> bool:
    """Whether the outcome is read out to who needs not be asked whether they want a call."""
    if screening is None or screening.stage != "outcome":
        return False
    return screening.handover.wanted in WANTS_A_CASE


def _is_crisis(to: Conversation, case: StoredCase, asked: str) -> bool:
    """Whether danger was told since they talk, or the answer begins with where help is."""
    since = to.together_at
    told = [datetime.fromisoformat(str(entry["at"])) for entry in dangers(case.details)]
    is_told = since is not None and any(at >= since for at in told)
    return is_told or names_help(asked) or asked.startswith(help_line(to.language))


def _question(screening: Screening | None) -> Asked | None:
    question = interview().open_question(screening) if screening else None
    if screening is None or question is None:
        return None
    numbers = {option.value: n for n, option in enumerate(question.numbered, start=1)}
    choices = [
        Choice(option.value, option.label, numbers.get(option.value, 0))
        for option in question.options
        if not option.is_companion
    ]
    around = {NOT_SURE, SKIP} | ({NONE} if question.kind == "multiple" else set())
    return Asked(
        question.kind,
        tuple(each for each in choices if each.value not in around),
        tuple(each for each in choices if each.value in around),
        interview().why(screening),
    )


def _answered(screening: Screening) -> list[Json]:
    """List what was answered and still counts, with who told it and how."""
    reader = AnswerReader(interview().basis.voice(screening))
    gone = withdrawn(screening.answers)
    return [
        {
            "asked": read["asked"],
            "said": ENDED.get(read["ended"]) or read["quote"] or read["value"] or "(nothing)",
            "by_phone": answer.by_phone,
        }
        for index, answer in enumerate(screening.answers)
        if not answer.facts or any((index, fact) not in gone for fact in answer.facts)
        for read in [reader.read(answer)]
    ]

"""
Erasing what a person told, in one transaction with the reply that says what was kept and why.

Kept are: that they want no texts, with the number, or they would be texted again; a call they
asked for, until they have everything erased a second time; what they wrote of danger. Besides
only that there were cases that are closed, counts, and hashed ids of messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.handoff.case_life import NOTE, TALKING, Event, Move
from bot.handoff.erasing import kept_words, left_of
from bot.storage import case_events, case_life, cases, erasures, forgetting, reducing
from bot.storage.conversations import Conversation
from bot.storage.database import Database
from bot.worker.replying import say
from bot.worker.sentences import Sentences


@dataclass(frozen=True)
class Kept:
    """
    What one erasing took and left.

    Args:
        messages: How many messages were erased.
        cases: How many cases were erased as a whole.
        calls, dangers: Codes of cases that staff still have to act on, and why.
        opted_out: Whether it is kept that this number wants no texts.
        name, number: Whether those are kept with such a case.
    """

    messages: int
    cases: int
    calls: tuple[str, ...] = ()
    dangers: tuple[str, ...] = ()
    opted_out: bool = False
    name: bool = False
    number: bool = False


def erase(
    connection: Connection,
    to: Conversation,
    now: datetime,
    *,
    asked_by: str,
    keep_row: int | None = None,
    all_cases: bool = False,
) -> Kept:
    """
    Erase what one conversation holds.

    Args:
        to: The conversation, locked.
        asked_by: "member" or "staff".
        keep_row: The inbox row that asks for it and is still to be answered.
        all_cases: Also those that staff would still have to act on.
    """
    reducing.empty_closed(connection, to.id, now)
    erased, kept, known = _erase_cases(connection, to, now, all_cases)
    said = forgetting.forget(connection, to.id, now, keep_row)
    erasures.add(
        connection,
        now,
        channel=to.channel,
        asked_by=asked_by,
        messages=said,
        cases_erased=erased,
        cases_kept=sum(map(len, kept.values())),
    )
    no_texts = to.opted_out_at is not None
    calls, dangers = tuple(kept["call"]), tuple(kept["danger"])
    return Kept(said, erased, calls, dangers, no_texts, "name" in known, "number" in known)


def _erase_cases(
    connection: Connection, to: Conversation, now: datetime, all_cases: bool
) -> tuple[int, dict[str, list[str]], set[str]]:
    """Give how many were erased, the codes of those kept, by why, and what is known of them."""
    erased, kept, known = 0, {"call": list[str](), "danger": list[str]()}, set[str]()
    for case in cases.not_closed(connection, to.id):
        if case.status == TALKING:  # whoever has the conversation has it no more
            ends = Event.HANG_UP if to.together_at is not None else Event.HAND_BACK
            case_life.move(connection, case.id, Move(ends, now))
        left = None if all_cases else left_of(case.details, now.isoformat())
        if left is None or case.status == cases.JOINED:
            cases.delete(connection, case)
            erased += 1
        else:
            reducing.reduce(connection, case.id, left.details, left.summary, now)
            words = kept_words(left.details)
            case_events.add(connection, case.id, NOTE, case_life.ASSISTANT, now, words)
            kept[left.why].append(case.code)
            known |= {name for name, value in left.details["contact"].items() if value}
    return erased, kept, known


@dataclass(frozen=True)
class Eraser:
    """Erases for a member, and says so; shared by gateway and worker."""

    sentences: Sentences

    def answer(
        self,
        connection: Connection,
        to: Conversation,
        row: int,
        now: datetime,
        *,
        by_phone: bool = False,
    ) -> None:
        """Erase everything and answer the message of this inbox row, see `say`."""
        kept = erase(connection, to, now, asked_by="member", keep_row=row)
        shown = {"text": self.sentences.say(to.language, f"erased.{to.channel}", *_said(kept))}
        say(connection, to, shown, now, answers=row, by_phone=by_phone)


def _said(kept: Kept) -> list[str]:
    """Name the sentence of what is kept: of that, no more and no less."""
    parts = [name for name in ("name", "number") if getattr(kept, name)]
    if kept.dangers:
        return ["_".join(["erased.note", *parts])]
    return ["_".join(["erased.call", *parts])] if kept.calls else []


def tidy(database: Database, now: datetime) -> None:
    """
    Finish what a transaction cannot: forget numbers once no reply is on its way, scrub the log.

    Raises:
        StoreError: The database did not answer.
    """
    with database.read() as connection:
        has_numbers = forgetting.has_numbers_to_forget(connection)
    if has_numbers:
        with database.write() as connection:
            forgetting.forget_numbers(connection)
            erasures.mark_unscrubbed(connection)
    with database.read() as connection:
        waiting = erasures.unscrubbed(connection)
    if waiting and database.scrub():
        with database.write() as connection:
            erasures.mark_scrubbed(connection, waiting, now)

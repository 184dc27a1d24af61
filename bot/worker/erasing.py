"""
Erasing what a person told, in one transaction with the reply that says what was kept and why.

Kept are: that they want no texts, with the number, or they would be texted again; a call they
asked for, until they have everything erased a second time; what they wrote of danger. Besides
only counts, and hashed ids of messages, which lead to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.handoff.case_life import TALKING, Event, Move
from bot.handoff.erasing import left_of
from bot.storage import case_life, cases, erasures, forgetting
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
    """

    messages: int
    cases: int
    calls: tuple[str, ...] = ()
    dangers: tuple[str, ...] = ()
    opted_out: bool = False


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
    erased, kept = 0, {"call": list[str](), "danger": list[str]()}
    for case in cases.not_closed(connection, to.id):
        if case.status == TALKING:  # whoever has the conversation has it no more
            case_life.move(connection, case.id, Move(Event.HAND_BACK, now))
        left = None if all_cases else left_of(case.details, now.isoformat())
        if left is None or case.status == cases.JOINED:
            cases.delete(connection, case)
            erased += 1
        else:
            cases.reduce(connection, case, left.details, left.summary, now)
            kept[left.why].append(case.code)
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
    return Kept(said, erased, tuple(kept["call"]), tuple(kept["danger"]), no_texts)


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
        keys = [f"erased.{to.channel}"]
        keys += ["erased.note"] if kept.dangers else ["erased.call"] if kept.calls else []
        shown = {"text": self.sentences.say(to.language, *keys)}
        say(connection, to, shown, now, answers=row, by_phone=by_phone)


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

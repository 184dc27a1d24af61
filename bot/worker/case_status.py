"""
Where a person's case is, put into the answer to STATUS.

The dialogue keeps nothing and knows no cases; it marks the sentence that it says without knowing
(`CASE_MARK`), and this says it better. What is told shows no answer of theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.channels.sms_text import render, segments
from bot.conversation.handover import CASE_MARK, without_marks
from bot.conversation.slots import Slot
from bot.conversation.times import spoken_slot
from bot.conversation.voice import spoken_date
from bot.handoff.case_life import CALLED_BACK, OPEN, RESOLVED, WAITING
from bot.handoff.decisions import SENT_IN, decision_due
from bot.handoff.office_hours import day_of, is_open, office_contacts
from bot.handoff.promises import URGENT
from bot.storage import standings
from bot.storage.conversations import Conversation
from bot.storage.standings import Standing
from bot.worker.sentences import Sentences

MOST_SEGMENTS = 2
CALL = "call_me"


def with_case(
    connection: Connection,
    to: Conversation,
    shown: dict[str, Any],
    code: str | None,
    sentences: Sentences,
    now: datetime,
) -> dict[str, Any]:
    """
    Give the message with where the case is, where the dialogue left a place for it.

    Args:
        code: Of the case that the turn is about, if it is known.
    """
    text = str(shown["text"])
    if text.count(CASE_MARK) != 2:
        return shown
    before, _, after = text.split(CASE_MARK)
    found = standings.of_conversation(connection, to.id)
    known = sorted(found, key=lambda each: (each.status not in OPEN, each.code != code))
    if not known:
        return {**shown, "text": without_marks(text)}
    first, *others = known
    words = _Words(sentences, to.language, now)
    still_open = [each for each in others if each.status in OPEN]
    for told in words.ways(first, still_open):
        shown = {**shown, "text": f"{before}{told}{after}"}
        if to.channel != "sms" or segments(render(shown)) <= MOST_SEGMENTS:
            break
    return shown


@dataclass(frozen=True)
class _Words:
    sentences: Sentences
    language: str
    now: datetime

    def ways(self, case: Standing, others: list[Standing]) -> Iterator[str]:
        """Ways to say it, the fullest first."""
        state, code = self._state(case), self._say("code", code=case.code)
        # Who wrote of danger hears of no days until a decision.
        kind = "soon" if case.urgency == URGENT else "decides"
        decides = [self._say(kind)] if case.status in OPEN else []
        another = [self._say("another", code=each.code) for each in others[:1]]
        yield " ".join([state, code, *another, *decides])
        yield " ".join([state, code, *(decides if case.urgency == URGENT else another)])
        yield " ".join([state, code, *another])
        yield " ".join([state, code])
        yield state
        # Beside a long list of options.
        yield self._say("short", code=case.code) if case.status in OPEN else code

    def _state(self, case: Standing) -> str:
        if case.status == RESOLVED:
            return self._sent_in(case) if case.reason in SENT_IN else self._closed(case)
        # Who wrote of danger is due at once: where nobody is there that is no hour to be told.
        is_night = case.urgency == URGENT and not is_open(self.now, office_contacts())
        if case.status == WAITING and (case.due_at is None or is_night):
            return self._say("waiting_undated")
        if case.heard_at is None and (case.due_at or self.now) < self.now:
            return self._say("late")
        name = (case.claimed_name or "").partition(",")[0] or self._say("somebody")
        if case.status == CALLED_BACK:
            return self._say("called", name=name)
        key = "waiting" if case.status == WAITING else "taken"
        if case.wanted == CALL and case.booked is not None and case.booked.end > self.now:
            return self._say(f"{key}_booked", name=name, slot=self._slot(case.booked))
        will_call = case.wanted == CALL and case.heard_at is None and case.due_at is not None
        by = self._by(self._day(case.due_at)) if case.due_at else ""
        key = f"{key}_call" if will_call else key
        return self._say(key, name=name, by=by)

    def _sent_in(self, case: Standing) -> str:
        """It was sent to be decided: by when, counting the days on which the office is open."""
        sent = self._day(case.closed_at)
        if case.decided_at is not None:
            return self._say("decided", sent=self._spoken(sent))
        until = case.decision_due_at
        until = until or decision_due(case.closed_at, case.urgency, office_contacts())
        key = "sent_late" if until < self.now else "sent"
        return self._say(key, sent=self._spoken(sent), by=self._by(self._day(until)))

    def _closed(self, case: Standing) -> str:
        sent = self._spoken(self._day(case.closed_at))
        book = self.sentences.wording.book(self.language)
        key = f"closed.{case.reason}" if book.has(f"breaks.case.closed.{case.reason}") else ""
        return self._say(key or "closed.other", sent=sent)

    def _by(self, day: date) -> str:
        if day == self._day(self.now):
            return self._say("today")
        book = self.sentences.wording.book(self.language)
        weekday = book.say(f"dates.weekdays.{day.weekday() + 1}")
        return self._say("by", weekday=weekday, date=self._spoken(day))

    def _slot(self, slot: Slot) -> str:
        book = self.sentences.wording.book(self.language)
        return spoken_slot(slot, self._day(self.now), book, office_contacts())

    def _spoken(self, day: date) -> str:
        book = self.sentences.wording.book(self.language)
        return spoken_date(day, self._day(self.now), book)

    def _day(self, at: datetime) -> date:
        return day_of(at, office_contacts())

    def _say(self, key: str, **values: object) -> str:
        book = self.sentences.wording.book(self.language)
        return book.say(f"breaks.case.{key}", **{**self.sentences.numbers, **values})

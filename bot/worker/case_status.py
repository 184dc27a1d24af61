"""
Where a person's case is, put into the answer to STATUS, to "nobody called" and to "who called me".

The dialogue keeps nothing and knows no cases; it marks the sentence that it says without knowing
(`CASE_MARK`), and this says it better. What is told shows no answer of theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from bot.channels.sms_text import render, segments
from bot.conversation.breaks import COMPLAINT, WHO_CALLS
from bot.conversation.handover import CASE_MARK, without_marks
from bot.conversation.office import office_zone
from bot.conversation.slots import Slot
from bot.conversation.times import spoken_slot
from bot.conversation.voice import spoken_date
from bot.handoff.case_life import CALLED_BACK, OPEN, RESOLVED, WAITING
from bot.handoff.decisions import SENT_IN, decision_due
from bot.handoff.office_hours import day_of, is_open, office_contacts
from bot.handoff.promises import URGENT
from bot.storage import messages, standings
from bot.storage.conversations import Conversation
from bot.storage.standings import Standing
from bot.worker.sentences import Sentences
from bot.worker.waiting import spoken_hour

MOST_SEGMENTS = 2
CALL = "call_me"
LATELY = timedelta(days=7)
"""For so long a call that came, or a case that was closed, is what they write about."""


def with_case(
    connection: Connection,
    to: Conversation,
    shown: dict[str, Any],
    code: str | None,
    sentences: Sentences,
    now: datetime,
    screening: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """
    Give the message with where the case is, where the dialogue left a place for it.

    Args:
        code: Of the case that the turn is about, if it is known.
        screening: As the turn left it: it says what the message answers.
    """
    text = str(shown["text"])
    if text.count(CASE_MARK) != 2:
        return shown
    aside = (screening or {}).get("aside")
    before, _, after = text.split(CASE_MARK)
    found = standings.of_conversation(connection, to.id)
    known = sorted(found, key=lambda each: (each.status not in OPEN, each.code != code))
    plainly = {**shown, "text": without_marks(text)}
    words = _Words(sentences, to.language, now)
    said = messages.newest_of(connection, to.id, ("assistant",), now - LATELY, 1)
    for told in words.for_aside(aside, known, "".join(said)):
        shown = {**shown, "text": f"{before}{told}{after}"}
        if to.channel != "sms" or segments(render(shown)) <= MOST_SEGMENTS:
            return shown
    return shown if known and aside not in (COMPLAINT, WHO_CALLS) else plainly


@dataclass(frozen=True)
class _Words:
    sentences: Sentences
    language: str
    now: datetime

    def for_aside(self, aside: str | None, known: list[Standing], said: str) -> Iterator[str]:
        """
        Ways to say what a message asks, the fullest first; none where nothing is known of it.

        Args:
            said: What they heard last: nobody hears the same twice in a row.
        """
        if not known:
            return iter(())
        if aside == COMPLAINT:
            return self.nobody_called(known, said)
        return self.who_called(known) if aside == WHO_CALLS else self.ways(*known)

    def ways(self, case: Standing, *others: Standing) -> Iterator[str]:
        """Ways to say it, the fullest first."""
        state, code = self._state(case), self._say("code", code=case.code)
        # Who wrote of danger hears of no days until a decision.
        kind = "soon" if case.urgency == URGENT else "decides"
        decides = [self._say(kind)] if case.status in OPEN else []
        still_open = [each for each in others if each.status in OPEN]
        another = [self._say("another", code=each.code) for each in still_open[:1]]
        yield " ".join([state, code, *another, *decides])
        yield " ".join([state, code, *(decides if case.urgency == URGENT else another)])
        yield " ".join([state, code, *another])
        yield " ".join([state, code])
        yield state
        # Beside a long list of options.
        yield self._say("short", code=case.code) if case.status in OPEN else code

    def nobody_called(self, known: list[Standing], said: str) -> Iterator[str]:
        """Ways to answer who complains that nobody called: where it stands, and how to get one."""
        case, *others = known
        is_again = self._say("sorry") in said
        sorry = self._say("sorry_again" if is_again else "sorry")
        state, code = self._next(case, "late_told"), self._say("code", code=case.code)
        if case.urgency == URGENT and case.status in OPEN:
            yield " ".join([sorry, state, self._say("soon")])
        rang, before = self._rang(case), self._closed_before(case, others)
        waits = case.status in OPEN and case.wanted == CALL and case.heard_at is None
        call = [] if waits or case.urgency == URGENT else [self._say("to_be_called")]
        phone = self._say("to_talk" if is_again else "to_complain")
        phone = "" if phone in state else phone
        yield _joined(sorry, *rang, *before, state, code, phone, *call)
        yield _joined(sorry, *rang, *before, state, phone, *call)
        yield _joined(sorry, *before, state, phone, *call)
        yield _joined(sorry, state, phone, *call)
        yield _joined(sorry, state, *call)
        yield _joined(sorry, state)

    def who_called(self, known: list[Standing]) -> Iterator[str]:
        """Ways to say who called, the fullest first; none where no call was made lately."""
        called = [each for each in known if self._rang(each)]
        for case in called[:1]:
            rang, state = self._rang(case), self._next(case)
            yield _joined(*rang, state, self._say("code", code=case.code))
            yield _joined(*rang, state)
            yield _joined(*rang)

    def _rang(self, case: Standing) -> list[str]:
        """Who called last, from which number and when; empty where that is long ago."""
        if case.called is None or self.now - case.called.at > LATELY:
            return []
        contacts, day = office_contacts(), self._day(case.called.at)
        time = spoken_hour(case.called.at.astimezone(office_zone(contacts)))
        is_today = day == self._day(self.now)
        at = self._say("at" if is_today else "at_on", time=time, date=self._spoken(day))
        name = (case.called.name or "").partition(",")[0] or self._say("somebody")
        number = contacts["calls"]["from_number"]
        return [self._say("called_at", name=name, at=at, number=number)]

    def _next(self, case: Standing, late: str = "late") -> str:
        """Where it stands, for who is told of the last call besides."""
        if case.status == CALLED_BACK and self._rang(case):
            return self._say("to_talk")
        return self._state(case, late)

    def _closed_before(self, case: Standing, others: list[Standing]) -> list[str]:
        """That their last case was closed a few days ago, and this one is another."""
        closed = (each for each in others if each.status == RESOLVED)
        last = next(closed, None) if case.status == WAITING else None
        if last is None or self.now - last.closed_at > LATELY:
            return []
        return [self._say("closed_before", sent=self._spoken(self._day(last.closed_at)))]

    def _state(self, case: Standing, late: str = "late") -> str:
        if case.status == RESOLVED:
            return self._sent_in(case) if case.reason in SENT_IN else self._closed(case)
        # Who wrote of danger is due at once: where nobody is there that is no hour to be told.
        is_night = case.urgency == URGENT and not is_open(self.now, office_contacts())
        if case.status == WAITING and (case.due_at is None or is_night):
            return self._say("waiting_undated")
        if case.heard_at is None and (case.due_at or self.now) < self.now:
            return self._say(late)
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


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)

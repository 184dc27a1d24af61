"""
What a turn adds to the counts for supervisors: how far a conversation came, and where it stopped.

A conversation counts once for each step, whatever is gone back over, and under the day and hour at
which it began; so shares of those who began never exceed the whole. Who comes back after a month
counts anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from dateutil import tz  # type: ignore[import-untyped]
from sqlalchemy.engine import Connection

from bot.conversation.course import ENDED, GO_ON, PROVIDER
from bot.conversation.first import ABUSE, DANGER, HEARD
from bot.conversation.handover import WANTS_A_CASE
from bot.conversation.questions import NOT_SURE, SKIP
from bot.conversation.screening import ANSWER
from bot.storage import tallies
from bot.storage.conversations import Conversation
from bot.storage.database import Database
from bot.storage.tallies import NO_HOUR, Mark
from bot.worker.clock import PACIFIC

Json = Mapping[str, Any]
Step = tuple[str, str]
"""A step, and of which question, population or service it is."""

BEGUN, FIRST_ANSWER, OUTCOME = "begun", "first_answer", "outcome"
WISH, HANDED_OVER, BOOKED = "wish", "handed_over", "booked"
FUNNEL = (BEGUN, FIRST_ANSWER, OUTCOME, WISH, HANDED_OVER, BOOKED)
ASKED, ANSWERED, UNSURE, SKIPPED = "asked", "answered", "not_sure", "skipped"
MISSED, ASKED_BACK, TO_PERSON, PASSED = "missed", "asked_back", "to_person", "passed"
ECM, POPULATION, SUPPORT = "ecm", "population", "support"
FOUND = (ECM, POPULATION, SUPPORT)
"""What is counted as it was first told, whatever changes later."""

IN_DANGER, OPTED_OUT = "danger", "opted_out"
BY_THE_HOUR = (BEGUN, HANDED_OVER)

ENDS = (None, ENDED, GO_ON, PROVIDER)
"""What is open where nobody stops who does not answer: all was said."""

ANEW_AFTER = timedelta(days=30)
OFFERED = ("appears", "may")
LANGUAGES = {"english": "en", "spanish": "es", "chinese": "zh", "tagalog": "tl"}
OTHER_LANGUAGE = "other"


@dataclass(frozen=True)
class Visit:
    """What was counted for a conversation, and under which day, hour and language."""

    day: date
    hour: int
    language: str
    steps: tuple[str, ...] = ()

    def mark(self, channel: str, step: str, count: int = 1) -> Mark:
        """Count a step of it."""
        name, _, about = step.partition(":")
        hour = self.hour if name in BY_THE_HOUR else NO_HOUR
        return Mark(self.day, hour, channel, self.language, name, about, count)

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {**vars(self), "day": self.day.isoformat(), "steps": list(self.steps)}

    @classmethod
    def from_json(cls, content: Json) -> Visit:
        """The value that `to_json` wrote."""
        day = date.fromisoformat(content["day"])
        return cls(day, content["hour"], content["language"], tuple(content["steps"]))


def tally_turn(
    connection: Connection,
    to: Conversation,
    after: Json | None,
    outcome: Json | None,
    now: datetime,
    *,
    has_case: bool,
    is_danger: bool,
) -> None:
    """
    Count what a turn led to.

    Args:
        to: The conversation as it was before the turn, locked.
        after: `Screening.to_json()` after it.
        outcome: What was found, where the turn told it.
        has_case: Whether staff have a case of them now.
        is_danger: Whether the answer begins with help.
    """
    if not after:
        return
    steps = [*steps_of(to.screening or {}, after, to.channel), *_found(outcome)]
    steps += [(HANDED_OVER, "")] if has_case else []
    steps += [(IN_DANGER, "")] if is_danger else []
    tally(connection, to, steps, now, after)


def tally(
    connection: Connection,
    to: Conversation,
    steps: Iterable[Step],
    now: datetime,
    screening: Json | None = None,
) -> None:
    """
    Count steps of a conversation, locked, that were not counted for it before.

    Args:
        screening: The newest, where the conversation's own is not.
    """
    before = _visit(tallies.kept(connection, to.id), now)
    language = _language(screening or to.screening or {}, to.language)
    known = set(before.steps)
    is_told = f"{OUTCOME}:" in known
    named = (f"{s}:{about}" for s, about in steps if not (is_told and s in FOUND))
    new = [step for step in dict.fromkeys(named) if step not in known]
    moved = before.steps if before.language not in ("", language) else ()
    after = replace(before, language=language, steps=(*before.steps, *new))
    if after == before:
        return
    marks = [before.mark(to.channel, step, -1) for step in moved]
    marks += [after.mark(to.channel, step) for step in (*moved, *new)]
    tallies.add(connection, marks)
    tallies.keep(connection, to.id, after.to_json())


def sum_up(database: Database) -> None:
    """
    Sum up what was counted, a little at a time.

    Raises:
        StoreError: The database did not take it; what was done before stays done.
    """
    done = tallies.AT_ONCE
    while done:
        with database.write() as connection:
            done = tallies.sum_up(connection)


def _visit(kept: Json | None, now: datetime) -> Visit:
    """Give the visit that goes on, or a new one."""
    here = now.astimezone(tz.gettz(PACIFIC))
    if kept is not None:
        visit = Visit.from_json(kept)
        if here.date() - visit.day <= ANEW_AFTER:
            return visit
    return Visit(here.date(), here.hour, "")


def _language(screening: Json, written: str) -> str:
    """Give the language that they want to be served in, as far as is known, of a closed list."""
    wanted = (screening.get("handover") or {}).get("language")
    known = str(wanted or screening.get("language") or written).casefold()
    known = LANGUAGES.get(known, known)
    return known if known in LANGUAGES.values() else OTHER_LANGUAGE


def steps_of(before: Json, after: Json, channel: str) -> Iterator[Step]:
    """Give the steps that a screening came to in a turn, some of which it may have had before."""
    yield BEGUN, ""
    if after.get("answers"):
        yield FIRST_ANSWER, ""
    yield from _at_the_question(before, after)
    asked = after.get("open")
    if asked not in ENDS:
        yield ASKED, str(asked)
    known = before.get("answers") or ()
    for answer in after.get("answers") or ():
        if answer not in known:
            yield _taken(answer.get("values")), answer["question"]
    handover = after.get("handover") or {}
    if handover.get("wanted") in WANTS_A_CASE:
        yield WISH, ""
    is_reached = channel == "sms" or handover.get("number") or handover.get("member_number")
    if handover.get("wanted") == "call_me" and handover.get("complete") and is_reached:
        yield BOOKED, ""
    if after.get("aside") in (DANGER, ABUSE):
        yield IN_DANGER, ""


def _at_the_question(before: Json, after: Json) -> Iterator[Step]:
    """Give what became of the question that was open."""
    question, aside = before.get("open"), str(after.get("aside") or "")
    if question in ENDS:
        return
    if after.get("open") != question:
        yield PASSED, str(question)
        if after.get("stage") == "person" != before.get("stage"):
            yield TO_PERSON, str(question)
    elif int(after.get("attempts") or 0) > int(before.get("attempts") or 0):
        yield MISSED, str(question)
    topic = aside.removeprefix(ANSWER)
    is_reason = aside == "why" and after.get("stage") != "outcome"
    if is_reason or (topic != aside and topic not in HEARD):
        yield ASKED_BACK, str(question)


def _taken(values: Any) -> str:
    ways = {(NOT_SURE,): UNSURE, (SKIP,): SKIPPED}
    return ways.get(tuple(values or ()), ANSWERED)


def _found(outcome: Json | None) -> Iterator[Step]:
    """Give what was found, as it was first told."""
    ecm = (outcome or {}).get("ecm")
    if not outcome or not ecm:
        return
    yield OUTCOME, ""
    yield ECM, str(ecm["band"])
    for step, found in ((POPULATION, ecm["populations"]), (SUPPORT, outcome["supports"])):
        for identity, finding in found.items():
            if finding["band"] in OFFERED:
                yield step, f"{identity}:{finding['band']}"

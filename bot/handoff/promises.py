"""By when a member hears from a person, and how long staff may be silent: reads promises.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.conversation.office import next_office_day
from bot.conversation.slots import Slot
from bot.errors import PolicyError
from bot.handoff import office_hours
from bot.handoff.case_life import CALLED_BACK, CLAIMED, TALKING
from bot.handoff.danger import is_clear

FILE = Path(__file__).parent / "promises.yaml"
URGENT, ROUTINE = "urgent", "routine"
MOST_REASONS = 12


@dataclass(frozen=True)
class Promises:
    """
    What promises.yaml says.

    Args:
        danger: How soon somebody who wrote of danger hears from a person, whatever the hour.
        urgent: Hours of the open office until others hear from one who must not wait.
        office_days: On the how manieth office day from now others do, before it closes.
        mornings_until: Before when on that day those do who want to be called in the morning.
        urgent_again, days_again: The same for the next call after one that reached nobody.
        told_after: After how many such calls in a row the desk is told.
        idle: By status, how long a case stays with somebody who does nothing for it.
        tell_of_silence, end_silence: How long a member who wrote to a person waits until they are
            told that it takes long, and until the assistant is back.
        reasons: Why a case is done: id and label, in the order in which they are offered.
    """

    danger: timedelta
    urgent: timedelta
    office_days: int
    mornings_until: time
    urgent_again: timedelta
    days_again: int
    told_after: int
    idle: Mapping[str, timedelta]
    tell_of_silence: timedelta
    end_silence: timedelta
    reasons: Mapping[str, str]

    def due(
        self, urgency: str, details: Mapping[str, Any], now: datetime, contacts: Mapping[str, Any]
    ) -> datetime:
        """
        Give the moment by which somebody is heard from who is promised it now.

        Args:
            details: Of the case; a call for which a time was chosen is promised for that time.
            contacts: With days, hours and holidays of the office.
        """
        if is_clear(dict(details)):
            return now + self.danger
        if urgency == URGENT:
            return office_hours.plus_open(now, self.urgent, contacts)
        contact = details.get("contact") or {}
        booked = Slot.from_value(contact.get("slot"))
        if booked is not None and booked.end > now:
            return booked.end
        day = _day(contact.get("asked_on")) or office_hours.day_of(now, contacts)
        is_morning = contact.get("when") == "morning"
        until = self.mornings_until if is_morning else None
        return office_hours.closing_on(_later(day, self.office_days, contacts), contacts, until)

    def due_again(self, urgency: str, now: datetime, contacts: Mapping[str, Any]) -> datetime:
        """Give the moment by which somebody is called again whom a call did not reach now."""
        if urgency == URGENT:
            return office_hours.plus_open(now, self.urgent_again, contacts)
        day = _later(office_hours.day_of(now, contacts), self.days_again, contacts)
        return office_hours.closing_on(day, contacts)


@lru_cache(maxsize=1)
def promises() -> Promises:
    """
    Give what stands in the file, read once.

    Raises:
        PolicyError: Something is missing, too much, or not a number from 1.
    """
    return read_promises(FILE)


def read_promises(file: Path) -> Promises:
    """Read a file of this form; raises as `promises` does."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    try:
        heard, idle = content["heard_from"], content["idle_minutes"]
        again = content["not_reached"]
        silence, reasons = content["silence_minutes"], content["reasons"]
        read = Promises(
            danger=_minutes(heard["danger"]["minutes"]),
            urgent=_minutes(heard["urgent"]["office_minutes"]),
            office_days=_number(heard["routine"]["office_days"]),
            mornings_until=time.fromisoformat(heard["routine"]["mornings_until"]),
            urgent_again=_minutes(again["urgent"]["office_minutes"]),
            days_again=_number(again["routine"]["office_days"]),
            told_after=_number(again["told_after"]),
            idle={status: _minutes(idle[status]) for status in (CLAIMED, TALKING, CALLED_BACK)},
            tell_of_silence=_minutes(silence["tell"]),
            end_silence=_minutes(silence["end"]),
            reasons={str(reason["id"]): str(reason["label"]) for reason in reasons},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PolicyError(f"{file.name}: {error} is missing or not as expected.") from None
    if not 1 <= len(reasons) == len(read.reasons) <= MOST_REASONS:
        raise PolicyError(f"{file.name}: reasons: expected 1 to {MOST_REASONS}, each once.")
    if not read.tell_of_silence < read.end_silence:
        raise PolicyError(f"{file.name}: silence_minutes: tell comes before end.")
    return read


def _later(day: date, office_days: int, contacts: Mapping[str, Any]) -> date:
    for _ in range(office_days):
        day = next_office_day(day, contacts)
    return day


def _minutes(value: Any) -> timedelta:
    return timedelta(minutes=_number(value))


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{value!r} instead of a whole number from 1")
    return value


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None

"""
The parts of office days in which somebody can be called: which are next, and which one is meant.

Pure: "now" is the moment of the message, which travels with it. Times are those of the office, so
a day on which clocks are changed has the same office hours as any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from bot.conversation.named_days import days_named
from bot.conversation.office import call_hours, office_zone

Contacts = Mapping[str, Any]
NOON = 12
_FORM = "%Y-%m-%dT%H:%MZ"
_HOUR = re.compile(
    r"\b(after|before|from|past)? ?(?:at |about |around |like )?(\d{1,2})(?:[: ]([0-5]\d))?"
    r" ?(am|pm|oclock)?\b"
)


@dataclass(frozen=True)
class Slot:
    """A part of an office day, in UTC."""

    start: datetime
    end: datetime

    @property
    def value(self) -> str:
        """As it travels: "2026-11-23T16:00Z/2026-11-23T18:00Z"."""
        return "/".join(_utc(each).strftime(_FORM) for each in (self.start, self.end))

    @classmethod
    def from_value(cls, value: str | None) -> Slot | None:
        """The slot that `value` wrote; None where it is something else."""
        try:
            start, end = (datetime.strptime(part, _FORM) for part in (value or "").split("/"))
        except ValueError:
            return None
        return cls(start.replace(tzinfo=timezone.utc), end.replace(tzinfo=timezone.utc))


def moment_of(today: date, at: str, contacts: Contacts) -> datetime:
    """
    The moment of a message, for counting from.

    Args:
        today: The day it is taken for; where that is set to another one, its first moment counts.
        at: When it came, ISO; empty where that is not known.
    """
    zone = office_zone(contacts)
    try:
        moment = datetime.fromisoformat(at.replace("Z", "+00:00"))
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo and moment.astimezone(zone).date() == today:
        return _utc(moment)
    return _utc(datetime.combine(today, time(), tzinfo=zone))


def slots_from(now: datetime, contacts: Contacts) -> list[Slot]:
    """All slots from now on that leave enough notice, soonest first."""
    first = now.astimezone(office_zone(contacts)).date()
    soonest = now + timedelta(minutes=contacts["calls"]["notice_minutes"])
    days = (first + timedelta(days=n) for n in range(contacts["calls"]["days_ahead"] + 1))
    return [slot for day in days for slot in slots_on(day, contacts) if slot.start >= soonest]


def slots_on(day: date, contacts: Contacts) -> Iterator[Slot]:
    """The slots of a day; the last one ends when the office closes, if not before."""
    hours = call_hours(day, contacts)
    if hours is None:
        return
    start, closes = (_utc(each) for each in hours)
    length = timedelta(minutes=contacts["calls"]["slot_minutes"])
    while start + length <= closes:
        yield Slot(start, start + length)
        start += length


def offered(now: datetime, page: int, contacts: Contacts) -> list[Slot]:
    """
    The slots to choose from: the first of each morning and afternoon, so many at a time.

    Args:
        page: How often other ones were asked for; after the last come the first again.
    """
    slots, count = _spread(now, contacts), int(contacts["calls"]["offered"])
    begin = count * (page % max(1, -(-len(slots) // count)))
    return slots[begin : begin + count]


def page_of(day: date, now: datetime, contacts: Contacts) -> int:
    """The page of `offered` on which the first slot stands that is on that day or after it."""
    zone, count = office_zone(contacts), int(contacts["calls"]["offered"])
    slots = enumerate(_spread(now, contacts))
    return next((n // count for n, each in slots if each.start.astimezone(zone).date() >= day), 0)


def _spread(now: datetime, contacts: Contacts) -> list[Slot]:
    """The first slot of each morning and of each afternoon."""
    halves: dict[tuple[date, bool], Slot] = {}
    for slot in slots_from(now, contacts):
        here = slot.start.astimezone(office_zone(contacts))
        halves.setdefault((here.date(), here.hour >= NOON), slot)
    return list(halves.values())


def is_slot(slot: Slot, contacts: Contacts) -> bool:
    """Whether somebody can be called in this slot."""
    return slot in slots_on(slot.start.astimezone(office_zone(contacts)).date(), contacts)


@dataclass(frozen=True)
class Wish:
    """What words say of when to call: a day, and hours of it; None for what they leave open."""

    day: date | None = None
    half: str | None = None
    after: time | None = None
    before: time | None = None
    at: time | None = None

    @property
    def names_hours(self) -> bool:
        """Whether they say more than a day."""
        return any(part is not None for part in (self.half, self.after, self.before, self.at))

    def admits(self, slot: Slot, zone: Any) -> bool:
        """Whether a call in the slot is as they wish."""
        start, end = (each.astimezone(zone) for each in (slot.start, slot.end))
        if self.day is not None and start.date() != self.day:
            return False
        if self.half is not None and (start.hour >= NOON) is not (self.half == "afternoon"):
            return False
        if self.after is not None and start.time() < self.after:
            return False
        if self.before is not None and end.time() > self.before:
            return False
        return self.at is None or start.time() <= self.at < end.time()


def wish_in(
    text: str,
    now: datetime,
    words: Mapping[str, list[str]],
    zone: Any,
    named: Mapping[str, date] | None = None,
) -> Wish | None:
    """
    Read which slots words mean; None where they are not plain enough to book one by them.

    Args:
        words: By "unless", "today", "tomorrow", "morning", "afternoon", "months" and "1" (Monday)
            to "7", how that is said.
        named: Days that have a name, a holiday or "yesterday".
    """
    today = now.astimezone(zone).date()
    dates, left = days_named(text, today, words["months"], named or {})
    said = " ".join(re.findall(r"[a-z]+|[\d:]+", left))
    said = re.sub(r"(?<!after )\bnoon\b", "12 pm", said)
    has = {name: any(f" {word} " in f" {said} " for word in words[name]) for name in words}
    days = {today + timedelta(days=n) for n, name in enumerate(("today", "tomorrow")) if has[name]}
    weekdays = {n for n in range(7) if has[str(n + 1)]}
    if dates and {each.weekday() if each else None for each in dates} >= weekdays:
        weekdays = set()  # "monday the 30th" is that Monday and not the next one
    days |= {today + timedelta(days=(n - today.weekday()) % 7) for n in weekdays}
    hours = _HOUR.findall(said)
    halves = [name for name in ("morning", "afternoon") if has[name]]
    if has["unless"] or None in dates or len({*days, *dates}) > 1:
        return None
    if len(hours) > 1 or len(halves) > 1 or not (days or dates or hours):
        return None
    day = next((each for each in (*days, *dates) if each), None)
    wish = Wish(day, halves[0] if halves else None)
    return _at_hour(wish, hours[0]) if hours else wish


def _at_hour(wish: Wish, said: tuple[str, str, str, str]) -> Wish | None:
    """With an hour of the day; up to seven it is of the afternoon where nothing else is said."""
    how, hour_said, minute, half = said
    hour = int(hour_said)
    if not 1 <= hour <= NOON:
        return None
    is_later = half == "pm" or (half != "am" and (hour < 8 or wish.half == "afternoon"))
    moment = time(
        hour % NOON + (NOON if is_later or (hour == NOON and half != "am") else 0), int(minute or 0)
    )
    name = {"after": "after", "past": "after", "from": "after", "before": "before"}.get(how, "at")
    return Wish(wish.day, wish.half, **{name: moment})


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc)

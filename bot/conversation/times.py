"""The question when to call: the times it offers, and what a choice or words of theirs book."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import holidays

from bot.conversation.asking import LATER
from bot.conversation.basis import Basis
from bot.conversation.calling import CALL_WHEN
from bot.conversation.course import onward_with_call
from bot.conversation.learning import Learned
from bot.conversation.named_days import days_named
from bot.conversation.office import is_office_day, office_zone
from bot.conversation.questions import AskedQuestion, Option
from bot.conversation.replies import Chosen
from bot.conversation.screening import Said, Screening
from bot.conversation.slots import (
    NOON,
    Slot,
    Wish,
    is_slot,
    moment_of,
    offered,
    slots_from,
    wish_in,
)
from bot.conversation.step import Remark, Step, answered, remark
from bot.conversation.voice import Voice, spoken_date
from bot.conversation.wishes import is_out_of_hours, noted_time
from bot.wording.book import Phrasebook

_WORDS = (
    *("1", "2", "3", "4", "5", "6", "7", "today", "tomorrow", "morning", "afternoon"),
    *("months", "unless", "vague_day"),
)

_LONGEST = 120
"""Characters of a message that are kept for a time to call that is not plain."""


def with_slots(question: AskedQuestion, screening: Screening, basis: Basis) -> AskedQuestion:
    """The question with the next times; a time of day alone is understood too, though unlisted."""
    now = moment_of(screening.today, screening.now, basis.policy.contacts)
    slots = offered(now, screening.page, basis.policy.contacts)
    listed = [Option(each.value, slot_words(each, screening, basis)) for each in slots]
    always = [each for each in question.options if each.value in (LATER, "any")]
    said = [each for each in question.options if each not in always]
    if not is_office_day(screening.today, basis.policy.contacts):
        said = [each for each in said if each.value != "today"]
    return replace(question, options=(*listed, *always), unlisted=tuple(said))


def slot_words(slot: Slot, screening: Screening, basis: Basis) -> str:
    """A slot as it is said in this screening."""
    book = basis.voice(screening).book
    return spoken_slot(slot, screening.today, book, basis.policy.contacts)


def spoken_slot(slot: Slot, today: date, book: Phrasebook, contacts: Mapping[str, Any]) -> str:
    """A slot as a person says it: "Mon Nov 23, 8 to 10 am"."""
    zone = office_zone(contacts)
    start, end = (each.astimezone(zone) for each in (slot.start, slot.end))
    hours = book.say(f"dates.hours.{_halves(start, end)}", begins=_hour(start), ends=_hour(end))
    weekday = book.say(f"dates.weekdays_short.{start.weekday() + 1}")
    day = spoken_date(start.date(), today, book)
    return book.say("dates.slot", weekday=weekday, date=day, hours=hours)


def _halves(start: datetime, end: datetime) -> str:
    if (start.hour, start.minute) == (NOON, 0):
        return "noon_pm"
    if start.hour > NOON - 1:
        return "pm"
    if (end.hour, end.minute) == (NOON, 0):
        return "am_noon"
    return "am_pm" if end.hour >= NOON else "am"


def _hour(moment: datetime) -> str:
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % NOON or NOON}{minutes}"


def take_time(screening: Screening, reply: Chosen, said: Said, basis: Basis) -> Step | None:
    """What a choice does; None where it is a rough time, kept as it is."""
    if reply.values == (LATER,):
        return Step(replace(screening, page=screening.page + 1, attempts=0, aside=None))
    slot = Slot.from_value(reply.values[0])
    if slot is None or not is_slot(slot, basis.policy.contacts):
        return None
    now = moment_of(screening.today, said.at, basis.policy.contacts)
    if slot.start <= now:
        return Step(screening.asks(CALL_WHEN), (remark("slot_gone"),))
    booked = with_slot(screening, slot, basis)
    value = Learned((slot.value,), ())
    return Step(onward_with_call(answered(booked, CALL_WHEN, value, said), basis))


def with_slot(screening: Screening, slot: Slot, basis: Basis) -> Screening:
    """The screening with a slot booked."""
    when = slot_words(slot, screening, basis)
    return replace(screening, handover=replace(screening.handover, when=when, slot=slot.value))


def with_words(
    screening: Screening, words: str, said: Said, basis: Basis
) -> tuple[Screening, tuple[Remark, ...]]:
    """The screening with a time in their own words: booked where it is plain, else as it is."""
    whole = _with_its_day(words, screening, said, basis)
    slot, _ = slot_in(words, screening, said.at, basis)
    if slot is not None and whole != words:
        slot, _ = slot_in(whole, screening, said.at, basis)
    if slot is not None:
        told = remark("slot", slot=slot_words(slot, screening, basis))
        return with_slot(screening, slot, basis), (told,)
    handover = replace(screening.handover, when=whole, slot=None)
    return replace(screening, handover=handover), noted_time(whole)


def day_of_slot(slot: Slot, contacts: Mapping[str, Any]) -> date:
    """The day of a slot, where the office is."""
    return slot.start.astimezone(office_zone(contacts)).date()


def slot_in(
    words: str, screening: Screening, at: str, basis: Basis
) -> tuple[Slot | None, Wish | None]:
    """The slot that words book, and the wish in them; a day alone leaves open which."""
    contacts, voice = basis.policy.contacts, basis.voice(screening)
    zone, now = office_zone(contacts), moment_of(screening.today, at, contacts)
    wish = wish_in(words, now, _vocabulary(voice), zone, _named(screening, basis))
    if wish is None or not wish.names_hours or is_out_of_hours(words, voice):
        return None, wish
    fits = (each for each in slots_from(now, contacts) if wish.admits(each, zone))
    return next(fits, None), wish


def _with_its_day(words: str, screening: Screening, said: Said, basis: Basis) -> str:
    """The words of a time; the whole message where it names a day that they leave out."""
    vocabulary, named = _vocabulary(basis.voice(screening)), _named(screening, basis)
    (days, left), (all_days, all_left) = (
        days_named(each, screening.today, vocabulary["months"], named)
        for each in (words, said.text)
    )
    is_left_out = any(each is None or each >= screening.today for each in all_days - days)
    if not days and not is_left_out:
        vague = [
            {*re.findall(r"\w+", each)} & {*vocabulary["vague_day"]} for each in (left, all_left)
        ]
        is_left_out = bool(vague[1] - vague[0])
    return " ".join(said.text.split())[:_LONGEST] if is_left_out else words


def _vocabulary(voice: Voice) -> Mapping[str, list[str]]:
    said = {name: voice.say(f"understood.call_times.{name}").split(", ") for name in _WORDS}
    return {**said, "unless": [*said["unless"], *said["vague_day"]]}


def _named(screening: Screening, basis: Basis) -> Mapping[str, date]:
    """The days that have a name, each the next one of that name."""
    said = basis.voice(screening).say("understood.call_times.named").split(", ")
    calendar = str(basis.policy.contacts["holidays"]["calendar"])
    days = {"yesterday": -1, "day after tomorrow": 2}
    named: dict[str, date] = {}
    for phrase, _, means in (each.partition("=") for each in said):
        if means in days:
            named[phrase] = screening.today + timedelta(days=days[means])
        elif day := holiday_after(means, screening.today, calendar):
            named[phrase] = day
    return named


@lru_cache(maxsize=64)
def holiday_after(name: str, today: date, calendar: str) -> date | None:
    """The next day of a holiday's name, today among them; None where the calendar has none."""
    country, _, state = calendar.partition("-")
    years = (today.year, today.year + 1)
    days = holidays.country_holidays(country, subdiv=state or None, years=years)
    return min(
        (each for each in days.get_named(name, lookup="exact") if each >= today), default=None
    )

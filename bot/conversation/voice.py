"""Sentences for one screening: its language, who it is about, its dates, the plan's numbers."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from bot.conversation.relation import spoken_of
from bot.conversation.screening import Screening
from bot.wording.book import Phrasebook, Wording

HINTS = ("pick_all", "a_number", "ways_out")
"""Phrases that differ by channel and stand within others."""


@dataclass(frozen=True)
class Voice:
    """A phrase book together with all that its placeholders need."""

    book: Phrasebook
    audience: str
    values: Mapping[str, object]

    def say(self, key: str, **values: object) -> str:
        """One phrase, filled in."""
        return self.book.say(key, self.audience, **{**self.values, **values})

    def say_if_there(self, key: str, **values: object) -> str:
        """One phrase, or nothing where the book has none of that name."""
        return self.say(key, **values) if self.book.has(key) else ""

    def and_list(self, things: list[str]) -> str:
        """Things in a row: "meals, rides and a home"."""
        if len(things) < 2:
            return "".join(things)
        joined = ", ".join(things[:-1])
        return self.say("conversation.and_list", first=joined, last=things[-1])


def voice_of(screening: Screening, wording: Wording, numbers: Mapping[str, str]) -> Voice:
    """
    The voice for one screening.

    Args:
        numbers: What `contact_numbers` read from the policy.
    """
    book = wording.book(screening.language)
    own_line = any("care_advantage" in answer.values for answer in screening.answers)
    line = "careadvantage_phone" if own_line else "phone"
    call = {"call_phone": numbers[line], "call_hours": book.say(f"conversation.hours.{line}")}
    setting = _setting(book, screening.today, screening.channel)
    member = spoken_of(screening, book)
    return Voice(book, screening.audience, {**numbers, **setting, **call, **member})


@lru_cache(maxsize=64)
def _setting(book: Phrasebook, today: date, channel: str) -> Mapping[str, str]:
    """What goes with a day and a channel: the dates windows begin, how an answer is given."""
    windows = {
        f"since_{months}_months": spoken_date(months_before(today, months), today, book)
        for months in (6, 12)
    }
    hints = {hint: book.say(f"conversation.{hint}.{channel}") for hint in HINTS}
    return {**windows, **hints}


def months_before(day: date, months: int) -> date:
    """The day that many calendar months earlier; the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def spoken_date(day: date, today: date, book: Phrasebook) -> str:
    """A day as a person says it: with the year only where it is not this one."""
    form = "date" if day.year == today.year else "date_with_year"
    month = book.say(f"dates.months.{day.month}")
    return book.say(f"dates.{form}", month=month, day=day.day, year=day.year)


def contact_numbers(contacts: Mapping[str, Any]) -> dict[str, str]:
    """The numbers a phrase may name, by placeholder, out of the policy's contacts."""
    referral = contacts["providers"]["ecm_referral"]
    open_to_applicants = [p["name"] for p in contacts["ecm_providers"] if p["accepting"]]
    return {
        "phone": contacts["member_services"]["phone"],
        "emergency_phone": contacts["crisis_lines"]["emergency"]["phone"],
        "crisis_phone": contacts["crisis_lines"]["suicide_and_crisis"]["phone"],
        "careadvantage_phone": contacts["careadvantage_unit"]["toll_free"],
        "apply_phone": contacts["apply_for_medi_cal"]["phone"],
        "referral_fax": referral["fax"],
        "referral_email": referral["email"],
        "authorization_fax": contacts["providers"]["prior_authorization"]["fax"],
        "routine_days": str(contacts["decision_times"]["routine_working_days"]),
        "urgent_hours": str(contacts["decision_times"]["urgent_hours"]),
        "first_months": str(contacts["authorization_months"]["first"]),
        "later_months": str(contacts["authorization_months"]["after"]),
        "ecm_providers": ", ".join(open_to_applicants),
    }

"""What is told in the web chat to who asks for a person: who is there, and what comes next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from bot.channels import fixed_texts
from bot.channels.fixed_texts import in_language
from bot.handoff import office_hours
from bot.handoff.danger import dangers
from bot.handoff.reaching import written_in
from bot.storage import cases, presence, waiting_line
from bot.storage.cases import StoredCase
from bot.storage.conversations import Conversation
from bot.worker.replying import say_plainly

ASKED_FOR_A_PERSON = "person"


def tell_who_waits(
    connection: Connection, to: Conversation, code: str | None, now: datetime
) -> None:
    """
    Say once, as they ask for a person, who can write here, and what to do where nobody can.

    By text message nobody waits with a page open, so there is nothing to tell.

    Args:
        to: As it was before they asked; of danger there may have been a case already.
    """
    if to.channel != "web" or code is None:
        return
    case = cases.by_code(connection, code)
    if case is None or case.details.get("wanted") != ASKED_FOR_A_PERSON:
        return
    before = ((to.screening or {}).get("handover") or {}).get("wanted")
    if case.opened_at != now and before == ASKED_FOR_A_PERSON:
        return
    say_plainly(connection, to, "system", place_words(connection, case, to.language, now), now)


def place_words(connection: Connection, case: StoredCase, language: str, now: datetime) -> str:
    """Give the place in line where somebody of the desk is there; else when the office is open."""
    contacts = office_hours.office_contacts()
    if presence.count(connection, case.goes_to, now):
        place = waiting_line.place_in_line(connection, case.id, now)
        texts = fixed_texts.NEXT_IN_LINE if place == 1 else fixed_texts.IN_LINE
        return in_language(texts, language).format(place=place)
    if dangers(case.details):
        return in_language(fixed_texts.NOBODY_IN_DANGER, written_in(case.details, language))
    if office_hours.is_open(now, contacts):
        closes = office_hours.closing_on(office_hours.day_of(now, contacts), contacts)
        return in_language(fixed_texts.NOBODY_FREE, language).format(hour=spoken_hour(closes))
    opens = office_hours.next_opening(now, contacts)
    days = fixed_texts.WEEKDAYS.get(language, fixed_texts.WEEKDAYS["en"])
    told = {"day": days[opens.weekday()], "hour": spoken_hour(opens)}
    return in_language(fixed_texts.NOBODY_THERE, language).format(**told)


def spoken_hour(moment: datetime) -> str:
    """Say an hour as people here do: 8 am, 5:30 pm."""
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {'am' if moment.hour < 12 else 'pm'}"

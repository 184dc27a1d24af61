"""A time for a call in their own words: booked where it is plain, else what is possible is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversation.basis import Basis
from bot.conversation.calling import CALL_WHEN
from bot.conversation.course import onward_with_call
from bot.conversation.learning import Learned
from bot.conversation.office import call_hours, office_zone
from bot.conversation.screening import Said, Screening
from bot.conversation.slots import Wish, moment_of, page_of, slots_from
from bot.conversation.step import Remark, Step, answered, remark
from bot.conversation.times import day_of_slot, slot_in, slot_words, with_slot, with_words
from bot.conversation.voice import spoken_date
from bot.conversation.wishes import asks_for_soonest, is_now, is_out_of_hours

ANY = "any"


def take_words(screening: Screening, words: str, said: Said, basis: Basis) -> Step:
    """
    A time in their own words; what books none is met once with what is possible, and asked again.

    A call that is booked stays so meanwhile.

    Args:
        words: Empty for an "ok" that picks none of the times.
    """
    voice, is_first = basis.voice(screening), not _was_just_asked(screening)
    if asks_for_soonest(words, voice) or (is_now(words, voice) and not is_first):
        return _soonest(screening, said, basis)
    slot, wish = slot_in(words, screening, said.at, basis)
    if slot is None and is_first:
        again = _possible(screening, words, wish, said, basis)
        if again is not None:
            return again
    if slot is None and screening.handover.slot and (not words or is_out_of_hours(words, voice)):
        kept = answered(screening, CALL_WHEN, Learned((), ()), said)
        told = remark("still_booked", slot=screening.handover.when or "")
        return Step(onward_with_call(kept, basis), (told,))
    timed, remarks = with_words(screening, words, said, basis) if words else _any(screening)
    after = answered(timed, CALL_WHEN, Learned((), ()), said)
    return Step(onward_with_call(after, basis), remarks)


def _was_just_asked(screening: Screening) -> bool:
    """Whether what they said last was about the time too."""
    last = screening.answers[-1].question if screening.answers else None
    return screening.open == CALL_WHEN and last == CALL_WHEN


def _any(screening: Screening) -> tuple[Screening, tuple[Remark, ...]]:
    handover = replace(screening.handover, when=ANY, slot=None)
    return replace(screening, handover=handover), (remark("noted", words="any time"),)


def _possible(
    screening: Screening, words: str, wish: Wish | None, said: Said, basis: Basis
) -> Step | None:
    """What is possible instead, with the times to pick from; None where words are kept as such."""
    voice = basis.voice(screening)
    noted = with_words(screening, words, said, basis)
    kept = screening if screening.handover.slot or not words else noted[0]
    asked = answered(kept, CALL_WHEN, Learned((), ()), said).asks(CALL_WHEN)
    if not words:
        return Step(asked, (remark("pick_time"),))
    if is_now(words, voice):
        is_open = _is_open(moment_of(screening.today, said.at, basis.policy.contacts), basis)
        return Step(asked, (remark("not_now" if is_open else "not_now_closed"),))
    if is_out_of_hours(words, voice) or (wish is not None and wish.day is None):
        return Step(asked, (*noted[1], remark("out_of_hours")))
    if wish is not None and wish.day is not None:
        return on_that_day(asked, wish, said, basis)
    return None


def _is_open(now: datetime, basis: Basis) -> bool:
    zone = office_zone(basis.policy.contacts)
    hours = call_hours(now.astimezone(zone).date(), basis.policy.contacts)
    return hours is not None and hours[0] <= now < hours[1]


def _soonest(screening: Screening, said: Said, basis: Basis) -> Step:
    """The next time there is, which they hear at once."""
    contacts = basis.policy.contacts
    slot = slots_from(moment_of(screening.today, said.at, contacts), contacts)[0]
    booked = answered(with_slot(screening, slot, basis), CALL_WHEN, Learned((), ()), said)
    told = remark("soonest", slot=slot_words(slot, screening, basis))
    return Step(onward_with_call(booked, basis), (told,))


def on_that_day(screening: Screening, wish: Wish, said: Said, basis: Basis) -> Step:
    """Only a day was named, or nothing on it is as they wish: the times there are from then on."""
    assert wish.day is not None
    contacts, asks = basis.policy.contacts, screening.asks(CALL_WHEN)
    now = moment_of(screening.today, said.at, contacts)
    shown = replace(asks, page=page_of(wish.day, now, contacts))
    spoken = spoken_date(wish.day, screening.today, basis.voice(screening).book)
    if call_hours(wish.day, contacts) is None:
        return Step(shown, (remark("closed_day", date=spoken),))
    if not any(day_of_slot(each, contacts) == wish.day for each in slots_from(now, contacts)):
        return Step(shown, (remark("no_time_left", date=spoken),))
    how = "no_such_hour" if wish.names_hours else "that_day"
    return Step(shown, (remark(how, date=spoken),))

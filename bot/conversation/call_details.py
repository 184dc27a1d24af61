"""Several details for a call in one message, a note for who calls, and another time for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from bot.conversation.basis import Basis
from bot.conversation.breaks import FAREWELL, noted
from bot.conversation.call_replies import CallDetails, CallTime, OtherTime, Sooner, Waits
from bot.conversation.call_taking import call_asked
from bot.conversation.call_words import on_that_day, take_words
from bot.conversation.calling import CALL_QUESTIONS, CALL_WHEN
from bot.conversation.course import onward_with_call
from bot.conversation.learning import Learned
from bot.conversation.office import office_zone
from bot.conversation.replies import AskCall
from bot.conversation.screening import Said, Screening
from bot.conversation.slots import Slot, Wish, moment_of, slots_from
from bot.conversation.step import Remark, Step, answered, remark
from bot.conversation.times import day_of_slot, slot_in, slot_words, with_slot, with_words
from bot.conversation.wishes import call_is_booked, is_out_of_hours, sayable, tell_booked

LONGEST_NOTE = 300
"""Characters of notes that are kept, as many as staff read of other words of theirs."""


CallTold: TypeAlias = AskCall | CallDetails | CallTime | OtherTime | Sooner | Waits


def take_told(screening: Screening, reply: CallTold, said: Said, basis: Basis) -> Step:
    """What a message asks or gives for a call, beside or instead of what was asked."""
    if isinstance(reply, Sooner):
        return tell_booked(screening)
    if isinstance(reply, Waits):
        told = replace(noted(screening, said), attempts=0, aside=None)
        return Step(told, (remark("waits"),))
    if isinstance(reply, CallTime):
        return take_words(screening, reply.words, said, basis)
    if isinstance(reply, AskCall):
        return _asked(screening, reply, said, basis)
    if isinstance(reply, OtherTime):
        return take_other_time(screening, reply, said, basis)
    return take_details(screening, reply, said, basis)


def take_details(screening: Screening, reply: CallDetails, said: Said, basis: Basis) -> Step:
    """Each detail in its place and said back, then what is still open of the call."""
    when, note = reply.when, reply.note
    if when and is_out_of_hours(when, basis.voice(screening)):
        when, note = None, note or when
    handover = screening.handover
    handover = replace(
        handover,
        name=reply.name or handover.name,
        number=reply.number or handover.number,
        note=_joined(handover.note, note),
    )
    kept = replace(screening, handover=handover, attempts=0, aside=None)
    for id, part in (("call_name", reply.name), ("call_number", reply.number), (CALL_WHEN, when)):
        kept = answered(kept, id, Learned((), ()), said) if part else kept
    if when:
        kept, _ = with_words(kept, when, said, basis)
    told = (*_said_back(reply, when, kept, basis), *_noted(reply, note))
    is_asking = screening.open in CALL_QUESTIONS
    if not is_asking:  # all was said before; a few words will do
        return Step(replace(kept, aside=FAREWELL), told)
    settles = getattr(kept.handover, CALL_QUESTIONS[str(screening.open)]) is not None
    return Step(onward_with_call(kept, basis) if settles else kept, told)


def _joined(before: str | None, note: str | None) -> str | None:
    notes = dict.fromkeys(each for each in (before, note) if each)
    return " / ".join(notes)[:LONGEST_NOTE] or None


def _said_back(
    reply: CallDetails, when: str | None, kept: Screening, basis: Basis
) -> tuple[Remark, ...]:
    time = kept.handover.when if when else None
    told = (reply.name, _spoken(reply.number), time)
    words = ", ".join(each for each in told if each and (each == time or sayable(each)))
    return (remark("noted_details", words=words),) if words else ()


def _spoken(number: str | None) -> str:
    return f"{number[:3]}-{number[3:6]}-{number[6:]}" if number else ""


def _noted(reply: CallDetails, note: str | None) -> tuple[Remark, ...]:
    if not note:
        return ()
    return (remark("texts_noted" if reply.wants_texts else "rest_noted"),)


def _asked(screening: Screening, reply: AskCall, said: Said, basis: Basis) -> Step:
    """A wish for a call; the time that it names goes before one that was put down already."""
    if not reply.when or not (call_is_booked(screening) or _has_slot(screening)):
        return call_asked(screening, reply, said, basis)
    number = reply.number or screening.handover.number
    given = replace(screening, handover=replace(screening.handover, number=number))
    if screening.open == CALL_WHEN:
        return take_words(given, reply.when, said, basis)
    if _slot_in(reply.when, screening, said, basis)[1] is None:
        return call_asked(screening, reply, said, basis)
    return take_other_time(given, OtherTime(reply.when), said, basis)


def _has_slot(screening: Screening) -> bool:
    """Whether a time is put down for a call of which more is asked."""
    return screening.stage == "handover" and screening.handover.slot is not None


def _slot_in(
    words: str, screening: Screening, said: Said, basis: Basis
) -> tuple[Slot | None, Wish | None]:
    """The slot and the wish in words; an hour alone is one of the day that is booked."""
    slot, wish = slot_in(words, screening, said.at, basis)
    booked, contacts = Slot.from_value(screening.handover.slot), basis.policy.contacts
    if slot is None or wish is None or wish.day is not None or booked is None:
        return slot, wish
    that_day = replace(wish, day=day_of_slot(booked, contacts))
    slots = slots_from(moment_of(screening.today, said.at, contacts), contacts)
    fits = (each for each in slots if that_day.admits(each, office_zone(contacts)))
    return next(fits, slot), wish


def take_other_time(screening: Screening, reply: OtherTime, said: Said, basis: Basis) -> Step:
    """
    Another time for a call, booked or still asked about: at once where it is plain, else the times
    there are.

    The time stays as it was until a new one is chosen; then what was being asked is asked on.
    """
    is_asking = screening.stage == "handover"
    if not (is_asking or call_is_booked(screening)):
        return Step(screening)
    slot, wish = _slot_in(reply.words, screening, said, basis)
    if slot is not None:
        moved = with_slot(screening, slot, basis)
        told = remark("slot", slot=slot_words(slot, screening, basis))
        after = onward_with_call(answered(moved, CALL_WHEN, Learned((), ()), said), basis)
        return Step(after, (told,))
    booked = Slot.from_value(screening.handover.slot)
    is_that = booked and wish and wish.day == day_of_slot(booked, basis.policy.contacts)
    if is_that and wish and not wish.names_hours:
        told = remark("slot", slot=screening.handover.when or "")
        same = Step(replace(screening, attempts=0, aside=None), (told,))
        return same if is_asking else tell_booked(screening)
    asked = screening.asks(CALL_WHEN, "handover")
    if wish is not None and wish.day is not None:
        shown = on_that_day(asked, wish, said, basis)
        return Step(shown.screening, (remark("other_time"), *shown.remarks))
    return Step(asked, (remark("other_time"),))

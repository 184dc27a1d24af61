"""The closing words: what happens next, and that nothing more is needed."""

from __future__ import annotations

from bot.conversation.basis import Basis
from bot.conversation.calling import has_number
from bot.conversation.course import PROVIDER
from bot.conversation.first import BOOKED
from bot.conversation.handover import CODE_PLACE
from bot.conversation.languages import closing_key
from bot.conversation.office import next_office_day
from bot.conversation.outcome import outcome_of
from bot.conversation.questions import AskedQuestion
from bot.conversation.room import best_fit
from bot.conversation.screening import Screening
from bot.conversation.slots import Slot, moment_of
from bot.conversation.times import slot_words
from bot.conversation.voice import Voice
from bot.conversation.wishes import sayable

LONGEST_NAME = 20


def closing(screening: Screening, question: AskedQuestion | None, basis: Basis) -> str:
    """
    The last message of a conversation.

    Args:
        question: The offer to go on with the screening, where it is not finished.
    """
    voice, handover = basis.voice(screening), screening.handover
    key = _kind(screening)
    values = {
        "thanks": _thanks(handover.name, voice),
        "when": when_words(screening, basis),
        "program": _program(screening, question, basis),
        "code": CODE_PLACE,
    }
    text = voice.say(closing_key(screening) or f"outcome.closing.{key}", **values)
    if question is None:
        noted = voice.say_if_there(f"outcome.closing.{key}_noted", **values)
        is_long = bool(_own_time(screening)) and bool(noted)
        return best_fit([[text], [noted]], None) if is_long else text
    go_on = voice.say("questions.go_on.ask")
    short = voice.say_if_there(f"outcome.closing.{key}_short", **values)
    return best_fit([[text, go_on], [short or text, go_on]], question)


def _kind(screening: Screening) -> str:
    handover = screening.handover
    if screening.aside == BOOKED:
        return "booked"
    if handover.wanted is None:
        if screening.who == PROVIDER:
            return "provider"
        return "settled" if screening.settled else "nothing_wanted"
    if handover.wanted == "call_me" and screening.channel == "web" and not has_number(handover):
        return "no_number"
    return handover.wanted


def _program(screening: Screening, question: AskedQuestion | None, basis: Basis) -> str:
    """What to ask for on the phone, by the plan's name for it."""
    voice = basis.voice(screening)
    if question is not None or screening.who in (None, PROVIDER):
        return voice.say("outcome.programs.other")
    outcome = outcome_of(screening, basis)
    if outcome.certain:
        return voice.say("outcome.programs.ecm")
    return voice.say(f"outcome.programs.{'supports' if outcome.wanted else 'other'}")


def _thanks(name: str | None, voice: Voice) -> str:
    """Thanks by name, where the name is short and a plain text message can carry it."""
    if name and len(name) <= LONGEST_NAME and name.isascii():
        return voice.say("outcome.closing.thanks_name", name=name[:1].upper() + name[1:])
    return voice.say("outcome.closing.thanks")


def when_words(screening: Screening, basis: Basis) -> str:
    """When somebody will call: the day by its name, so that nobody waits on a weekend."""
    voice, when = basis.voice(screening), screening.handover.when
    time = when if when in ("today", "morning", "afternoon") else "any"
    slot = Slot.from_value(screening.handover.slot)
    now = moment_of(screening.today, screening.now, basis.policy.contacts)
    if slot is not None and slot.end > now:  # one that is over is not to come
        return voice.say("outcome.closing.when.slot", slot=slot_words(slot, screening, basis))
    words = _own_time(screening)
    day = next_office_day(screening.today, basis.policy.contacts)
    weekday = voice.say(f"dates.weekdays.{day.weekday() + 1}")
    if words:
        return voice.say("outcome.closing.when.noted", weekday=weekday, words=words)
    return voice.say(f"outcome.closing.when.{time}", weekday=weekday)


def _own_time(screening: Screening) -> str:
    """The time they gave in their own words, where it can be said back."""
    when = screening.handover.when or "" if screening.handover.slot is None else ""
    is_own = when not in ("", "today", "morning", "afternoon", "any")
    return when.rstrip(" .") if is_own and sayable(when) else ""

"""
Which details for a call a message gives: a name, a number, a time, and what else staff should know.

A message with any of these is an answer, whatever else it is taken for: "mornings, i turn my phone
off at night" is nobody's goodbye.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.conversation.asking import LATER
from bot.conversation.call_replies import CallDetails, CallTime, OtherTime, Sooner, Waits
from bot.conversation.calling import CALL_QUESTIONS, HANDOVER
from bot.conversation.course import ENDED, GO_ON
from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import AskCall, Chosen, Reply, Text
from bot.conversation.screening import Screening
from bot.conversation.slots import Slot
from bot.conversation.times import slot_in
from bot.conversation.wishes import (
    around_number,
    asks_for_sooner,
    asks_for_soonest,
    call_is_booked,
    is_now,
    is_out_of_hours,
    members_number,
    number_in,
)
from bot.dialogue.call_offered import accepts_call, waits
from bot.dialogue.interviewing import interview
from bot.language.calls import asks_for_call, time_wished
from bot.language.free_text import read_name, read_time
from bot.language.plain import plain
from bot.language.vocabulary import vocabulary

NAME, NUMBER, WHEN = "call_name", "call_number", "call_when"

MOST_NAMES = 3
"""Words of a name that stands among other things."""

FEWEST_NOTED = 2
"""Words beyond a time and courtesies, from which on the rest is a note for staff."""

_CLAUSES = re.compile(r"[,.;!\n]+|\s-+\s")

_DIGITS = re.compile(r"\d+(?:st|nd|rd|th|am|pm)?|\d{1,4}(?:[/-]\d{1,4}){1,2}")
"""A number, an hour or a date: "10", "24th", "10am", "11/24"."""


def details_in(
    text: str, question: AskedQuestion | None, screening: Screening
) -> AskCall | CallDetails | CallTime | Chosen | OtherTime | Sooner | Waits | None:
    """What the message gives for the call; None where other readers take it as well or better."""
    if not text or members_number(text, screening, interview().basis.voice(screening)):
        return None
    if call_is_booked(screening) and (question is None or question.id in (ENDED, GO_ON)):
        return _of_booked(text, screening, question is None or question.id == ENDED)
    if question is not None and question.id == HANDOVER:
        return accepts_call(text, question, screening.language)
    if question is None or question.id not in CALL_QUESTIONS:
        return None
    if waits(text, screening.language):
        return Waits()
    if question.id == WHEN and (timed := _time_alone(text, question, screening)):
        return timed
    if question.id not in (NAME, NUMBER, WHEN):
        return _texts_only(text, screening)
    given = _given(text, question, screening)
    return given if _is_more(given, text, question, screening) else None


def _given(text: str, question: AskedQuestion, screening: Screening) -> CallDetails:
    number = number_in(text)
    before, after = around_number(text) if number else (text, "")
    name, left = _name(before, screening) if question.id == NAME else (None, before)
    rest = " ".join(f"{left} {after}".split()).strip(" ,;.-")
    when = _time(rest, screening)
    wants_texts = _says(rest, "texts_only", screening)
    is_note = wants_texts or _is_note(rest, when, screening)
    return CallDetails(name, number, when, rest if is_note and rest else None, wants_texts)


def _is_more(given: CallDetails, text: str, question: AskedQuestion, screening: Screening) -> bool:
    """Whether this is more than the plain answer, which the question's own reader takes."""
    beside = given.when or given.note
    if given.number:
        return bool(given.name or beside) or question.id == NAME
    if given.wants_texts:
        return True
    if question.id == WHEN:
        is_read = isinstance(read_time(text, vocabulary(screening.language)), Text)
        return given.when is not None and given.note is not None and not is_read
    if asks_for_call(text, False, screening.language):
        return False
    return given.when is not None and (given.name is not None or _is_time_alone(text, screening))


def _name(text: str, screening: Screening) -> tuple[str | None, str]:
    """The name with which a text begins or that stands before a time, and what is left."""
    if _is_time_alone(text, screening):
        return None, text
    words = vocabulary(screening.language)
    first, *others = [part for part in _CLAUSES.split(text) if part.strip()] or [""]
    begun, within = _before_time(_without_leads(first, screening), screening)
    name = read_name(begun, words)
    left = " ".join([within, *others])
    left = _without_leads(left, screening)
    if not isinstance(name, Text) or len(name.value.split()) > MOST_NAMES:
        return None, text
    said = {*plain(name.value).split()}
    return (None, text) if said & {*words.phrases("time_words")} else (name.value, left)


def _before_time(text: str, screening: Screening) -> tuple[str, str]:
    """What stands before the first word of a time, and the rest: "Maria mornings please"."""
    times, words = {*vocabulary(screening.language).phrases("time_words")}, text.split()
    starts = {*times, *vocabulary(screening.language).phrases("no_name_within")}
    openings = len(words) - len(_opened(text, screening).split())
    for index in range(openings, len(words)):
        if plain(words[index]) in starts and index > openings:
            return " ".join(words[:index]), " ".join(words[index:])
    return text, ""


def _opened(text: str, screening: Screening) -> str:
    """The text as it is read for a name, without "its" or "my name is"."""
    said = plain(text)
    openings = vocabulary(screening.language).phrases("name_openings")
    begun = next(
        (o for o in sorted(openings, key=len, reverse=True) if said.startswith(f"{o} ")), ""
    )
    return " ".join(text.split()[len(begun.split()) :]) if begun else text


def _without_leads(text: str, screening: Screening) -> str:
    """A text without what leads to a number: "my cell is"."""
    leads = "|".join(map(re.escape, _phrases("number_leads", screening)))
    lead = rf"[\s,:;#-]*(?:\b(?:{leads})[\s:#-]*)?$"
    return re.sub(lead, "", text, count=1, flags=re.IGNORECASE)


def _time(text: str, screening: Screening) -> str | None:
    """A time in few words as it stands; of a longer text those parts that name one."""
    if not text:
        return None
    is_read = isinstance(read_time(text, vocabulary(screening.language)), Text)
    if _is_time_alone(text, screening) and (is_read or _names_day(text, screening)):
        return _bare(text, screening) or None
    return ", ".join(_times(text, screening)) or None


def _bare(text: str, screening: Screening) -> str:
    """A time without what may follow it: "mornings work best"."""
    ends = "|".join(map(re.escape, _phrases("time_endings", screening)))
    return re.sub(rf"(?:[\s,.]+(?:{ends}))+$", "", text, flags=re.IGNORECASE)


def _times(text: str, screening: Screening) -> Iterator[str]:
    said = plain(text)
    while found := time_wished(said, screening.language):
        yield found
        said = said.partition(found)[2]


def _is_time_alone(text: str, screening: Screening) -> bool:
    """Whether a text is made of words for times or names a day, and of small ones."""
    if not _is_of_times(text, screening):
        return False
    times = {*vocabulary(screening.language).phrases("time_words")}
    return bool(times & {*plain(text).split()}) or _names_day(text, screening)


def _names_day(text: str, screening: Screening) -> bool:
    wish = slot_in(text, screening, screening.now, interview().basis)[1]
    return wish is not None and wish.day is not None


def _is_of_times(text: str, screening: Screening) -> bool:
    """Whether a text has no other words than may stand in a time to call."""
    words = vocabulary(screening.language)
    known = {*words.phrases("small_words"), *_phrases("beside_time", screening)}
    known |= {*words.phrases("time_words"), *words.words["months"]}
    return all(word in known or _DIGITS.fullmatch(word) for word in plain(text).split())


def _is_note(text: str, when: str | None, screening: Screening) -> bool:
    words = vocabulary(screening.language)
    known = {*plain(when or "").split(), *words.phrases("small_words")}
    known |= {*words.phrases("time_words"), *_phrases("beside_time", screening)}
    return len([w for w in plain(text).split() if w not in known]) >= FEWEST_NOTED


def _texts_only(text: str, screening: Screening) -> CallDetails | None:
    """Who can rather be texted than called has said so for staff to know."""
    is_said = _says(text, "texts_only", screening)
    return CallDetails(number=number_in(text), note=text, wants_texts=True) if is_said else None


def _time_alone(
    text: str, question: AskedQuestion, screening: Screening
) -> CallTime | Chosen | None:
    """A message that says when to call and nothing else, or that picks no time; None for others."""
    voice, said = interview().basis.voice(screening), plain(text)
    if said and {*said.split()} <= {*_phrases("mere_ok", screening)}:
        return CallTime("")
    if said in _phrases("other_times", screening):
        return Chosen((LATER,))
    if said in _phrases("last_time", screening):
        shown = [option.value for option in question.options if Slot.from_value(option.value)]
        return Chosen(tuple(shown[-1:])) if shown else None
    is_any = said in _phrases("any_time", screening)
    if is_any or (_says(text, "any_time", screening) and _is_of_times(text, screening)):
        return Chosen(("any",))
    if is_now(text, voice) or asks_for_soonest(text, voice):
        return CallTime(text)
    is_number = said.isdigit() and int(said) <= len(question.numbered)
    if is_number or not _is_time_alone(text, screening):
        return None
    wish = slot_in(text, screening, screening.now, interview().basis)[1]
    return CallTime(text) if wish or is_out_of_hours(text, voice) else None


def _of_booked(
    text: str, screening: Screening, is_over: bool
) -> CallDetails | OtherTime | Sooner | None:
    """
    What a message says of a call that is booked.

    Args:
        is_over: Whether nothing else is asked.
    """
    if asks_for_sooner(text, interview().basis.voice(screening)):
        return Sooner()
    texts_only = _texts_only(text, screening) if is_over else None
    return _another_time(text, screening) or texts_only


def _another_time(text: str, screening: Screening) -> OtherTime | None:
    """ "can they call tuesday instead", of a call that is booked."""
    if _says(text, "other_time", screening):
        return OtherTime(text)
    words = vocabulary(screening.language)
    names_time = {*plain(text).split()} & {*words.phrases("time_words")}
    if names_time and _says(text, "moves_time", screening):
        return OtherTime(text)
    if not _is_time_alone(text, screening):
        return None
    wish = slot_in(text, screening, screening.now, interview().basis)[1]
    return OtherTime(text) if wish and wish.day and wish.day >= screening.today else None


def _says(text: str, phrases: str, screening: Screening) -> bool:
    said = f" {plain(text)} "
    return any(f" {phrase} " in said for phrase in _phrases(phrases, screening))


def _phrases(name: str, screening: Screening) -> list[str]:
    return interview().basis.voice(screening).say(f"understood.{name}").split(", ")


def keeps(reply: Reply) -> bool:
    """Whether a message was read as such details; nothing else is made of it then."""
    return isinstance(reply, (AskCall, CallDetails, CallTime, OtherTime, Sooner, Waits))

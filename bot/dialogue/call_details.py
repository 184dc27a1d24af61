"""
Which details for a call a message gives: a name, a number, a time, and what else staff should know.

A message with any of these is an answer, whatever else it is taken for: "mornings, i turn my phone
off at night" is nobody's goodbye.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.conversation.call_replies import CallDetails, OtherTime
from bot.conversation.calling import CALL_QUESTIONS
from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import Reply, Text
from bot.conversation.screening import Screening
from bot.conversation.wishes import around_number, call_is_booked, members_number, number_in
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


def details_in(
    text: str, question: AskedQuestion | None, screening: Screening
) -> CallDetails | OtherTime | None:
    """What the message gives for the call; None where other readers take it as well or better."""
    if not text or members_number(text, screening, interview().basis.voice(screening)):
        return None
    if call_is_booked(screening) and (question is None or question.id == "ended"):
        return _another_time(text, screening) or _texts_only(text, screening)
    if question is None or question.id not in CALL_QUESTIONS:
        return None
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
    words = vocabulary(screening.language)
    if isinstance(read_time(text, words), Text) and _is_time_alone(text, screening):
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
    """Whether a text is made of words for times, and small ones."""
    words = vocabulary(screening.language)
    beside = {*words.phrases("small_words"), *_phrases("beside_time", screening)}
    said = plain(text).split()
    times = {*words.phrases("time_words")}
    return bool(times & {*said}) and all(w in beside | times or w.isdigit() for w in said)


def _is_note(text: str, when: str | None, screening: Screening) -> bool:
    words = vocabulary(screening.language)
    known = {*plain(when or "").split(), *words.phrases("small_words")}
    known |= {*words.phrases("time_words"), *_phrases("beside_time", screening)}
    return len([w for w in plain(text).split() if w not in known]) >= FEWEST_NOTED


def _texts_only(text: str, screening: Screening) -> CallDetails | None:
    """Who can rather be texted than called has said so for staff to know."""
    is_said = _says(text, "texts_only", screening)
    return CallDetails(number=number_in(text), note=text, wants_texts=True) if is_said else None


def _another_time(text: str, screening: Screening) -> OtherTime | None:
    """ "can they call tuesday instead", of a call that is booked."""
    if _says(text, "other_time", screening):
        return OtherTime(text)
    words = vocabulary(screening.language)
    names_time = {*plain(text).split()} & {*words.phrases("time_words")}
    return OtherTime(text) if names_time and _says(text, "moves_time", screening) else None


def _says(text: str, phrases: str, screening: Screening) -> bool:
    said = f" {plain(text)} "
    return any(f" {phrase} " in said for phrase in _phrases(phrases, screening))


def _phrases(name: str, screening: Screening) -> list[str]:
    return interview().basis.voice(screening).say(f"understood.{name}").split(", ")


def keeps(reply: Reply) -> bool:
    """Whether a message was read as such details; nothing else is made of it then."""
    return isinstance(reply, (CallDetails, OtherTime))

"""What is read from a message's own words about the call: taking it back, a number, a language."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.basis import Basis
from bot.conversation.calling import HANDOVER, has_number
from bot.conversation.course import ENDED, after_call
from bot.conversation.first import BOOKED
from bot.conversation.handover import CALL_ME
from bot.conversation.learning import Learned
from bot.conversation.questions import NOT_SURE
from bot.conversation.replies import Reply, Text
from bot.conversation.screening import Said, Screening
from bot.conversation.step import Remark, Step, answered, remark
from bot.conversation.voice import Voice

NO_CALL = "no_call"
"""What stands as an answer to the offer of a call for who is not to be called."""

_US_DIGITS = 10
LONGEST_SAID = 40
_NUMBER = re.compile(r"(?<!\d)(?:\+?1[\s.-]*)?\(?\d{3}\)?[\s.-]*\d{3}[\s.-]*\d{4}(?!\d)")


def takes_call_back(text: str, voice: Voice) -> bool:
    """Whether a message says that no call is wanted any more."""
    said = _plain(text)
    bare = _without_leads(said, voice)
    if {*bare} & set(_phrases("cancel_whole", voice)):
        return True
    begins = "|".join(sorted(_phrases("cancel_begins", voice), key=len, reverse=True))
    begun = re.match(rf"(?:{begins}) (\w+)", bare[-1])
    if begun and begun.group(1) not in _phrases("cancel_but", voice):
        return True
    return any(f" {words} " in f" {said} " for words in _phrases("cancel_within", voice))


def heard_no_call(screening: Screening, said: Said, voice: Voice) -> Screening:
    """The screening with it that they are not to be called at all, where they said that."""
    never = re.search(r"\b(?:dont|not|no more|no calls?)\b", _plain(said.text))
    if never is None or not takes_call_back(said.text, voice):
        return screening
    return answered(screening, HANDOVER, Learned((NO_CALL,), ()), said)


def has_thought(screening: Screening) -> bool:
    """Whether they were not sure about a call once before."""
    return any(a.question == HANDOVER and a.values == (NOT_SURE,) for a in screening.answers)


def wants_no_call(screening: Screening) -> bool:
    """Whether they said that they are not to be called, and asked for no call since."""
    said = [each.values for each in screening.answers if each.question == HANDOVER]
    return [values for values in said if values in ((NO_CALL,), (CALL_ME,))][-1:] == [(NO_CALL,)]


def _without_leads(said: str, voice: Voice) -> list[str]:
    """What is said, with ever fewer of the words before it: "nvm no call", "no call", "call"."""
    leads, left = "|".join(_phrases("cancel_leads", voice)), [said]
    while (less := re.sub(rf"^(?:{leads}) ", "", left[-1])) != left[-1]:
        left.append(less)
    return left


def without_call(screening: Screening, basis: Basis) -> Step:
    """The wish for a call is taken back, its time too; what else is talked about goes on."""
    handover = replace(screening.handover, wanted=None, when=None, slot=None, complete=False)
    free = replace(screening, handover=handover, attempts=0)
    if screening.stage in ("handover", "person", "closed") or screening.open in (None, ENDED):
        free = after_call(free, basis)
    return Step(free, (remark("call_taken_back"),))


def call_is_booked(screening: Screening) -> bool:
    """Whether somebody will call, with nothing left to ask and a number to call."""
    handover = screening.handover
    reached = screening.channel == "sms" or has_number(handover)
    return handover.wanted == "call_me" and handover.complete and reached


def case_closed(screening: Screening) -> Screening:
    """
    The screening once staff have closed the case of its wish: whatever is wished next is new.

    Whether a message may be left is asked anew: who may hear it can be another by then.
    A question about a call that is open stays so, and an answer to it is such a new wish.
    """
    handover = replace(screening.handover, wanted=None, when=None, slot=None, complete=False)
    handover = replace(handover, voicemail=None)
    aside = None if screening.aside == BOOKED else screening.aside
    return replace(screening, handover=handover, aside=aside, settled=True)


def tell_booked(screening: Screening) -> Step:
    """A person is on the way already: say so, with the number to call now."""
    if screening.open in (None, ENDED):
        screening = screening.asks(None, "closed")
    return Step(replace(screening, aside=BOOKED, attempts=0, page=0))


def this_number(screening: Screening, basis: Basis) -> Step:
    """The phone they write from is to be called: known by text message, not on the page."""
    if screening.channel != "sms":
        return Step(replace(screening, attempts=0, aside=None), (remark("number_unseen"),))
    this = replace(screening, handover=replace(screening.handover, number=None))
    return Step(replace(this, attempts=0, aside=None), (remark("this_number_it_is"),))


def number_in(text: str) -> str | None:
    """The ten digits of a phone number that stands in a message."""
    found = _NUMBER.search(text)
    return re.sub(r"\D", "", found.group())[-_US_DIGITS:] if found else None


def around_number(text: str) -> tuple[str, str]:
    """What stands before a phone number and after it."""
    before, *after = _NUMBER.split(text, maxsplit=1)
    return before, "".join(after)


def is_out_of_hours(text: str, voice: Voice) -> bool:
    """Whether a time to call is one at which nobody calls; "not after 8" is none."""
    said = _plain(text)
    if {"not", "no", "dont", "never", "cant"} & {*said.split()}:
        return False
    return any(f" {words} " in f" {said} " for words in _phrases("out_of_hours", voice))


def is_now(text: str, voice: Voice) -> bool:
    """Whether a time to call is this moment, or so soon that nobody can be told to call."""
    return _says_only(text, "now", voice)


def asks_for_soonest(text: str, voice: Voice) -> bool:
    """Whether a time to call is the next one there is."""
    return _says_only(text, "soonest", voice)


def asks_for_sooner(text: str, voice: Voice) -> bool:
    """Whether a message wants a call that is booked to come sooner."""
    return any(_says_only(text, name, voice) for name in ("now", "soonest", "sooner"))


def _says_only(text: str, name: str, voice: Voice, beside: str = "beside_soon") -> bool:
    """Whether a message has one of these phrases, and else only words that may stand beside it."""
    said = left = f" {_plain(text)} "
    for phrase in sorted(_phrases(name, voice), key=len, reverse=True):
        left = left.replace(f" {phrase} ", " ")
    return left != said and {*left.split()} <= {*_phrases(beside, voice)}


def noted_time(words: str | None) -> tuple[Remark, ...]:
    """A time to call said back, where it is short and a plain text message can carry it."""
    if words and sayable(words):
        return (remark("noted_time", words=words.rstrip(" .")),)
    return ()


def sayable(words: str) -> bool:
    """Whether somebody's own words can stand in a message of ours."""
    return len(words) <= LONGEST_SAID and words.isascii() and not set("{}[]<>^|~\\`") & {*words}


def takes_complaint_back(text: str, voice: Voice) -> bool:
    """Whether a message says that what was noted was no complaint."""
    return any(f" {words} " in f" {_plain(text)} " for words in _phrases("no_complaint", voice))


def says_no_call_came(text: str, voice: Voice) -> bool:
    """Whether a message says that nobody called or came, and nothing besides."""
    return _says_only(text, "no_call_came", voice, "beside_no_call")


def complains_of_waiting(text: str, voice: Voice) -> bool:
    """Whether a complaint is about a call or a person that did not come."""
    phrases = (*_phrases("no_call_came", voice), *_phrases("waits_long", voice))
    return any(f" {words} " in f" {_plain(text)} " for words in phrases)


def members_number(text: str, screening: Screening, voice: Voice) -> str | None:
    """The member's own number, where a caregiver gives it as such ("her number is ...")."""
    if screening.audience == "self" or number_in(text) is None:
        return None
    whose = [*_phrases("members_number", voice)]
    said = _plain(text)
    return number_in(text) if any(f" {words} " in f" {said} " for words in whose) else None


def is_no_language(question: str, reply: Reply, voice: Voice) -> bool:
    """Whether words that name no language were given where one was asked for."""
    is_asked = question == "call_language" and isinstance(reply, Text)
    return is_asked and not is_language(getattr(reply, "value", ""), voice)


def is_language(text: str, voice: Voice) -> bool:
    """Whether a word of the text is a language's name, and not "thanks"."""
    return not {*_plain(text).split()}.isdisjoint(_phrases("languages", voice))


def _plain(text: str) -> str:
    letters = text.lower().replace("'", "").replace("\u2019", "")
    return " ".join(re.findall(r"\w+", letters))


def _phrases(name: str, voice: Voice) -> list[str]:
    return voice.say(f"understood.{name}").split(", ")

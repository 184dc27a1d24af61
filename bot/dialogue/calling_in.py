"""
What a message says of a call: that one is wanted, yes to its offer, or which phone is meant.

It goes before what the language model takes the message for: somebody who asks to be called, and is
not, will not ask twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.call_replies import CallTime, OtherTime, ThisNumber
from bot.conversation.calling import CALL_QUESTIONS, CALL_WHEN
from bot.conversation.course import GO_ON, HANDOVER
from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import (
    AskCall,
    AskPerson,
    Chosen,
    Complain,
    Farewell,
    Leave,
    NoComplaint,
    NotSure,
    NotUnderstood,
    Number,
    NumberRange,
    Repeat,
    Reply,
    SideQuestion,
    Text,
    Thanked,
    Volunteered,
)
from bot.conversation.screening import WHO, Screening
from bot.conversation.times import slot_in
from bot.conversation.wishes import asks_for_soonest, is_now, number_in
from bot.dialogue.call_offered import call_words, time_said
from bot.dialogue.interviewing import interview
from bot.language.asks import told_in
from bot.language.calls import asks_for_call, may_speak_in, means_this_phone
from bot.language.free_text import read_date_of_birth
from bot.language.plain import plain
from bot.language.reader import asks_for_person
from bot.language.vocabulary import vocabulary
from bot.language.yes_no import read_yes_no

OFFERS = (HANDOVER, GO_ON)
"""Questions to which a yes or no in any words is an answer, though they have other options."""

NUMBER_QUESTIONS = ("call_when", "call_number")

MAY_SPEAK, FEW_WORDS = "may_speak", 2
"""A question to caregivers, and in how many words a no to it is just that."""

COURTEOUS = ("thanks", "goodbye")

OPEN_TO_A_YES = (NotUnderstood, Repeat)

YES_OR_NO = (Chosen(("yes",)), Chosen(("no",)))

BY_ACT = {"affirm": "yes", "deny": "no"}


def call_in(
    reply: Reply,
    acts: Sequence[str],
    text: str,
    question: AskedQuestion | None,
    screening: Screening,
) -> Reply | None:
    """
    What the message says of a call; None where it says nothing of one.

    Args:
        reply: What it was read as.
        acts: All that it does, the intent first.
        question: The open question.
    """
    if question is not None and question.kind == "text" and isinstance(reply, Text):
        return None  # "call me Dee"
    is_offered = question is not None and question.option("call_me") is not None
    if asks_for_call(text, is_offered, screening.language):
        return AskCall(number_in(text), time_said(text, screening.language))
    if question is None:
        return None
    moved = time_amid(text, question, screening)
    if moved is not None:
        return moved
    if question.id in NUMBER_QUESTIONS and not isinstance(reply, (Chosen, Text)):
        return ThisNumber() if means_this_phone(text, screening.language) else None
    if question.id in OFFERS and isinstance(reply, OPEN_TO_A_YES):
        return _yes_or_no(acts, text, screening.language)
    return None


def time_amid(
    text: str, question: AskedQuestion, screening: Screening
) -> CallTime | OtherTime | None:
    """Another time for the call, said where something else is asked for it; else None."""
    basis, words = interview().basis, vocabulary(screening.language)
    if question.id == CALL_WHEN or question.id not in CALL_QUESTIONS:
        return None
    if isinstance(read_date_of_birth(text, words), Text):  # "april 9 1980"
        return None
    voice, said = basis.voice(screening), text.lower().rpartition(" but ")[2]
    alone, wish = call_words(said, screening.language), slot_in(said, screening, "", basis)[1]
    if alone and alone.when:
        if asks_for_soonest(alone.when, voice):
            return CallTime(alone.when)
        return None if is_now(alone.when, voice) else OtherTime(alone.when)
    beside = "moves_time" if wish else "other_time"
    phrases = voice.say(f"understood.{beside}").split(", ")
    is_moved = any(f" {phrase} " in f" {plain(said)} " for phrase in phrases)
    return OtherTime(said) if is_moved else None


def person_first(text: str, acts: Sequence[str], language: str) -> AskCall | AskPerson | None:
    """What a first message asks for, where that is a call or a person; None where it is not."""
    if asks_for_call(text, False, language):
        return AskCall(number_in(text), time_said(text, language))
    return AskPerson() if asks_for_person(text, acts, language) else None


def act_across(text: str, acts: Sequence[str], screening: Screening) -> Reply | None:
    """Whatever was asked meanwhile, a wish for a call is one, and a complaint is noted."""
    wish = person_first(text, acts, screening.language)
    if isinstance(wish, AskCall):
        return wish
    is_complaint = acts[0] == "complaint" and "?" not in text
    return Complain() if is_complaint else None


def speaks_for_them(
    reply: Reply, text: str, question: AskedQuestion | None, language: str
) -> Reply | None:
    """
    What a caregiver answers in a sentence on whether they may speak for the member.

    A no with more to it ("no she has dementia") is taken as a no only where it plainly is one.
    """
    if question is None or question.id != MAY_SPEAK or isinstance(reply, AskPerson):
        return None
    if isinstance(reply, SideQuestion) and told_in(text, language) is not None:
        return None
    said = may_speak_in(text, language)
    if said is not None and not (said == "yes" and isinstance(reply, NotSure)):
        return Chosen((said,))
    is_bare = len(text.split()) <= FEW_WORDS
    return NotSure() if reply == Chosen(("no",)) and not is_bare else None


def _yes_or_no(acts: Sequence[str], text: str, language: str) -> Reply | None:
    words, told = vocabulary(language), told_in(text, language)
    if told is not None:  # "no phone, can i go somewhere" asks; "yes, is it free" answers too
        answer = words.whole.get(plain(told))
        return Chosen((answer,)) if answer in ("yes", "no") else None
    read = read_yes_no(plain(text), words)
    if read in YES_OR_NO:
        return read
    answer = BY_ACT.get(acts[0]) if read is None else None
    return Chosen((answer,)) if answer else None


def answers_too(reply: Reply, wish: Reply | None, question: AskedQuestion | None) -> bool:
    """Whether a message that asks for a call also answers, or tells something, worth keeping."""
    if isinstance(wish, NoComplaint):
        return isinstance(reply, SideQuestion) and reply.topic != "complaint"
    if not isinstance(wish, AskCall) or reply in YES_OR_NO:
        return False
    if question is not None and question.id == WHO and isinstance(reply, Chosen):
        return False  # "call me" says not whom it is for
    is_choice = isinstance(reply, Chosen) and "call_me" not in reply.values
    return is_choice or isinstance(reply, (Number, NumberRange, Volunteered))


def screening_goes_on(question: AskedQuestion) -> bool:
    """Whether this is a question of the screening, and not of the call or about going on."""
    return question.id not in (*CALL_QUESTIONS, HANDOVER, GO_ON, "ended")


def courtesy_at_the_end(
    reply: Reply, acts: Sequence[str], question: AskedQuestion | None, is_courteous: bool
) -> Reply | None:
    """
    A thank you or goodbye once all was said, which gets a few words and no question.

    Args:
        is_courteous: Whether the message is made of such words alone.
    """
    is_asking = isinstance(reply, SideQuestion) and reply.topic not in COURTEOUS
    is_closed = question is None or question.id == "ended"
    ends = set(acts) & {"thanks", "goodbye"}
    if is_asking:
        return None
    if is_closed and (is_courteous or ends):
        return Thanked() if "thanks" in ends else Farewell()
    if question is None or "goodbye" not in acts:
        return None
    is_loose = isinstance(reply, (*OPEN_TO_A_YES, SideQuestion))
    if screening_goes_on(question) and is_loose:
        return Leave()
    if question.id == GO_ON or (question.id in CALL_QUESTIONS and is_loose):
        return Farewell()
    return Chosen(("no",)) if question.id == HANDOVER and is_loose else None

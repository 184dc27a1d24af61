"""What an answer in the hand-over does: names, numbers, times, and whether they may speak."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.basis import Basis
from bot.conversation.call_words import take_words
from bot.conversation.calling import CALL_WHEN, fill, is_doubtful
from bot.conversation.commands import person
from bot.conversation.course import HANDOVER, PROVIDER, onward_with_call
from bot.conversation.handover import CALL_ME
from bot.conversation.learning import Learned
from bot.conversation.questions import NOT_SURE, SKIP, AskedQuestion
from bot.conversation.replies import AskCall, Chosen, NotSure, Reply, Text
from bot.conversation.screening import Said, Screening
from bot.conversation.step import Remark, Step, answered, heard, remark
from bot.conversation.times import take_time
from bot.conversation.wishes import (
    call_is_booked,
    is_no_language,
    number_in,
)


def take_call(
    screening: Screening, question: AskedQuestion, reply: Reply, said: Said, basis: Basis
) -> Step | None:
    """One part of the hand-over filled; None where the reply is no answer to it."""
    if question.id == CALL_WHEN and isinstance(reply, Text):
        return take_words(screening, reply.value, said, basis)
    if question.id == CALL_WHEN and isinstance(reply, Chosen):
        timed = take_time(screening, reply, said, basis)
        if timed is not None:
            return timed
    handover = fill(screening.handover, question.id, reply)
    if handover is None or is_no_language(question.id, reply, basis.voice(screening)):
        return None
    value = (SKIP,) if handover == screening.handover else ()
    handover = replace(handover, wanted=handover.wanted or CALL_ME)
    if question.id == "may_speak" and len(said.text.split()) > 1:
        handover = replace(handover, may_speak_words=said.text)
    if question.id == "birth_date":
        age = basis.facts(screening).form("age")
        doubtful = is_doubtful(handover.birth_date, age, screening.today)
        handover = replace(handover, birth_date_doubtful=doubtful)
        if doubtful and not value and "birth_date" not in {a.question for a in screening.answers}:
            again = answered(
                replace(screening, handover=handover), question.id, Learned((), ()), said
            )
            return Step(again.asks("birth_date"), (("confirm.age_again", {}),))
    filled = replace(screening, handover=handover)
    after = onward_with_call(answered(filled, question.id, Learned(value, ()), said), basis)
    told = heard(question, reply.values) if isinstance(reply, Chosen) else ()
    if question.id == "may_speak" and isinstance(reply, NotSure):
        told = heard_own(question, NOT_SURE)
    return Step(after, (*told, *on_number(screening, after)))


def heard_own(question: AskedQuestion, value: str) -> tuple[Remark, ...]:
    """What a question itself remarks on an answer that others take in one way."""
    return ((f"questions.{question.id}.heard.{value}", {}),)


def on_number(before: Screening, after: Screening) -> tuple[Remark, ...]:
    """By text message: that the call goes to this number, and how to name another."""
    is_next = after.open == "call_when" and before.open != "call_when"
    is_known = after.channel == "sms" and after.handover.number is None
    return (remark("this_number"),) if is_next and is_known else ()


def call_asked(screening: Screening, reply: AskCall, said: Said, basis: Basis) -> Step:
    """A call asked for at any time: on to what is needed for it; the questions wait."""
    if screening.who == PROVIDER or call_is_booked(screening):
        return person(screening, basis)
    number = reply.number or screening.handover.number
    wanted = replace(screening.handover, number=number, wanted=CALL_ME, complete=False)
    is_asking = screening.stage == "handover"
    if is_asking:
        after = replace(screening, handover=wanted, attempts=0, aside=None)
    else:
        if reply.when:  # which goes before one that is remembered from another wish
            wanted = replace(wanted, when=None, slot=None)
        after = answered(screening, HANDOVER, Learned(("call_me",), ()), said)
        after = onward_with_call(replace(after, handover=wanted), basis)
    timed = _with_time(after, reply, said, basis)
    told = (remark("call_any_time"),) if is_asking and not timed.remarks else timed.remarks
    is_this = reply.this_phone and screening.channel == "sms"
    this = (remark("this_number_it_is"),) if is_this else on_number(screening, timed.screening)
    return Step(timed.screening, (*this, *told))


def _with_time(screening: Screening, reply: AskCall, said: Said, basis: Basis) -> Step:
    """The time that was said with the wish for a call; what books none is met with what can."""
    if not reply.when or screening.stage != "handover":
        return Step(screening)
    return take_words(screening, reply.when, said, basis)


def take_other_number(
    screening: Screening, question: AskedQuestion, reply: Reply, said: Said, basis: Basis
) -> Step:
    """Another number to call, given where the time was asked; with it perhaps the time too."""
    number = number_in(said.text)
    filled = replace(screening, handover=replace(screening.handover, number=number), attempts=0)
    taken = take_call(filled, question, reply, said, basis) if isinstance(reply, Text) else None
    return Step(taken.screening if taken else filled, (remark("other_number", number=number),))

"""What an answer to the open question does to a screening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.asking import STUCK_AFTER
from bot.conversation.basis import Basis
from bot.conversation.breaks import farewell, noted
from bot.conversation.call_details import take_told
from bot.conversation.call_replies import CallDetails, CallTime, OtherTime, Sooner, Waits
from bot.conversation.call_taking import on_number, take_call, take_other_number
from bot.conversation.calling import CALL_QUESTIONS
from bot.conversation.commands import COMMANDS, more, person, restart, why
from bot.conversation.confirming import CONFIRM, take_confirm, with_hint
from bot.conversation.correcting import CHANGE, take_amended, take_change
from bot.conversation.course import (
    ENDED,
    GO_ON,
    HANDOVER,
    PROVIDER,
    after_call,
    onward,
    onward_with_call,
)
from bot.conversation.doubts import WHICH_IS_RIGHT, doubt, settled
from bot.conversation.erasing import ERASE_SURE, take_erase
from bot.conversation.first import HEARD, TAKE_TIME
from bot.conversation.languages import other_language
from bot.conversation.learning import Learned, learn
from bot.conversation.opening import open_question
from bot.conversation.questions import NOT_SURE, AskedQuestion
from bot.conversation.relation import for_them, with_relation
from bot.conversation.replies import (
    Amended,
    AskCall,
    Chosen,
    Complain,
    Declined,
    ForWhom,
    NotSure,
    NotUnderstood,
    NumberRange,
    OtherLanguage,
    Reply,
    SideQuestion,
    Text,
    Volunteered,
)
from bot.conversation.screening import ANSWER, WHO, Said, Screening
from bot.conversation.step import Step, answered, heard, is_no, one_of, remark
from bot.conversation.switching import SWITCH, take_for_whom, take_switch
from bot.conversation.volunteered import take_volunteered
from bot.conversation.wishes import (
    has_thought,
    heard_no_call,
    members_number,
    number_in,
    takes_call_back,
    wants_no_call,
    without_call,
)

UNKNOWN = "out_of_scope"
"""The topic of all that there is no answer to."""

Taker = Callable[[Screening, AskedQuestion, Reply, Said, Basis], "Step | None"]


def step(screening: Screening, reply: Reply, said: Said, basis: Basis) -> Step:
    """Take a reply, and ask next about what was only hinted at, where that is worth a question."""
    done = _step(screening, reply, said, basis)
    known = with_relation(done.screening, said) if screening.open != SWITCH else done.screening
    known = replace(known, now=said.at or known.now)
    return with_hint(replace(done, screening=known), basis)


def _step(screening: Screening, reply: Reply, said: Said, basis: Basis) -> Step:
    """Take a reply: something said at any time, or an answer to the open question."""
    if takes_call_back(said.text, basis.voice(screening)):
        screening = heard_no_call(screening, said, basis.voice(screening))
        if screening.handover.wanted is not None:
            return without_call(screening, basis)
        reply = Chosen(("no",)) if screening.open == HANDOVER else reply
    command = COMMANDS.get(type(reply))
    if command is not None:
        return command(screening, basis)
    if isinstance(reply, (AskCall, CallDetails, CallTime, OtherTime, Sooner, Waits)):
        return take_told(screening, reply, said, basis)
    theirs = members_number(said.text, screening, basis.voice(screening))
    if theirs is not None:
        return _note_members_number(screening, theirs, reply, said, basis)
    if isinstance(reply, Complain):
        return Step(
            _asked_beside(noted(screening, said), "complaint"), (remark("noted_for_staff"),)
        )
    if isinstance(reply, OtherLanguage):
        return other_language(screening, reply, basis)
    if isinstance(reply, SideQuestion):
        return Step(_asked_beside(screening, reply.topic))
    if isinstance(reply, Volunteered):
        return take_volunteered(screening, reply, said, basis, _step)
    if isinstance(reply, ForWhom):
        return take_for_whom(screening, reply, said, basis)
    if isinstance(reply, Amended):
        amended = take_amended(screening, reply, said, basis)
        return amended or _not_understood(screening, said, basis)
    return _answered(screening, reply, said, basis)


def _answered(screening: Screening, reply: Reply, said: Said, basis: Basis) -> Step:
    """Take an answer to the open question."""
    question = open_question(screening, basis)
    if question is None:
        return Step(screening.asks(ENDED))
    if question.id == ERASE_SURE:
        return take_erase(screening, reply, basis)
    if question.id == "call_when" and number_in(said.text):
        return take_other_number(screening, question, reply, said, basis)
    if isinstance(reply, NotUnderstood):
        return _not_understood(screening, said, basis)
    if screening.attempts >= STUCK_AFTER:
        return _unstick(screening, reply, said, basis)
    taker = _TAKERS.get(question.id, take_call if question.id in CALL_QUESTIONS else _take_fact)
    taken = taker(screening, question, reply, said, basis)
    return taken or _not_understood(screening, said, basis)


def _asked_beside(screening: Screening, topic: str) -> Screening:
    """The screening with a question to answer; what we know no answer to is no way forward."""
    lost = min(screening.attempts + 1, STUCK_AFTER) if topic == UNKNOWN else 0
    lost = screening.attempts if topic in HEARD else lost
    return replace(screening, aside=ANSWER + topic, attempts=lost)


# Not understood


def _not_understood(screening: Screening, said: Said, basis: Basis) -> Step:
    if screening.open == ENDED:
        return Step(screening)
    attempts = screening.attempts + 1
    if attempts > STUCK_AFTER:
        return _leave_out(screening, said, basis)
    return Step(replace(screening, attempts=attempts, aside=None))


def _unstick(screening: Screening, reply: Reply, said: Said, basis: Basis) -> Step:
    """The answer to "talk to a person, try again, or skip this one?"."""
    fresh = replace(screening, attempts=0)
    if reply == Chosen(("person",)) and screening.stage == "handover":
        # A person is on the way already: leave the detail out and finish.
        left_out = _leave_out(screening, said, basis)
        return Step(left_out.screening, (remark("call_any_time"),))
    if reply == Chosen(("person",)):
        return person(fresh, basis)
    if reply == Chosen(("keep_going",)):
        return Step(fresh)
    return _leave_out(screening, said, basis)


def _leave_out(screening: Screening, said: Said, basis: Basis) -> Step:
    """Go on without an answer, so that nobody is ever held up by one question."""
    skipped = step(replace(screening, attempts=0), Declined(), said, basis)
    return Step(skipped.screening, (remark("left_out"),))


# The questions of the conversation's own


def _take_who(
    screening: Screening, question: AskedQuestion, reply: Reply, said: Said, basis: Basis
) -> Step | None:
    value = "self" if isinstance(reply, (Declined, NotSure)) else one_of(question, reply)
    if value is None:
        return None
    remarks = heard(question, (value,))
    if not isinstance(reply, Chosen):
        remarks = (remark("self_by_default"),)
    known = answered(for_them(screening, value), WHO, Learned((value,), ()), said)
    return Step(onward(known, basis), remarks)


def _take_provider(
    screening: Screening, question: AskedQuestion, reply: Reply, said: Said, basis: Basis
) -> Step | None:
    value = "done" if is_no(reply) else one_of(question, reply)
    command = {"more": more, "person": person, "start_over": restart}.get(value or "")
    if command is not None:
        return command(screening, basis)
    return Step(screening.asks(None, "closed")) if value else None


def _take_handover(
    screening: Screening, question: AskedQuestion, reply: Reply, said: Said, basis: Basis
) -> Step | None:
    if isinstance(reply, NotSure) and not has_thought(screening):
        after = answered(screening, HANDOVER, Learned((NOT_SURE,), ()), said)
        return Step(replace(after, aside=TAKE_TIME, attempts=0, page=0))
    no = "go_on" if screening.stage == "person" else "no_thanks"
    value = no if is_no(reply) else one_of(question, reply)
    if value is None and reply == Chosen(("yes",)):
        value = "call_now" if wants_no_call(screening) else "call_me"
    command = {"why_me": why, "more": more}.get(value or "")
    if command is not None:
        return command(screening, basis)
    if value == "go_on":
        in_english = replace(screening.handover, brief=False)
        return Step(onward(replace(screening, handover=in_english), basis))
    if value is None:
        return None
    after = _wanted(screening, value, said, basis)
    return Step(after, on_number(screening, after))


def _wanted(screening: Screening, value: str, said: Said, basis: Basis) -> Screening:
    """How they want to be handed over: called, calling themselves, or not now."""
    after = answered(screening, HANDOVER, Learned((value,), ()), said)
    if value == "no_thanks":
        return after.asks(None, "closed")
    after = replace(after, handover=replace(screening.handover, wanted=value))
    if value == "call_me":
        return onward_with_call(after, basis)
    return after_call(replace(after, handover=replace(after.handover, complete=True)), basis)


def _note_members_number(
    screening: Screening, number: str, reply: Reply, said: Said, basis: Basis
) -> Step:
    """The member's own number, kept beside the caller's; what else was said is taken as ever."""
    noted = replace(screening, handover=replace(screening.handover, member_number=number))
    told = (remark("members_number"),)
    if isinstance(reply, (Text, NotUnderstood)) or screening.open in CALL_QUESTIONS:
        return Step(replace(noted, attempts=0, aside=None), told)
    taken = _step(noted, reply, replace(said, text=""), basis)
    return Step(taken.screening, (*told, *taken.remarks))


def _take_go_on(
    screening: Screening, question: AskedQuestion, reply: Reply, said: Said, basis: Basis
) -> Step | None:
    value = "done" if is_no(reply) else one_of(question, reply)
    if value == "go_on" or reply == Chosen(("yes",)):
        return Step(onward(screening, basis))
    return farewell(screening, basis) if value else None


def _take_ended(
    screening: Screening, question: AskedQuestion, reply: Reply, said: Said, basis: Basis
) -> Step | None:
    command = {"person": person, "start_over": restart}.get(one_of(question, reply) or "")
    return command(screening, basis) if command else Step(screening)


def _take_which(
    screening: Screening, question: AskedQuestion, reply: Reply, said: Said, basis: Basis
) -> Step | None:
    unsure = isinstance(reply, (NotSure, Declined))
    value = NOT_SURE if unsure else one_of(question, reply)
    if value is None:
        return None
    withdraws = settled(screening, basis, value)
    after = answered(screening, WHICH_IS_RIGHT, Learned((value,), ()), said)
    *before, last = after.answers
    after = replace(after, answers=(*before, replace(last, withdraws=withdraws)))
    return Step(onward(after, basis), (remark("changed"),) if withdraws else ())


_TAKERS: dict[str, Taker] = {
    WHO: _take_who,
    PROVIDER: _take_provider,
    HANDOVER: _take_handover,
    GO_ON: _take_go_on,
    ENDED: _take_ended,
    WHICH_IS_RIGHT: _take_which,
    CONFIRM: take_confirm,
    CHANGE: take_change,
    SWITCH: take_switch,
}


# The questions about facts


def _take_fact(
    screening: Screening, question: AskedQuestion, reply: Reply, said: Said, basis: Basis
) -> Step | None:
    learned = learn(question, reply, screening.today)
    if learned is None:
        return None
    after = answered(screening, question.id, learned, said)
    if doubt(after, basis):
        return Step(after.asks(WHICH_IS_RIGHT))
    remarks = heard(question, learned.values)
    if isinstance(reply, NumberRange) and None not in (reply.at_least, reply.at_most):
        remarks = (remark("range", low=reply.at_least, high=reply.at_most),)
    return Step(onward(after, basis), remarks)

"""What a person can say at any time, whatever is being asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.basis import Basis
from bot.conversation.breaks import (
    STATUS,
    farewell,
    leave,
    pause,
    resume,
    status,
    still_away,
    stop,
    thanked,
)
from bot.conversation.call_replies import ThisNumber
from bot.conversation.calling import CALL_QUESTIONS, empty
from bot.conversation.confirming import CONFIRM
from bot.conversation.correcting import CHANGE, ask_which, back_to
from bot.conversation.course import ENDED, HANDOVER, PROVIDER, new_round, onward, to_person
from bot.conversation.doubts import WHICH_IS_RIGHT
from bot.conversation.erasing import ask_erase, erase
from bot.conversation.hanging import CHANGED
from bot.conversation.replies import (
    Acknowledged,
    AskErase,
    AskMore,
    AskPerson,
    AskWhy,
    Erase,
    Farewell,
    GoBack,
    Leave,
    Mistaken,
    NoComplaint,
    Pause,
    Repeat,
    Restart,
    Resume,
    Status,
    StillAway,
    Stop,
    Thanked,
)
from bot.conversation.screening import ANSWER, WHO, Screening
from bot.conversation.step import VOLUNTEERED, Step, remark
from bot.conversation.switching import SWITCH
from bot.conversation.wishes import call_is_booked, tell_booked, this_number

Command = Callable[[Screening, Basis], Step]


def restart(screening: Screening, basis: Basis) -> Step:
    """Begin again, for the same person or another."""
    return Step(new_round(basis.policy.edition, screening))


def person(screening: Screening, basis: Basis) -> Step:
    """Straight to a person, and back to the screening whenever they like."""
    if screening.stage == "handover" and screening.handover.wanted is not None:
        return Step(replace(screening, attempts=0, aside=None), (remark("person_coming"),))
    if call_is_booked(screening):
        return tell_booked(screening)
    return Step(to_person(screening))


def repeat(screening: Screening, basis: Basis) -> Step:
    """Say the last message again; by text message the open question, where it may be left out."""
    aside = screening.aside or ""
    is_beside = aside == STATUS or aside.startswith(ANSWER)
    if screening.channel == "sms" and screening.is_asking and is_beside:
        return Step(replace(screening, attempts=0, aside="again"))
    return Step(replace(screening, attempts=0))


def acknowledged(screening: Screening, basis: Basis) -> Step:
    """An "ok" that answers nothing: no haste, and the question once more."""
    return Step(replace(screening, attempts=0, aside=None), (remark("acknowledged"),))


def no_complaint(screening: Screening, basis: Basis) -> Step:
    """A complaint taken back; what the same message asks is answered."""
    aside = screening.aside if screening.aside != ANSWER + "complaint" else None
    cleared = replace(screening, complaints=(), attempts=0, aside=aside)
    return Step(cleared, (remark("complaint_taken_back"),))


def why(screening: Screening, basis: Basis) -> Step:
    """Why this is asked; at the outcome and after it, the reasons for the outcome."""
    if screening.open in (None, ENDED) and screening.who not in (None, PROVIDER):
        screening = onward(screening, basis)
    return Step(replace(screening, aside="why", page=0, attempts=0))


def more(screening: Screening, basis: Basis) -> Step:
    """The next part of what is told in parts; before a question it asks for the reason."""
    if screening.stage == "outcome":
        page = screening.page + 1 if screening.reads else 0
        return Step(replace(screening, aside=screening.reads or "more", page=page, attempts=0))
    if screening.stage == PROVIDER:
        return Step(replace(screening, page=screening.page + 1, attempts=0))
    return why(screening, basis)


def back(screening: Screening, basis: Basis) -> Step:
    """Undo the last answer and ask it again; from the offer of a person, back to where one was."""
    if screening.stage == "person":
        return Step(onward(screening, basis))
    for id, matter in ((CHANGE, "change"), (SWITCH, "switch")):
        if screening.open == id:
            return Step(back_to(screening, matter), (remark("back"),))
    if not screening.answers:
        return Step(replace(screening, attempts=0, aside="again"), (remark("cannot_go_back"),))
    *before, last = screening.answers
    undone = replace(screening, answers=tuple(before))
    if last.question == VOLUNTEERED and _said_who(screening):
        # Whom it is for was said along with it: the whole message is undone.
        undone = replace(screening, answers=tuple(before[:-1]))
        return Step(_reopened(undone, WHO, basis), (remark("back"),))
    if last.question in (VOLUNTEERED, CONFIRM, CHANGED):
        return Step(onward(undone, basis), (remark("back"),))
    return Step(_reopened(undone, last.question, basis), (remark("back"),))


def _said_who(screening: Screening) -> bool:
    """Whether the last answer came in one message with for whom it is."""
    told = screening.answers[-2:]
    return len(told) > 1 and told[0].question == WHO and told[0].message_id == told[1].message_id


def _reopened(undone: Screening, question: str, basis: Basis) -> Screening:
    """A screening without its last answer, with that answer's question open again."""
    if question == WHO:
        return replace(replace(undone, who=None).asks(WHO, "start"), aside="again")
    if question in CALL_QUESTIONS or question == HANDOVER:
        return _reopened_call(undone, question, basis)
    if question == WHICH_IS_RIGHT:
        return undone.asks(question, "asking")
    remaining = max(1, basis.planner.remaining(basis.facts(undone)))
    return replace(undone.asks(question, "asking"), remaining=remaining)


def _reopened_call(undone: Screening, question: str, basis: Basis) -> Screening:
    """One question of the hand-over again; whether to be called, as it was offered before."""
    emptied = replace(undone, handover=empty(undone.handover, question))
    if question != HANDOVER:
        return emptied.asks(question, "handover")
    is_finished = onward(undone, basis).stage == "outcome"
    return emptied.asks(HANDOVER, "outcome") if is_finished else to_person(emptied)


COMMANDS: dict[type, Command] = {
    Restart: restart,
    AskPerson: person,
    Repeat: repeat,
    AskWhy: why,
    AskMore: more,
    GoBack: back,
    Mistaken: ask_which,
    Pause: pause,
    StillAway: still_away,
    Farewell: farewell,
    Thanked: thanked,
    ThisNumber: this_number,
    Stop: stop,
    Leave: leave,
    NoComplaint: no_complaint,
    Acknowledged: acknowledged,
    Resume: resume,
    Status: status,
    Erase: erase,
    AskErase: ask_erase,
}

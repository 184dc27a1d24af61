"""What staff read out to whom they have on the telephone, who need no promise of a call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.conversation.basis import Basis
from bot.conversation.breaks import FAREWELL, RESUMED, STATUS, THANKED, is_waiting
from bot.conversation.calling import CALL_WHEN
from bot.conversation.course import GO_ON, HANDOVER, PROVIDER, onward
from bot.conversation.erasing import ERASED
from bot.conversation.first import BOOKED
from bot.conversation.handover import CALL_ME, WANTS_A_CASE
from bot.conversation.opening import handover_question
from bot.conversation.outcome import outcome_of
from bot.conversation.saying import utterance
from bot.conversation.screening import ANSWER, Answer, Screening

CALL_NOW = "call_now"
OF_THE_CALL = (BOOKED, STATUS, RESUMED)
"""An `aside` that tells of the call beside the question."""


def read_out(text: str, screening: Screening, basis: Basis, since: datetime) -> str:
    """
    Give a message as it is read out.

    Nothing is said of a call that was not booked in this one. At the end they hear what was found,
    and whoever speaks with them tells what comes next.

    Args:
        text: The message as the chat has it, with the remarks before it.
        since: Since when they are spoken with.
    """
    if screening.who == PROVIDER or screening.stage == ERASED:
        return text
    if is_booked_since(screening, since):
        return text
    before, instead = utterance(screening, basis).text, _instead(screening, basis)
    if before == instead:
        return text
    return text.replace(before, instead) if before in text else instead


def is_booked_since(screening: Screening, since: datetime) -> bool:
    """Whether the last word on a call is that they want one, and was said since then."""
    said = [each for each in screening.answers if each.question in (HANDOVER, CALL_WHEN)]
    if screening.handover.wanted not in (CALL_ME, CALL_NOW) or not _is_wish(said[-1:]):
        return False
    at = said[-1].at.replace("Z", "+00:00")
    return bool(at) and datetime.fromisoformat(at) >= since


def _is_wish(said: Iterable[Answer]) -> bool:
    wishes = ((CALL_ME,), (CALL_NOW,))
    return any(each.question == CALL_WHEN or each.values in wishes for each in said)


def _instead(screening: Screening, basis: Basis) -> str:
    voice = basis.voice(screening)
    if screening.aside in OF_THE_CALL:
        screening = replace(screening, aside="again")
    if _is_end(screening):
        return _found(screening, basis)
    if screening.open == GO_ON and screening.aside in (None, "again"):
        return voice.say("questions.go_on.ask")
    text = utterance(screening, basis).text
    if screening.stage == "outcome" and screening.handover.wanted in WANTS_A_CASE:
        ask = outcome_of(screening, basis).ask
        return text.replace(ask, voice.say("outcome.on_the_phone"))
    return text


def _is_end(screening: Screening) -> bool:
    """Whether the closing words come now, and not a farewell or an answer beside them."""
    aside = screening.aside or ""
    is_beside = is_waiting(screening) or aside in (FAREWELL, THANKED) or aside.startswith(ANSWER)
    return screening.open is None and not is_beside


def _found(screening: Screening, basis: Basis) -> str:
    """The outcome, and who tells what comes next; of half a screening only that."""
    next_ = basis.voice(screening).say("outcome.on_the_phone")
    if onward(screening, basis).stage in ("start", "asking"):
        return next_
    outcome = replace(outcome_of(screening, basis), ask=next_)
    return outcome.main(handover_question(screening, basis, outcome))

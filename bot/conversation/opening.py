"""The open question of a screening, whichever kind it is."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.asking import (
    STUCK,
    STUCK_AFTER,
    own_question,
    policy_question,
)
from bot.conversation.basis import Basis
from bot.conversation.calling import CALL_WHEN
from bot.conversation.confirming import CONFIRM, confirm_question
from bot.conversation.correcting import CHANGE, change_question
from bot.conversation.course import HANDOVER, PROVIDER
from bot.conversation.doubts import WHICH_IS_RIGHT, doubt, which_options
from bot.conversation.erasing import ERASE_SURE
from bot.conversation.languages import in_their_words
from bot.conversation.outcome import Outcome, is_called, outcome_of
from bot.conversation.questions import AskedQuestion
from bot.conversation.reasons import reasons_of
from bot.conversation.room import pages
from bot.conversation.screening import Screening
from bot.conversation.switching import SWITCH, switch_question
from bot.conversation.times import with_slots
from bot.conversation.wishes import wants_no_call

PROVIDER_PARTS = ("how", "authorization", "times", "providers", "who")


def open_question(screening: Screening, basis: Basis) -> AskedQuestion | None:
    """The question now open, with its options in this person's words; None once closed."""
    if screening.open is None:
        return None
    if screening.aside == ERASE_SURE:
        return own_question(ERASE_SURE, basis.voice(screening))
    if screening.attempts >= STUCK_AFTER:
        return own_question(STUCK, basis.voice(screening))
    if screening.open == HANDOVER:
        return handover_question(screening, basis)
    if screening.open == PROVIDER:
        return provider_question(screening, basis)
    if screening.open == WHICH_IS_RIGHT:
        return _which_question(screening, basis)
    if screening.open == CHANGE:
        return change_question(screening, basis)
    if screening.open == SWITCH:
        return switch_question(screening, basis.voice(screening))
    confirmed = confirm_question(screening, basis.voice(screening))
    if screening.open == CONFIRM and confirmed is not None:
        return confirmed
    if screening.open in basis.policy.questions:
        facts, voice = basis.facts(screening), basis.voice(screening)
        return policy_question(screening.open, screening, facts, basis, voice)
    asked = own_question(screening.open, basis.voice(screening))
    return with_slots(asked, screening, basis) if screening.open == CALL_WHEN else asked


# The outcome and its parts


def handover_question(
    screening: Screening, basis: Basis, outcome: Outcome | None = None
) -> AskedQuestion:
    """The offer of a call: at the outcome also why, and more where there is more."""
    voice = basis.voice(screening)
    if screening.stage == "person":
        call = () if wants_no_call(screening) else ("call_me",)
        asked = own_question(HANDOVER, voice, (*call, "call_now", "go_on"))
        return in_their_words(asked, screening, voice)
    told = outcome or outcome_of(screening, basis)
    parts = outcome_parts(screening, told)
    more = ("more",) if screening.page + 1 < len(parts) or _is_first(screening, parts) else ()
    why = () if screening.reads == "why" else ("why_me",)
    is_none = is_called(screening, basis) or wants_no_call(screening)
    call = () if is_none else ("call_me",)
    values = (*call, "call_now", *why, *more, "no_thanks")
    return _plainly_why(own_question(HANDOVER, voice, values), told)


def _plainly_why(question: AskedQuestion, told: Outcome) -> AskedQuestion:
    """Where nothing is offered, "Why me?" becomes "Why?"."""
    if told.offers_something:
        return question
    label = told.voice.say("conversation.options.why")
    options = (replace(o, label=label) if o.value == "why_me" else o for o in question.options)
    return replace(question, options=tuple(options))


def outcome_parts(screening: Screening, outcome: Outcome) -> list[str]:
    """What MORE leads through: the reasons after WHY, else the rest of the outcome."""
    widest = ("call_me", "call_now", "why_me", "more", "no_thanks")
    question = own_question(HANDOVER, outcome.voice, widest)
    if screening.reads == "why":
        return reasons_of(outcome, question)
    return outcome.rest(question)


def _is_first(screening: Screening, parts: list[str]) -> bool:
    return screening.reads is None and bool(parts)


# For providers


def provider_question(screening: Screening, basis: Basis) -> AskedQuestion:
    """What a provider can do next, beside reading on."""
    more = ("more",) if screening.page + 1 < len(provider_parts(screening, basis)) else ()
    values = (*more, "person", "start_over", "done")
    return own_question(PROVIDER, basis.voice(screening), values)


def provider_parts(screening: Screening, basis: Basis) -> list[str]:
    """The ways to refer, in as many messages as they take."""
    voice = basis.voice(screening)
    widest = own_question(PROVIDER, voice, ("more", "person", "start_over", "done"))
    return pages([voice.say(f"outcome.provider.{part}") for part in PROVIDER_PARTS], widest)


# Two answers that contradict each other


def _which_question(screening: Screening, basis: Basis) -> AskedQuestion:
    question = own_question(WHICH_IS_RIGHT, basis.voice(screening), ("not_sure",))
    found = doubt(screening, basis)
    if found is None:
        return question
    options = which_options(screening, found, basis)
    kind = "yes_no" if options[0].value == "yes" else question.kind
    return AskedQuestion(question.id, kind, options=options + question.options)

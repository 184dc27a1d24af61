"""Another language than ours: an honest line, free interpreters, and the offer of a call in it."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.basis import Basis
from bot.conversation.calling import CALL_QUESTIONS
from bot.conversation.course import ENDED, GO_ON, onward, to_person
from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import OtherLanguage
from bot.conversation.screening import ANSWER, Screening
from bot.conversation.step import Step
from bot.conversation.voice import Voice

IN_SPANISH = "spanish"
IN_ENGLISH = "english"
OTHER = "other_language"
CALL_WHEN, CALL_TELL = "spanish:when", "spanish:tell"
"""An `aside` under which a booked call is told of in Spanish."""

LANGUAGE = "language:"
"""Begins an `aside` under which a call in another language is offered; its name follows."""


def other_language(screening: Screening, reply: OtherLanguage, basis: Basis) -> Step:
    """
    Offer a call in their language; nothing is sent before they want it.

    In the hand-over, where a call is on its way, only the language is noted.
    """
    if reply.language == IN_ENGLISH:
        return _in_english(screening, basis)
    known = reply.language or screening.handover.language
    handover = replace(
        screening.handover, language=known, brief=reply.written or screening.handover.brief
    )
    if reply.written and known == IN_SPANISH and _is_booked(screening):
        booked = replace(screening.asks(None, "closed"), handover=handover)
        return Step(replace(booked, aside=CALL_WHEN if reply.asks else CALL_TELL, attempts=0))
    if screening.open in CALL_QUESTIONS or screening.open is None:
        noted = replace(screening, handover=handover)
        return Step(replace(noted, aside=ANSWER + OTHER, attempts=0))
    offered = replace(to_person(screening), handover=handover)
    return Step(replace(offered, aside=LANGUAGE + (known or "")))


def _in_english(screening: Screening, basis: Basis) -> Step:
    """English again: nobody is told of another language, and the offer of it is gone."""
    handover = replace(screening.handover, language=None, brief=False)
    known = replace(screening, handover=handover, attempts=0)
    if screening.stage == "person":
        return Step(onward(known, basis))
    return Step(replace(known, aside=None))


def _is_booked(screening: Screening) -> bool:
    """Whether a call is on its way and nothing is asked any more."""
    handover = screening.handover
    is_done = handover.wanted == "call_me" and handover.complete
    return is_done and screening.open in (None, ENDED, GO_ON)


def language_words(screening: Screening, voice: Voice) -> str:
    """What is said with the offer of such a call; empty where none is offered."""
    aside = screening.aside or ""
    if not aside.startswith(LANGUAGE):
        return ""
    language = aside.removeprefix(LANGUAGE)
    if language == IN_SPANISH:
        return voice.say("languages.offer.spanish")
    if language in ("", "other"):
        return voice.say("languages.offer.unknown")
    return voice.say("languages.offer.named", language=language.capitalize())


def writes_spanish(screening: Screening) -> bool:
    """Whether they write Spanish, as far as we know."""
    return screening.handover.brief and screening.handover.language == IN_SPANISH


def in_their_words(question: AskedQuestion, screening: Screening, voice: Voice) -> AskedQuestion:
    """The offer of a call with its options in Spanish, for who writes it."""
    if not writes_spanish(screening):
        return question
    options = (
        replace(o, label=voice.say(f"languages.spanish.options.{o.value}"))
        for o in question.options
    )
    return replace(question, options=tuple(options))


def number_words(screening: Screening, voice: Voice) -> str:
    """How a number is asked for in Spanish; empty for everybody else."""
    return voice.say("languages.spanish.number") if writes_spanish(screening) else ""


def closing_key(screening: Screening) -> str:
    """The name of the closing words for who asked to be called in another language."""
    is_called = screening.handover.brief and screening.handover.wanted == "call_me"
    if not is_called:
        return ""
    if screening.aside in (CALL_WHEN, CALL_TELL):
        return f"languages.{screening.aside.replace(':', '.')}"
    return "languages.spanish.closed" if writes_spanish(screening) else "languages.closed"

"""The words of the questions that come up by themselves: a hint, two answers, another person."""

from __future__ import annotations

from bot.conversation.basis import Basis
from bot.conversation.calling import HANDOVER
from bot.conversation.confirming import CONFIRM, confirm_words
from bot.conversation.correcting import CHANGE
from bot.conversation.doubts import which_words
from bot.conversation.languages import number_words
from bot.conversation.questions import AskedQuestion
from bot.conversation.room import fits
from bot.conversation.screening import Screening
from bot.conversation.switching import SWITCH, switch_words
from bot.conversation.wishes import wants_no_call


def matter_words(screening: Screening, question: AskedQuestion, basis: Basis) -> str:
    """What such a question asks just now; empty for every other question."""
    voice = basis.voice(screening)
    if question.id == CONFIRM:
        return confirm_words(screening, voice)
    if question.id == SWITCH:
        words = switch_words(screening, voice)
        return words if fits(words, question) else switch_words(screening, voice, "_short")
    if question.id == "call_number":
        return number_words(screening, voice)
    if question.id == HANDOVER and wants_no_call(screening):
        return voice.say("outcome.ask_no_call")
    if question.id == CHANGE:
        return voice.say(f"questions.{CHANGE}.ask")
    return which_words(screening, question, basis)

"""The first reply: what the first message tells and asks is taken up, then we say who we are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.conversation.basis import Basis
from bot.conversation.confirming import CONFIRM
from bot.conversation.first import HELLOS, THEN_SHORT, first_of
from bot.conversation.room import fits, together
from bot.conversation.said_back import ways_to_say
from bot.conversation.saying import side_answer, utterance
from bot.conversation.screening import ANSWER, WHO, Screening
from bot.conversation.step import Step


def greeted(done: Step, topic: str, basis: Basis) -> tuple[Screening, tuple[str, ...]] | None:
    """
    The screening with its greeting, put shorter for what has to be said before it.

    Args:
        done: What the first message led to.
        topic: What it asks about; empty where it asks nothing.
    Returns:
        The screening, and what to say before its first question; None where there is no room for
        both, so that the shorter question for whom it is has to come first.
    """
    after = done.screening
    for before in _ways_to_begin(done, topic, basis):
        if not before:
            break
        for hello in _hellos(after, basis):
            asked = replace(after, aside=hello)
            spoken = utterance(asked, basis)
            if fits(together([*before, spoken.text]), spoken.question):
                return asked, before
    return (replace(after, aside=None), ()) if after.open == WHO else None


def _hellos(after: Screening, basis: Basis) -> Iterator[str]:
    """Ways to say who we are before the question, where it is one that may follow that."""
    if after.open == WHO:
        yield from HELLOS
    elif after.open == CONFIRM or after.open in basis.policy.questions:
        yield from (hello + way for hello in HELLOS for way in ("", THEN_SHORT))


def _ways_to_begin(done: Step, topic: str, basis: Basis) -> Iterator[tuple[str, ...]]:
    """Help in danger, the facts and the answer; the facts give way to the others."""
    after, voice = done.screening, basis.voice(done.screening)
    asked = side_answer(replace(after, aside=ANSWER + topic), basis) if topic else ""
    name = first_of(after)
    help = voice.say(f"conversation.first.{name}") if name else ""
    told = next((r for r in done.remarks if isinstance(r[1].get("facts"), tuple)), None)
    for facts in ways_to_say(told, after, voice) if told else ():
        yield tuple(part for part in (help, facts, asked) if part)
    yield tuple(part for part in (help, asked) if part)

"""What is hard to bear: heard as that, and no failed answer, courtesy or break of the talk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.conversation.basis import Basis
from bot.conversation.first import GRIEF, GRIEF_HARD, HARD, HELLOS, HURT, first_of
from bot.conversation.interview import Taken
from bot.conversation.replies import (
    AskCall,
    AskWhy,
    Chosen,
    Declined,
    NotSure,
    NotUnderstood,
    Repeat,
    Reply,
    SideQuestion,
    Text,
)
from bot.conversation.room import fits, together
from bot.conversation.saying import BRIEF, utterance
from bot.conversation.screening import WHO, Screening
from bot.conversation.taking import UNKNOWN
from bot.safety import Danger, look, sorrow

GUESSED_TOPICS = (UNKNOWN, "thanks", "goodbye", "help")
"""What a cry is taken for where it is not heard: "goodbye everyone"."""

AT_ONCE = "self_harm"
"""The kind of danger of which even "whats the point" is no question of ours."""

GUESSED = "classifier"
"""Why a danger was seen where no phrase tells of it."""

NOT_OK = ("en.not_ok", "es.no_estoy_bien")
"""What is said of oneself with the words of a yes or no."""

SORRY = "I'm sorry"
"""What begins a warm word already said; one is enough."""

WORDS = {"abuse": HURT, "loss": GRIEF, "sad": HARD}
"""What is said to each sorrow."""


def hard_told(
    text: str, reply: Reply, act: Reply | None, before: Screening, after: Screening
) -> str | None:
    """
    The topic to answer, where a message tells of what is hard to bear and answers nothing.

    Args:
        reply: How the message was read.
        act: What it was taken to do to the talk, if anything: "ok", going, ending.
        before: The screening that it came to.
        after: The screening as that reading would have left it.
    """
    danger, kind = look(text, before.open), sorrow(text)
    if (danger is None and kind is None) or isinstance(act, AskCall):
        return None
    is_own = kind is not None or (danger is not None and danger.kind == AT_ONCE)
    is_lost = isinstance(reply, NotUnderstood) or after.attempts > before.attempts
    # Against what they ask for in so many words a guess does not count.
    is_said = kind is not None or (danger is not None and danger.why != GUESSED)
    if act is not None and not is_said:
        return None
    is_act = act is not None or before.open in (None, "ended")
    if is_lost or (is_own and (is_act or _is_guess(reply, danger))):
        topic = WORDS.get(kind or "", HARD)
        return GRIEF_HARD if topic == GRIEF and danger is not None else topic
    return None


def _is_guess(reply: Reply, danger: Danger | None) -> bool:
    """Whether a message was read as what a cry is mistaken for."""
    if isinstance(reply, (AskWhy, Repeat, Text)):
        return True
    if isinstance(reply, SideQuestion):
        return reply.topic in GUESSED_TOPICS
    is_yes_or_no = isinstance(reply, (NotSure, Declined)) or (
        isinstance(reply, Chosen) and reply.values in (("yes",), ("no",))
    )
    return is_yes_or_no and danger is not None and danger.why in NOT_OK


def with_kind_word(text: str, taken: Taken, question: str | None, basis: Basis) -> Taken:
    """What a message led to, begun with a kind word where it also tells of something hard."""
    screening = taken.screening
    danger, kind = look(text, question), sorrow(text)
    is_cry = danger is not None and danger.kind == AT_ONCE and danger.why != GUESSED
    if first_of(screening) or (kind is None and not is_cry):
        return taken
    topic = WORDS.get(kind or "", HARD)
    if topic in (HARD, HURT) and any(each.startswith(SORRY) for each in taken.remarks):
        return taken
    word = basis.voice(screening).say(f"conversation.heard.{topic}")
    for remarks in ((word, *taken.remarks), (word,)):
        for shorter in _shorter(screening):
            said = utterance(shorter, basis)
            if fits(together([*remarks, said.text]), said.question):
                return replace(taken, screening=shorter, remarks=remarks)
    return taken


def _shorter(screening: Screening) -> Iterator[Screening]:
    """The screening with what it says next put ever shorter, to leave room for the kind word."""
    yield screening
    hello, colon, way = (screening.aside or "").partition(":")
    if hello in HELLOS:
        shorter = tuple(f"{each}{colon}{way}" for each in HELLOS[HELLOS.index(hello) + 1 :])
    elif screening.aside is None:
        shorter = HELLOS if screening.open == WHO and not screening.attempts else (BRIEF,)
    else:
        shorter = ()
    yield from (replace(screening, aside=each) for each in shorter)

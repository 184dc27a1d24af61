"""Forgetting what was said: one question where it is not certain, then nothing is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.basis import Basis
from bot.conversation.course import ENDED
from bot.conversation.replies import Chosen, Reply
from bot.conversation.screening import Screening
from bot.conversation.step import Step, remark

ERASE_SURE = "erase_sure"
"""The question, and the `aside` under which it stands before the one that stays open."""

ERASED = "erased"
"""The stage of a screening of which nothing may be kept; it holds nothing any more itself."""


def erase(screening: Screening, basis: Basis) -> Step:
    """Forget everything at once; whoever keeps the conversation reads it from the stage."""
    bare = Screening(
        edition=screening.edition,
        today=screening.today,
        language=screening.language,
        channel=screening.channel,
        stage=ERASED,
        open=None,
    )
    return Step(bare)


def ask_erase(screening: Screening, basis: Basis) -> Step:
    """Ask whether to forget everything; the open question waits."""
    waiting = screening if screening.is_asking else screening.asks(ENDED)
    return Step(replace(waiting, aside=ERASE_SURE, attempts=0))


def take_erase(screening: Screening, reply: Reply, basis: Basis) -> Step:
    """The answer to that question; nothing but a clear yes erases."""
    if reply in (Chosen(("erase",)), Chosen(("yes",))):
        return erase(screening, basis)
    return Step(replace(screening, aside=None), (remark("nothing_erased"),))


def effects_of(screening: Mapping[str, Any]) -> list[str]:
    """What a screening as JSON asks of whoever keeps the conversation: "erase", or nothing."""
    return ["erase"] if screening.get("stage") == ERASED else []

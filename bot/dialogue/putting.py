"""Putting a question again, or though nobody wrote: a person of the plan was there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.conversation.handover import CASE_CLOSED
from bot.conversation.interview import Interview
from bot.conversation.screening import WHO, Screening
from bot.conversation.wishes import case_closed


def put_question(
    interview: Interview, saved: Mapping[str, Any] | None, act: str, today: str, channel: str
) -> Screening:
    """
    The screening about to put the open question again, or the next one.

    Args:
        saved: The screening as JSON; None where nothing was asked yet.
        act: "again" or "onward".
        today: The day to judge for, as an ISO date.
    """
    if saved is None:
        begun = interview.begin(date.fromisoformat(today), channel=channel)
        return interview.put(act, begun, is_new=True)
    return interview.put(act, saved_screening(saved, today))


def saved_screening(
    saved: Mapping[str, Any], today: str, crossed: bool = False, case: str = ""
) -> Screening:
    """
    The screening as it was saved, judged for today: people come back days later.

    A text that crossed has nobody greeted a second time.

    Args:
        today: As `put_question` takes it.
        crossed: Whether the text was written before the open question had been put.
        case: "closed" where staff closed the case of its wish: then nothing is wished any more.
    """
    read = Screening.from_json(saved)
    screening = replace(read, today=max(read.today, date.fromisoformat(today)))
    screening = case_closed(screening) if case == CASE_CLOSED else screening
    would_greet = crossed and screening.open == WHO and screening.aside is None
    return replace(screening, aside="again") if would_greet else screening

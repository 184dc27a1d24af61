"""A turn that staff gave by telephone belongs to a case in hand, and brings that up to date."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy.engine import Connection

from bot.conversation.interview import Interview
from bot.conversation.screening import Screening
from bot.eligibility.loader import load_policy
from bot.handoff.case_life import OPEN
from bot.storage import cases
from bot.storage.conversations import Conversation
from bot.storage.inbox import Received
from bot.wording.book import load_wording
from bot.worker.turn_client import TurnReply

Json = dict[str, Any]


def for_its_case(
    connection: Connection, to: Conversation, held: Received, screening: Json | None
) -> tuple[Conversation, Json | None]:
    """
    Give conversation and screening as a case is made of them.

    What the case was opened for still counts, such as a cry for help without any wish. Whoever
    gave the answer may have stopped meanwhile; it belongs to the case all the same.
    """
    to = replace(to, together_at=to.together_at or held.received_at)
    handover = (screening or {}).get("handover") or {}
    is_same = (screening or {}).get("round") == (to.screening or {}).get("round")
    if screening is None or handover.get("wanted") or not is_same:
        return to, screening
    open_ones = [each for each in cases.not_closed(connection, to.id) if each.status in OPEN]
    wishes = [each.details.get("wanted") for each in open_ones]
    wish = next((each for each in wishes if each), None)
    return to, {**screening, "handover": {**handover, "wanted": wish}}


@lru_cache(maxsize=1)
def interview() -> Interview:
    """Give what knows questions and words; read once, by the first who needs it."""
    return Interview(load_policy(), load_wording())


def as_read_out(reply: TurnReply, to: Conversation) -> TurnReply:
    """Give a reply such that it can be read out to whom somebody speaks with."""
    try:
        screening = Screening.from_json(reply.screening or {})
    except (LookupError, TypeError, ValueError, AttributeError):
        return reply
    if to.together_at is None:
        return reply
    return replace(reply, text=interview().read_out(reply.text, screening, to.together_at))

"""
A member of staff takes over a conversation, speaks in it, and hands it back to the assistant.

Each is part of the caller's one transaction and locks the conversation before the case. Meanwhile
`held_by` is set: what the member writes is kept and acknowledged but has no turn
(`bot.gateway.intake`), and the turn in hand at the moment of the takeover commits nothing.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from bot.handoff.case_life import StaffMember
from bot.storage.cases import StoredCase


def take_over(connection: Connection, case: StoredCase, staff: StaffMember, now: datetime) -> int:
    """
    Take the conversation of a case, which is claimed on the way, and say who is there.

    Who has it already is not announced again.

    Returns:
        The number of the last message in the log.

    Raises:
        Refused: Somebody else has it, they cannot read here any more ("chat_over", "opted_out",
            "erased"), or the case is closed.
    """
    raise NotImplementedError


def speak(
    connection: Connection, case: StoredCase, staff: StaffMember, text: str, now: datetime
) -> int:
    """
    Say something to the member; give its number in the log.

    Raises:
        Refused: "not_talking", "not_yours", "opted_out", "chat_over", "empty" or "long".
    """
    raise NotImplementedError


def hand_back(
    connection: Connection, case: StoredCase, staff: StaffMember, now: datetime, settled: str = ""
) -> None:
    """
    Leave the conversation to the assistant, which says so and goes on; the case stays claimed.

    Args:
        settled: What was settled, as the member is told it; up to `LONGEST_SETTLED`.

    Raises:
        Refused: "not_talking", "not_yours" or "long".
    """
    raise NotImplementedError

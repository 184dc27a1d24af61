"""Handing a case on to the other desk, also out of a live talk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from bot.handoff.case_life import TALKING, StaffMember
from bot.storage import case_life, conversations
from bot.storage.cases import StoredCase
from bot.worker.takeover import leave_to_desk


def hand_on(
    connection: Connection,
    case: StoredCase,
    staff: StaffMember,
    desk: str,
    now: datetime,
    note: str = "",
) -> None:
    """
    Hand a case on; who is being written with hears from the assistant where it goes on.

    Args:
        desk: The other key of `DESKS`.
        note: For the desk that gets it.

    Raises:
        Refused: It cannot be handed on now, or their last words still wait for an answer.
    """
    conversations.lock_as_it_is(connection, case.conversation_id)
    if case_life.life_of(connection, case.id).status == TALKING:
        leave_to_desk(connection, case, staff, desk, now)
    case_life.hand_on(connection, case.id, staff, desk, now, note)

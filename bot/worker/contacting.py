"""Staff write down how a member is reached, as the member told them: name, number, messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.conversation.wishes import number_in
from bot.handoff.case import CaseDraft
from bot.handoff.case_life import OPEN, Refused, StaffMember
from bot.handoff.keeping import rewritten
from bot.handoff.written_down import new_in, write_down, written_words
from bot.storage import case_life, cases, contacts, conversations
from bot.storage.cases import UNREADABLE, StoredCase

LONGEST_NAME = 80


@dataclass(frozen=True)
class Told:
    """
    What a member told; what they did not tell stays as it is.

    Args:
        number: As it was typed.
        voicemail: Whether a message may be left; None where that was not talked about.
    """

    name: str = ""
    number: str = ""
    voicemail: bool | None = None


def write_contact(
    connection: Connection, case: StoredCase, staff: StaffMember, told: Told, now: datetime
) -> None:
    """
    Write it into an open case, with a line in its history.

    Raises:
        Refused: as `keep`.
    """
    keep(connection, case, staff.account, told, now)
    case_life.touch(connection, case.id, staff, now)


def keep(connection: Connection, case: StoredCase, account: str, told: Told, now: datetime) -> None:
    """
    The same, whoever told it.

    Args:
        account: Of the member of staff, or "member".

    Raises:
        Refused: "closed", "number", "long" or "empty".
    """
    conversations.lock(connection, case.conversation_id)  # before the case, as a turn does
    fresh = cases.by_code(connection, case.code)
    if fresh is None or fresh.status not in OPEN:
        raise Refused("closed", "This case is not open any more. Reopen it to go on with it.")
    if fresh.summary == UNREADABLE:
        raise Refused("gone", UNREADABLE)
    new = new_in(fresh.details, _read(told))
    if not new:
        raise Refused("empty", "There is nothing new to save: the case says that already.")
    details = write_down(fresh.details, new, account, now.isoformat())
    draft = CaseDraft(
        str(details.get("person")), fresh.urgency, fresh.goes_to, fresh.summary, details
    )
    contacts.write(connection, fresh.id, rewritten(draft), account, now, written_words(new))


def _read(told: Told) -> dict[str, Any]:
    """Give what was told as a case keeps it."""
    name, number = " ".join(told.name.split()), told.number.strip()
    if len(name) > LONGEST_NAME:
        raise Refused("long", f"A name may have {LONGEST_NAME} characters.")
    if number and number_in(number) is None:
        raise Refused(
            "number", "This is no telephone number with ten digits, such as 650-555-0133."
        )
    read = {"name": name or None, "number": number_in(number), "voicemail": told.voicemail}
    return {part: value for part, value in read.items() if value is not None}

"""Changing in a case how the member is reached, with a line in its history."""

from datetime import datetime

from sqlalchemy.engine import Connection

from bot.handoff.case import CaseDraft
from bot.storage import case_events
from bot.storage.cases import cases

CONTACT = "contact"


def write(
    connection: Connection, case_id: int, draft: CaseDraft, account: str, now: datetime, note: str
) -> None:
    """
    Put in these details, which stay as staff wrote them until the member says otherwise.

    Args:
        account: Of whoever writes it down.
        note: What is new.
    """
    content = {"details": draft.to_json(), "summary": draft.summary, "updated_at": now}
    connection.execute(cases.update().where(cases.c.id == case_id).values(**content))
    case_events.add(connection, case_id, CONTACT, account, now, note)

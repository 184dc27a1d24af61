"""Telling staff, in a person's case, of what the assistant could not do for them."""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.handoff.case import CaseDraft
from bot.handoff.trouble import bare_trouble
from bot.storage import cases
from bot.storage.conversations import Conversation

MakeTrouble = Callable[[Conversation, str, datetime], CaseDraft]
"""Makes the case for a kind of trouble (`bot.handoff.trouble`), from what is known of them."""

log = logging.getLogger("calaim.staff")


def with_few_details(to: Conversation, kind: str, now: datetime) -> CaseDraft:
    """Make such a case without the policy: whom to call, and why."""
    return bare_trouble(to.screening, to.channel, to.address, kind, now.isoformat())


def tell_staff(
    connection: Connection, to: Conversation, kind: str, now: datetime, make: MakeTrouble
) -> None:
    """Open their case or add to the open one; nothing is kept of who had everything erased."""
    if to.erased_at is not None:
        return
    cases.open_or_update(connection, to.id, make(to, kind, now), now)
    log.warning("staff_told_of_trouble", extra={"conversation": to.id, "error": kind})

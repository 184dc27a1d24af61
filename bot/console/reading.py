"""
The line in the audit for a look at something: one for each opening of a page.

An open page asks for its parts anew whenever something changes, many times an hour. Whoever opened
it was written down then; the parts are written down again only after a while, or where no page was
opened before.
"""

from datetime import timedelta

from bot.console.access import Visit
from bot.storage import audit

AGAIN_AFTER = timedelta(minutes=15)


def opened(visit: Visit, action: str, subject: str) -> None:
    """Write down that somebody opened a page."""
    visit.note(action, subject)


def refreshed(visit: Visit, action: str, subject: str) -> None:
    """Write down that a page asked for a part of itself, where no look was lately."""
    last = audit.last(visit.connection, visit.staff.account, action, subject)
    if last is None or not last <= visit.now < last + AGAIN_AFTER:
        visit.note(action, subject)

"""Who saw or did what, for those who oversee."""

from bot.console.access import Page, Visit
from bot.console.case_words import moment
from bot.storage import audit

MOST = 200


def show(visit: Visit) -> Page:
    """GET /audit: the newest entries; `calaim audit` checks that the record is whole."""
    visit.note("read the audit", f"newest {MOST}")
    rows = [
        {"at": moment(entry.at), "actor": entry.actor, "what": entry.action, "of": entry.subject}
        for entry in audit.newest(visit.connection, MOST)
    ]
    return Page("audit.html", {"rows": rows, "most": MOST})

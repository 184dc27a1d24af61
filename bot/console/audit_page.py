"""Who saw or did what, for those who oversee."""

from urllib.parse import urlencode

from bot.console.access import Page, Visit
from bot.console.case_words import in_audit, moment
from bot.console.queue_page import begun_code, page_of
from bot.storage import audit
from bot.storage.audit import Entry, Sought

LONGEST_ACCOUNT = 40


def show(visit: Visit) -> Page:
    """GET /audit: a page of it, newest first; `calaim audit` checks that the record is whole."""
    account = visit.form.get("account", "").strip()[:LONGEST_ACCOUNT]
    sought = Sought(account, begun_code(visit.form), page_of(visit.form))
    visit.note("read the audit", _told(sought))
    entries, total = audit.found(visit.connection, sought)
    pages = max(1, -(-total // audit.PAGE))
    return Page(
        "audit.html",
        {
            "rows": [_row(entry) for entry in entries],
            "sought": sought,
            "total": total,
            "pages": pages,
            "page": min(sought.page, pages),
            "here": urlencode({"account": sought.account, "code": sought.code}),
        },
    )


def _row(entry: Entry) -> dict[str, str]:
    what = in_audit(entry.action)
    return {"at": moment(entry.at), "actor": entry.actor, "what": what, "of": entry.subject}


def _told(sought: Sought) -> str:
    """Say what was looked for, for the audit itself."""
    account = [f"of {sought.account}"] if sought.account else []
    code = [f"on {sought.code}"] if sought.code else []
    return ", ".join([*account, *code, f"page {sought.page}"])

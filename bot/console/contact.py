"""Writing down, on a case's page, how the member is reached."""

from dataclasses import replace

from bot.console import case_page
from bot.console.access import Go, Page, Visit
from bot.handoff.case_life import Refused
from bot.worker.contacting import Told, write_contact

LONGEST_TYPED = 200
MAY = {"yes": True, "no": False}


def save(visit: Visit) -> Page | Go:
    """POST /cases/{code}/contact: keep it; what cannot be kept stays in the form."""
    case = case_page.sought(visit).case
    typed = {part: visit.form.get(part, "")[:LONGEST_TYPED] for part in ("name", "number")}
    may = visit.form.get("voicemail", "")
    told = Told(typed["name"], typed["number"], MAY.get(may))
    try:
        with visit.connection.begin_nested():
            write_contact(visit.connection, case, visit.member_of_staff, told, visit.now)
    except Refused as refused:
        visit.note("could not write down", case.code)
        page = case_page.with_sentence(visit, str(refused))
        return replace(page, context={**page.context, "contact": {**typed, "voicemail": may}})
    visit.note("wrote how to reach them", case.code)
    return Go(f"/cases/{case.code}")

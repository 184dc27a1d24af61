"""Writing with a member from a case: taking the chat over, saying something, handing it back."""

from bot.channels.staff_text import counted
from bot.console import case_page
from bot.console.access import Page, Visit
from bot.console.canned import canned
from bot.handoff.case_life import Refused
from bot.storage import conversations
from bot.storage.cases import StoredCase
from bot.worker import takeover

LONGEST_TYPED = 4000


def take_over(visit: Visit, case: StoredCase) -> None:
    """Begin to write with them; the assistant is silent from now on."""
    takeover.take_over(visit.connection, case, visit.member_of_staff, visit.now)


def hand_back(visit: Visit, case: StoredCase) -> None:
    """Leave the conversation to the assistant."""
    settled = visit.form.get("settled", "")
    takeover.hand_back(visit.connection, case, visit.member_of_staff, visit.now, settled)


def speak(visit: Visit) -> Page:
    """POST /cases/{code}/speak: say something; what could not be sent stays in the box."""
    case, text = case_page.sought(visit).case, visit.form.get("text", "")[:LONGEST_TYPED]
    sentence = ""
    try:
        with visit.connection.begin_nested():
            takeover.speak(visit.connection, case, visit.member_of_staff, text, visit.now)
    except Refused as refused:
        sentence = str(refused)
    visit.note("could not write" if sentence else "wrote to member", case.code)
    shown = {"case": case, "sentence": sentence, "typed": text if sentence else ""}
    return Page("_compose.html", {**shown, **compose(visit, case)})


def compose(visit: Visit, case: StoredCase) -> dict[str, object]:
    """Give what the box to write in needs beside what stands in it."""
    to = conversations.get(visit.connection, case.conversation_id)
    me = visit.staff.name
    return {"canned": canned(to.language, me), "is_sms": to.channel == "sms"}


def count(visit: Visit) -> Page:
    """POST /cases/{code}/count: what a text message would cost as it stands."""
    case, text = case_page.sought(visit).case, visit.form.get("text", "").strip()[:LONGEST_TYPED]
    to = conversations.get(visit.connection, case.conversation_id)
    body = takeover.sms_body(visit.connection, to, visit.member_of_staff, text)
    return Page("_count.html", {"counted": counted(body) if text else None})

"""Writing with a member from a case: taking the chat over, saying something, handing it back."""

from bot.channels.staff_text import counted
from bot.console import case_page
from bot.console.access import Page, Visit
from bot.console.canned import canned
from bot.handoff.case_life import Refused
from bot.storage import conversations, messages
from bot.storage.cases import StoredCase
from bot.worker import takeover

LONGEST_TYPED = 4000
MOST_SINCE, LONGEST_NUMBER = 500, 9


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
            if not _was_said(visit, case, text):
                takeover.speak(visit.connection, case, visit.member_of_staff, text, visit.now)
    except Refused as refused:
        sentence = str(refused)
    visit.note("could not write" if sentence else "wrote to member", case.code)
    shown = {"case": case, "sentence": sentence, "typed": text if sentence else ""}
    return Page("_compose.html", {**shown, **compose(visit, case)})


def _was_said(visit: Visit, case: StoredCase, text: str) -> bool:
    """Whether this was said since the box was made: the answer was lost, and they send it again."""
    since, me = visit.form.get("since", ""), visit.member_of_staff.title
    if not (since.isdecimal() and len(since) <= LONGEST_NUMBER):
        return False
    said = messages.after(visit.connection, case.conversation_id, int(since), MOST_SINCE)
    return (me, text.strip()) in [(each["name"], each["text"]) for each in said]


def compose(visit: Visit, case: StoredCase) -> dict[str, object]:
    """Give what the box to write in needs beside what stands in it."""
    to = conversations.get(visit.connection, case.conversation_id)
    me = visit.staff.name
    is_sms = to.channel == "sms"
    return {"canned": canned(to.language, me), "is_sms": is_sms, "since": to.last_seq}


def count(visit: Visit) -> Page:
    """POST /cases/{code}/count: what a text message would cost as it stands."""
    case, text = case_page.sought(visit).case, visit.form.get("text", "").strip()[:LONGEST_TYPED]
    to = conversations.get(visit.connection, case.conversation_id)
    body = takeover.sms_body(visit.connection, to, visit.member_of_staff, text)
    return Page("_count.html", {"counted": counted(body) if text else None})

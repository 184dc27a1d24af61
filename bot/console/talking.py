"""Writing with a member from a case: taking the chat over, saying something, handing it back."""

from datetime import date, datetime, timedelta

from bot.channels.staff_text import counted
from bot.console import case_page
from bot.console.access import Page, Visit
from bot.console.canned import canned
from bot.console.case_words import EVENTS
from bot.console.reading import refreshed
from bot.console.spans import clock_time
from bot.conversation.office import is_office_day
from bot.handoff.case_life import TALKING, Event, Refused
from bot.handoff.erasing import KEPT
from bot.handoff.office_hours import closing_on, office_contacts
from bot.handoff.reaching import written_in
from bot.storage import case_events, case_life, conversations, messages, queue, staff
from bot.storage.cases import StoredCase
from bot.worker import takeover

LONGEST_TYPED = 4000
LONGEST_PROMISE = timedelta(days=62)
ENDS = tuple(
    event.value
    for event in (Event.HAND_BACK, Event.HAND_ON, Event.RESOLVE, Event.LAPSE, Event.TALK)
)
"""What may have happened last to a case with which this person does not write any more."""
MOST_SINCE, LONGEST_NUMBER = 500, 9


def take_over(visit: Visit, case: StoredCase) -> None:
    """Begin to write with them; the assistant is silent from now on."""
    takeover.take_over(visit.connection, case, visit.member_of_staff, visit.now)


def check_read(visit: Visit, case: StoredCase) -> None:
    """
    Check that they wrote nothing since the form was made with which somebody leaves a live talk.

    Raises:
        Refused: "unread"; the page that says so shows it, and its forms go through.
    """
    since = _since(visit)
    if since is None:
        return
    to = conversations.lock_as_it_is(visit.connection, case.conversation_id)
    later = messages.after(visit.connection, to.id, since, MOST_SINCE)
    if any(each["from"] == "member" for each in later):
        raise Refused("unread", "They wrote just now: read it first.")


def hand_back(visit: Visit, case: StoredCase) -> None:
    """Leave the conversation to the assistant; a day that was promised counts from now on."""
    check_read(visit, case)
    settled, by = visit.form.get("settled", ""), _promised(visit)
    takeover.hand_back(visit.connection, case, visit.member_of_staff, visit.now, settled)
    if by is not None:
        case_life.promise(visit.connection, case.id, by, anew=True)
        words = f"They were promised to hear from us by {clock_time(by, visit.now)}."
        case_life.note(visit.connection, case.id, visit.member_of_staff, words, visit.now)


def _promised(visit: Visit) -> datetime | None:
    """Read until when they were promised to hear from somebody again; None where they were not."""
    typed, contacts = visit.form.get("promised", ""), office_contacts()
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Refused("day", "Write the day as 2026-11-24, or leave it empty.") from None
    by = closing_on(day, contacts)
    if not visit.now < by < visit.now + LONGEST_PROMISE:
        raise Refused("day", "Promise a day from today on, within two months.")
    if not is_office_day(day, contacts):
        raise Refused("day", "The office is closed on that day. Promise another one.")
    return by


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
    since, me = _since(visit), visit.member_of_staff.title
    if since is None:
        return False
    said = messages.after(visit.connection, case.conversation_id, since, MOST_SINCE)
    return (me, text.strip()) in [(each["name"], each["text"]) for each in said]


def _since(visit: Visit) -> int | None:
    """Give the last message that there was when the form was made, where it says so."""
    since = visit.form.get("since", "")
    return int(since) if since.isdecimal() and len(since) <= LONGEST_NUMBER else None


def compose(visit: Visit, case: StoredCase) -> dict[str, object]:
    """Give what the box to write in needs beside what stands in it."""
    to = conversations.get_as_it_is(visit.connection, case.conversation_id)
    me = visit.staff.name
    is_sms = to.channel == "sms"
    language = written_in(case.details, to.language)
    return {"canned": canned(language, me), "is_sms": is_sms, "since": to.last_seq}


def over(visit: Visit) -> Page:
    """GET /cases/{code}/over: what an open page shows once a talk is over, or all is erased."""
    shown: dict[str, object] = {"gone": "", "kept": "", "ended": ""}
    shown["is_live"] = is_live = bool(visit.form.get("writes"))
    listed = queue.one(visit.connection, case_page.code_of(visit))
    if listed is None:
        return Page("_over.html", {**shown, "gone": case_page.code_of(visit)})
    case, me = listed.case, visit.staff.account
    refreshed(visit, case_page.READ, case.code)
    writes = case.status == TALKING and listed.place.claimed_by == me
    if is_live and not writes:
        kept = _kept(visit, case) if case.details.get("erased_at") else ""
        shown |= {"kept": kept, "ended": "" if kept else _ended(visit, case)}
    return Page("_over.html", shown)


def _ended(visit: Visit, case: StoredCase) -> str:
    """Say how the talk ended and by whom, for who still has the box open and may be typing."""
    happened = case_events.of_case(visit.connection, case.id)
    last = next((each for each in reversed(happened) if each["kind"] in ENDS), None)
    if last is None:
        return "The talk is over."
    by = staff.get(visit.connection, str(last["actor"]))
    parts = (EVENTS[last["kind"]], by.name if by else "", clock_time(last["at"], visit.now))
    how = ", ".join(part for part in parts if part)
    return f"The talk is over: {how}. What you type here does not go out, but your words stay."


def _kept(visit: Visit, case: StoredCase) -> str:
    """What was noted as all else was erased."""
    happened = reversed(case_events.of_case(visit.connection, case.id))
    noted = (str(each["note"]) for each in happened if each["actor"] == case_life.ASSISTANT)
    return next((note for note in noted if note.startswith(KEPT)), "")


def count(visit: Visit) -> Page:
    """POST /cases/{code}/count: what a text message would cost as it stands."""
    case, text = case_page.sought(visit).case, visit.form.get("text", "").strip()[:LONGEST_TYPED]
    to = conversations.get_as_it_is(visit.connection, case.conversation_id)
    body = takeover.sms_body(visit.connection, to, visit.member_of_staff, text)
    return Page("_count.html", {"counted": counted(body) if text else None})

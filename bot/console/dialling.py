"""Calling from a case: whoever has it is rung first, then the member; and their own telephone."""

from __future__ import annotations

from datetime import timedelta

from bot.channels.phone_numbers import number_to_ring
from bot.console.access import AT_THE_DESK, Go, Page, Visit
from bot.handoff.case_life import Event, Move, Refused, after
from bot.handoff.reaching import number_to_call, phone_wanted
from bot.handoff.words import spoken_number
from bot.storage import calls, case_life, conversations, dials, staff
from bot.storage.cases import StoredCase
from bot.storage.dials import Dial

MOST_AN_HOUR = 40
# How long the page tells of a call that is over.
TOLD_FOR = timedelta(minutes=30)
OURS_TO_DIAL = "Dial the number yourself."
SENTENCES = {
    dials.WISHED: "Your phone rings in a moment.",
    dials.ASKED: "Your phone rings in a moment.",
    dials.PLACED: "Your phone rings in a moment.",
    dials.RINGING: "Your phone is ringing. Pick it up and press 1.",
    dials.ANSWERED: "You picked up. Press 1 to be connected.",
    dials.PRESSED: "You are being connected, or you are talking.",
    dials.CONNECTED: "The call is over; it was answered. Say below whether you reached them.",
    dials.NO_ANSWER: "Nobody answered. It is written down.",
    dials.BUSY: "The line was busy. It is written down.",
    dials.FAILED: "The number could not be called. It is written down.",
    dials.HUNG_UP: "You hung up before anybody answered.",
    dials.ENDED: "The call is over. Write down below what came of it.",
    dials.AWAY: "You did not pick up, so the member was not called.",
    dials.ENGAGED: "Your phone was busy, so the member was not called.",
    dials.DEAD: "Your phone could not be rung, so the member was not called. Is your number right?",
    dials.NOT_PRESSED: "1 was not pressed, so the member was not called.",
    dials.STOPPED: "The case changed meanwhile, so the member was not called. Read it again first.",
    dials.REFUSED: "Twilio refused to ring your number. Nobody was called. Is it right?",
    dials.MISSET: f"Calling from here is not set up rightly. Tell whoever runs it. {OURS_TO_DIAL}",
    dials.DOWN: f"Twilio does not take calls just now. Nobody was called. {OURS_TO_DIAL}",
    dials.LATE: f"This took too long. Nobody was called. Try again, or: {OURS_TO_DIAL}",
    dials.UNKNOWN: f"Nobody can tell what came of this call. If no phone rang: {OURS_TO_DIAL}",
}
"""What the page says of a call that we connect, by how far it came."""

BY_ANOTHER = "Somebody is being connected to them now."
WRONG_NUMBER = "That is no number of the United States that can be rung. Write it with area code."


def dial(visit: Visit, case: StoredCase) -> None:
    """
    Have them rung, and then connected to the member.

    Raises:
        Refused: It is off, a number is missing, or they are in a call already.
    """
    me, connection, now = visit.staff.account, visit.connection, visit.now
    conversations.lock_as_it_is(
        connection, case.conversation_id
    )  # of two presses at once one counts
    after(case_life.life_of(connection, case.id), Move(Event.CALL, now, visit.member_of_staff))
    number = number_to_ring(number_to_call(case.details) or "")
    mine = staff.phone_of(connection, me)
    if not visit.services.connects_calls:
        raise Refused("off", f"Calling from here is not set up. {OURS_TO_DIAL}")
    if not phone_wanted(case.details):
        raise Refused("unasked", "They did not ask for a call: do not phone.")
    if number is None:
        raise Refused("number", f"Their number cannot be called from here. {OURS_TO_DIAL}")
    if mine is None:
        raise Refused("phone", "Write your own phone number into your account first.")
    if dials.live_of(connection, me) or _goes_on(dials.newest(connection, case.id)):
        raise Refused("calling", "A call is being connected already.")
    if dials.count_since(connection, me, now - timedelta(hours=1)) >= MOST_AN_HOUR:
        raise Refused("often", f"That were many calls in an hour. {OURS_TO_DIAL}")
    dials.wish(connection, case.id, me, (mine, number), now)


def panel(visit: Visit, case: StoredCase) -> dict[str, object]:
    """Give what the page of a case shows of it."""
    last = dials.newest(visit.connection, case.id)
    given = number_to_call(case.details) or ""
    rings = number_to_ring(given) is not None
    return {
        "dial_is_on": visit.services.connects_calls and phone_wanted(case.details),
        "dial_rings": rings,
        "dial_is_odd": bool(given) and not rings,
        "dial_phone": spoken_number(staff.phone_of(visit.connection, visit.staff.account)),
        "dial_goes_on": _goes_on(last),
        "dial_told": _told(last, visit) if last else "",
    }


def _goes_on(last: Dial | None) -> bool:
    return last is not None and last.is_live


def _told(last: Dial, visit: Visit) -> str:
    if last.account != visit.staff.account:
        return BY_ANOTHER if last.is_live else ""
    if not last.is_live and visit.now - last.changed_at > TOLD_FOR:
        return ""
    is_asked = last.status in (dials.CONNECTED, dials.ENDED)
    if is_asked and calls.is_told(visit.connection, last.case_id):
        return ""
    is_late = last.status == dials.WISHED and visit.now - last.changed_at > dials.WAITS
    return SENTENCES[dials.LATE if is_late else last.status]


def own_phone(visit: Visit) -> dict[str, object]:
    """Give what the page of the account shows of their telephone."""
    number = staff.phone_of(visit.connection, visit.staff.account)
    is_on = visit.services.connects_calls and visit.staff.role in AT_THE_DESK
    return {"dial_is_on": is_on, "dial_phone": spoken_number(number), "phone_sentence": ""}


def set_phone(visit: Visit, page: Page) -> Page | Go:
    """
    Write down where they are rung; an empty field forgets it.

    Args:
        page: What is shown again where it is no number.
    """
    typed = visit.form.get("phone", "").strip()
    number = number_to_ring(typed) if typed else None
    if typed and number is None:
        again = {"phone_sentence": WRONG_NUMBER, "dial_phone": typed}
        return Page(page.template, {**page.context, **again}, status=400)
    staff.change(visit.connection, visit.staff.account, phone=number)
    visit.note("set their phone" if number else "removed their phone", visit.staff.account)
    return Go("/account")

"""What staff do with a case: take it, write into it, hand it on, close it."""

from collections.abc import Callable
from typing import Any

from bot.console import case_page
from bot.console.access import Go, Handler, Page, Visit
from bot.console.talking import check_read
from bot.handoff.case_life import DESKS, Refused
from bot.storage import case_life, decisions
from bot.storage.cases import UNREADABLE, StoredCase
from bot.storage.cipher import KeyProblem
from bot.worker import closing, handing_on
from bot.worker.call_tries import Tried, write_down

LONGEST_NOTE = 4000

Act = Callable[[Visit, StoredCase], Any]


def acting(name: str, act: Act, to: str = "") -> Handler:
    """
    Make a handler of something that is done to a case.

    It is done or it is not: what refuses it is said on the case's page, and both are written down.

    Args:
        name: For the audit.
        to: Where on the page to go on, such as "#talk".
    """

    def handler(visit: Visit) -> Page | Go:
        case = case_page.sought(visit).case
        try:
            with visit.connection.begin_nested():
                act(visit, case)
        except (Refused, KeyProblem) as refused:
            visit.note(f"was refused: {name}"[:40], case.code)
            sentence = UNREADABLE if isinstance(refused, KeyProblem) else str(refused)
            return case_page.with_sentence(visit, sentence)
        visit.note(name, case.code)
        return Go(f"/cases/{case.code}{to}")

    return handler


def _note_of(visit: Visit) -> str:
    """Give the note that they wrote."""
    return visit.form.get("note", "").strip()[:LONGEST_NOTE]


def claim(visit: Visit, case: StoredCase) -> None:
    """Take a case."""
    case_life.claim(visit.connection, case.id, visit.member_of_staff, visit.now)


def release(visit: Visit, case: StoredCase) -> None:
    """Give it back to the others."""
    note = _note_of(visit)
    case_life.release(visit.connection, case.id, visit.member_of_staff, visit.now, note)


def called(visit: Visit, case: StoredCase) -> None:
    """Write down what came of a call."""
    keeps = visit.form.get("keep") == "on"
    tried = Tried(visit.form.get("outcome", ""), _note_of(visit), keeps)
    write_down(visit.connection, case, visit.member_of_staff, tried, visit.now)


def hand_on(visit: Visit, case: StoredCase) -> None:
    """Hand it on to the desk that was named: pressed twice it does not come back."""
    desk = visit.form.get("desk", "")
    if desk not in DESKS:
        raise Refused("desk", "Choose the desk from the list.")
    check_read(visit, case)
    me, note = visit.member_of_staff, _note_of(visit)
    handing_on.hand_on(visit.connection, case, me, desk, visit.now, note)


def resolve(visit: Visit, case: StoredCase) -> None:
    """Close it, with a reason."""
    check_read(visit, case)
    reason, me, note = visit.form.get("reason", ""), visit.member_of_staff, _note_of(visit)
    closing.close(visit.connection, case, me, reason, visit.now, note)


def reopen(visit: Visit, case: StoredCase) -> None:
    """Have it wait again."""
    note = _note_of(visit)
    case_life.reopen(visit.connection, case.id, visit.member_of_staff, visit.now, note)


def decided(visit: Visit, case: StoredCase) -> None:
    """Write down that the plan has decided on what was sent in."""
    decisions.decide(visit.connection, case.id, visit.member_of_staff, visit.now, _note_of(visit))


def note(visit: Visit, case: StoredCase) -> None:
    """Write a note for staff."""
    case_life.note(visit.connection, case.id, visit.member_of_staff, _note_of(visit), visit.now)

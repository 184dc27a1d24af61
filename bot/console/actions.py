"""What staff do with a case: take it, write into it, hand it on, close it."""

from collections.abc import Callable
from typing import Any

from bot.console import case_page
from bot.console.access import Go, Handler, Page, Visit
from bot.handoff.case_life import DESKS, Refused
from bot.storage import case_life
from bot.storage.cases import StoredCase

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
        except Refused as refused:
            visit.note(f"was refused: {name}"[:40], case.code)
            return case_page.with_sentence(visit, str(refused))
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
    """Write down a call."""
    note = _note_of(visit)
    case_life.call(visit.connection, case.id, visit.member_of_staff, visit.now, note)


def hand_on(visit: Visit, case: StoredCase) -> None:
    """Hand it on to the other desk."""
    other = next(desk for desk in DESKS if desk != case.goes_to)
    me, note = visit.member_of_staff, _note_of(visit)
    case_life.hand_on(visit.connection, case.id, me, other, visit.now, note)


def resolve(visit: Visit, case: StoredCase) -> None:
    """Close it, with a reason."""
    reason, me, note = visit.form.get("reason", ""), visit.member_of_staff, _note_of(visit)
    case_life.resolve(visit.connection, case.id, me, reason, visit.now, note)


def reopen(visit: Visit, case: StoredCase) -> None:
    """Have it wait again."""
    note = _note_of(visit)
    case_life.reopen(visit.connection, case.id, visit.member_of_staff, visit.now, note)


def note(visit: Visit, case: StoredCase) -> None:
    """Write a note for staff."""
    case_life.note(visit.connection, case.id, visit.member_of_staff, _note_of(visit), visit.now)

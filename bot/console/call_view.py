"""What the page of a case says and asks about calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.console import dialling
from bot.console.access import Visit
from bot.console.spans import clock_time
from bot.handoff.case_life import NUMBER_FAILED
from bot.handoff.promises import promises
from bot.handoff.reaching import may_leave_message, number_to_call
from bot.handoff.words import spoken_number
from bot.storage import calls, case_events
from bot.storage.cases import StoredCase

ANSWERS = {
    "reached": "Yes, we talked",
    "message": "No, I left a message",
    "no_answer": "No, nobody answered",
    "busy": "No, the line was busy",
    "failed": "No, the number does not work",
}
"""What came of a call, as staff choose it, by its outcome."""


def panel(visit: Visit, case: StoredCase) -> dict[str, object]:
    """Give what the page shows: what can have come of a call, and what came of earlier ones."""
    may_leave = may_leave_message(case.details)
    answers = {key: text for key, text in ANSWERS.items() if key != "message" or may_leave}
    marks = list(_marks(visit.connection, case, visit.now))
    return {"call_answers": answers, "call_marks": marks, **dialling.panel(visit, case)}


def _marks(connection: Connection, case: StoredCase, now: datetime) -> Iterator[str]:
    number = spoken_number(number_to_call(case.details))
    failed = case_events.last(connection, case.id, NUMBER_FAILED)
    if number and failed and str(failed["note"] or "").startswith(number):
        yield f"The number {number} does not work: tried {clock_time(failed['at'], now)}."
    count = calls.unreached_in_a_row(connection, case.id)
    if count >= promises().told_after:
        yield f"{count} calls in a row reached nobody. Decide how to go on."

"""What whoever wrote with a member promised at the end has a clock, whoever has the case then."""

import pytest

from bot.worker.watching import watch_over
from tests.console.test_decisions import FRIDAY, happened
from tests.fakes.desk import Desk, send


@pytest.fixture
def friday(desk: Desk) -> Desk:
    """The console before the week of Thanksgiving."""
    desk.clock.moment = FRIDAY
    return desk


def in_a_chat(desk: Desk) -> str:
    """A case in which Ana writes with the member."""
    code, ana = desk.waiting(), desk.staff("ana", name="Ana")
    send(ana, f"/cases/{code}/talk")
    return code


def hand_back(desk: Desk, code: str, promised: str):
    settled = "I call you on Tuesday."
    ana = desk.sign_in("ana")
    return send(ana, f"/cases/{code}/hand-back", settled=settled, promised=promised)


def test_a_day_promised_at_the_end_of_a_chat_is_due_also_when_nobody_has_the_case(friday):
    code = in_a_chat(friday)
    assert hand_back(friday, code, "2026-11-24").status_code == 303
    ana = friday.sign_in("ana")
    assert "Due Tue Nov 24, " in ana.get(f"/cases/{code}").text
    assert "They were promised to hear from us by Tue Nov 24, " in happened(ana, code)
    friday.clock.pass_by(days=2)
    watch_over(friday.database, friday.clock.now())
    assert friday.case_status(code) == "waiting"
    assert "Due Tue Nov 24, " in friday.sign_in("ana").get("/?desk=both").text


def test_a_promise_that_is_not_kept_is_late_and_shown_as_such(friday):
    code = in_a_chat(friday)
    hand_back(friday, code, "2026-11-24")
    friday.clock.pass_by(days=5)
    watch_over(friday.database, friday.clock.now())
    ana = friday.sign_in("ana")
    assert "Late: was due Tue Nov 24, " in ana.get(f"/cases/{code}").text
    assert "Promise missed" in happened(ana, code)


def test_a_promise_is_kept_by_writing_again(friday):
    code = in_a_chat(friday)
    hand_back(friday, code, "2026-11-24")
    send(friday.sign_in("ana"), f"/cases/{code}/talk")
    hand_back(friday, code, "")
    assert "Due " not in friday.sign_in("ana").get(f"/cases/{code}").text


@pytest.mark.parametrize(
    ("promised", "why"),
    [
        ("2026-11-26", "The office is closed on that day."),
        ("2026-11-28", "The office is closed on that day."),
        ("2026-11-19", "Promise a day from today on"),
        ("2036-11-24", "Promise a day from today on"),
        ("9999-12-31", "Promise a day from today on"),
        ("tuesday", "Write the day as 2026-11-24"),
    ],
)
def test_a_day_that_cannot_be_kept_is_refused_and_the_chat_goes_on(sqlite_friday, promised, why):
    code = in_a_chat(sqlite_friday)
    answer = hand_back(sqlite_friday, code, promised)
    assert answer.status_code == 409 and why in answer.text
    assert sqlite_friday.case_status(code) == "talking"


@pytest.fixture
def sqlite_friday(one_desk: Desk) -> Desk:
    """The same where the kind of database makes no difference."""
    one_desk.clock.moment = FRIDAY
    return one_desk

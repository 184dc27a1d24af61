"""The clock of what was sent to the plan: staff see it run, and are told when it is over."""

from datetime import datetime, timezone

import pytest
from sqlalchemy import func, select

from bot.channels.desk_notice import DECISION_LATE
from bot.handoff.danger import mark_danger
from bot.storage import notices
from bot.worker.watching import watch_over
from tests.console.test_queue import codes
from tests.fakes.desk import asks_for_a_call, send

FRIDAY = datetime(2026, 11, 20, 18, 0, tzinfo=timezone.utc)  # ten in the morning there


@pytest.fixture
def friday(desk):
    """The console before the week of Thanksgiving."""
    desk.clock.moment = FRIDAY
    return desk


def sent_in(desk, http, draft=None, reason: str = "authorization_sent") -> str:
    """A case that was closed as sent to the plan."""
    code = desk.waiting(draft)
    for what in ("claim", "resolve"):
        assert send(http, f"/cases/{code}/{what}", reason=reason).status_code == 303
    return code


def later(desk, **length: float):
    """Let time go by; whoever comes back signs in again."""
    desk.clock.pass_by(**length)
    return desk.sign_in("ana")


def happened(http, code: str) -> str:
    return http.get(f"/cases/{code}").text.partition("What happened")[2]


def told_to_desks(desk) -> int:
    """How many notices of a late decision are on their way to desks."""
    late = select(func.count()).where(notices.notices.c.kind == DECISION_LATE)
    with desk.database.read() as connection:
        return connection.execute(late).scalar_one()


@pytest.mark.parametrize("reason", ["authorization_sent", "referral_started"])
def test_staff_see_by_when_the_plan_decides_without_counting_holidays(friday, reason):
    http = friday.staff()
    code = sent_in(friday, http, reason=reason)
    assert "Decision due Tue Dec 1, " in http.get(f"/cases/{code}").text
    queue = http.get("/?desk=both&show=sent").text
    assert codes(queue) == [code] and "Decision due Tue Dec 1, " in queue


def test_what_is_urgent_is_decided_within_three_days_to_the_hour(friday):
    http = friday.staff()
    urgent = mark_danger(asks_for_a_call(), "self_harm", "i cant go on", FRIDAY.isoformat())
    code = sent_in(friday, http, urgent)
    assert "Decision due Mon Nov 23, 10:00 AM" in http.get(f"/cases/{code}").text


def test_what_was_closed_for_another_reason_has_no_clock(friday):
    http = friday.staff()
    code = sent_in(friday, http, reason="questions_answered")
    assert "Decision due" not in http.get(f"/cases/{code}").text
    assert codes(http.get("/?desk=both&show=sent").text) == []


def test_of_what_was_sent_in_the_decision_due_first_comes_first(friday):
    http = friday.staff()
    first = sent_in(friday, http)
    friday.clock.pass_by(minutes=5)
    second = sent_in(friday, http)
    http = later(friday, days=4)
    third = sent_in(friday, http)
    assert codes(http.get("/?desk=both&show=sent").text) == [first, second, third]


def test_a_late_decision_is_told_once_and_stands_in_the_queue_until_it_is_there(friday):
    http = friday.staff()
    code = sent_in(friday, http)
    friday.clock.pass_by(days=11)
    assert "decision" not in http.get("/").text.lower()
    watch_over(friday.database, friday.clock.now())
    http = later(friday, days=1)
    watch_over(friday.database, friday.clock.now())
    watch_over(friday.database, friday.clock.now())
    assert happened(http, code).count("decision is late; shown in the queue as late") == 1
    assert told_to_desks(friday) == 1
    page = http.get("/?desk=both&show=sent").text
    assert "1 decision late" in page and "Late: decision was due Tue Dec 1, " in page
    send(http, f"/cases/{code}/decided", note="Approved for 12 months.")
    told = happened(http, code)
    assert "The plan decided" in told and "Approved for 12 months." in told
    page = http.get("/?desk=both&show=sent").text
    assert codes(page) == [] and "decision late" not in page
    assert ("ana", "decided", code) in friday.audit()


def test_a_decision_that_nobody_waits_for_is_not_taken(one_desk):
    code, http = one_desk.waiting(), one_desk.staff()
    answer = send(http, f"/cases/{code}/decided", note="Approved.")
    assert answer.status_code == 409 and "No decision is awaited in this case." in answer.text
    assert "Approved." not in happened(http, code)


def test_a_case_that_is_opened_again_has_no_clock_until_it_is_sent_again(friday):
    http = friday.staff()
    code = sent_in(friday, http)
    send(http, f"/cases/{code}/reopen")
    assert "Decision due" not in http.get(f"/cases/{code}").text
    http = later(friday, days=4)
    for what in ("claim", "resolve"):
        send(http, f"/cases/{code}/{what}", reason="authorization_sent")
    assert "Decision due Thu Dec 3, " in http.get(f"/cases/{code}").text

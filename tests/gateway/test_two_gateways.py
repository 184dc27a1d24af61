"""Two gateways and two workers share one PostgreSQL; to a member they are one."""

import pytest

from tests.fakes.line import line as set_up
from tests.fakes.serving import all_at_once, wait_for
from tests.fakes.turns import FakeTurns

PHONE = "+16505550111"


@pytest.fixture
def machines(tmp_path, postgresql):
    """Two machines: each with a gateway of its own, one Rasa and one database for both."""
    turns = FakeTurns()
    with (
        set_up(tmp_path, turns, postgresql) as first,
        set_up(tmp_path, turns, postgresql) as second,
    ):
        yield first, second


def test_a_first_text_that_comes_to_both_at_once_opens_one_conversation(machines):
    tasks = [
        lambda line=line, n=n: line.text(PHONE, f"hello {n}") for n in range(3) for line in machines
    ]
    assert all_at_once(tasks) == [200] * 6
    assert machines[0].count("SELECT count(*) FROM conversations") == 1
    assert machines[0].count("SELECT count(*) FROM inbox") == 6
    assert machines[0].count("SELECT last_seq FROM conversations") == 6


def test_a_text_that_is_delivered_to_both_at_once_is_taken_once(machines):
    sid = "SM" + "a" * 32
    tasks = [
        lambda line=line: line.text(PHONE, "hello", MessageSid=sid)
        for _ in range(3)
        for line in machines
    ]
    assert all_at_once(tasks) == [200] * 6
    assert machines[0].count("SELECT count(*) FROM inbox") == 1


def test_a_web_message_that_is_posted_to_both_at_once_is_taken_once(machines):
    here, there = machines
    member = here.new_member()
    path, body = "/api/messages", {"id": "m1", "text": "hello"}
    tasks = [
        lambda line=line: line.http.post(path, json=body, headers=member.headers)
        for _ in range(3)
        for line in (here, there)
    ]
    answers = all_at_once(tasks)
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1
    assert here.count("SELECT count(*) FROM inbox WHERE kind = 'text'") == 1


def test_what_is_posted_to_one_is_answered_at_once_to_whoever_listens_at_the_other(machines):
    here, there = machines
    member = here.new_member()
    with here.working(), there.working():
        member.hear()
        member.http = there.http
        here.http.post(
            "/api/messages", json={"id": "m", "text": "I am tired"}, headers=member.headers
        )
        assert [m["text"] for m in member.hear() if m["from"] == "assistant"] == ["2: I am tired"]


def test_danger_and_stop_at_the_same_moment_leave_both_marks(machines):
    here, there = machines
    assert here.text(PHONE, "hello") == 200
    tasks = [
        lambda: here.text(PHONE, "i want to kill myself"),
        lambda: there.text(PHONE, "STOP"),
    ]
    assert all_at_once(tasks) == [200, 200]
    wait_for(lambda: here.count("SELECT count(*) FROM cases WHERE urgency = 'urgent'") == 1)
    assert here.count("SELECT count(*) FROM conversations WHERE opted_out_at IS NOT NULL") == 1

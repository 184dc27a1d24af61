"""Which notices did not reach a desk: who sees it, in which words, and how it is tried again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.channels.webhook import WebhookTarget
from bot.storage import notices
from bot.storage.staff import ADMINISTRATOR, SUPERVISOR
from bot.worker.metrics import WorkerMetrics
from bot.worker.notices import Notices
from bot.worker.watching import watch_over
from tests.fakes.desk import desk as set_up
from tests.fakes.desk import send
from tests.fakes.desks import SECRET, SECRET_BYTES, Receiver
from tests.fakes.serving import serve

SECRET_PATH = "in-house-token"


@pytest.fixture
def refused(desk):
    """A desk's own system that answers 500, and the worker's part that tells it."""
    receiver = Receiver(status=500)
    with serve(receiver.app) as url:
        target = WebhookTarget(f"{url}/{SECRET_PATH}", SECRET_BYTES)
        worker = Notices(desk.database, (target,), desk.clock, WorkerMetrics(), "https://c.example")
        yield desk, receiver, worker


def tell(worker: Notices) -> None:
    worker.tidy()
    while any([step() for step in worker.steps]):
        pass


def test_a_supervisor_sees_case_desk_way_how_long_and_why_and_no_word_of_the_member(refused):
    desk, _, worker = refused
    code = desk.waiting(None, "i sleep in the doorway")
    tell(worker)
    desk.clock.pass_by(minutes=20)
    page = desk.staff("sue", SUPERVISOR).get("/notices").text
    assert "Web request (webhook)" in page and "1 not sent, the oldest for 20 min." in page
    [row] = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page)
    assert re.findall(r"<td[^>]*>(.*?)</td>", row) == [
        *("The webhook answered with an error (500).", "20 min", "now", "1", "Member Services"),
        "A new case waits for your desk",
    ]
    assert f'href="/cases/{code}"' in row
    for private in ("Maria", "doorway", SECRET_PATH, SECRET):
        assert private not in page


def test_try_again_sends_what_was_given_up_and_is_written_down(refused):
    desk, receiver, worker = refused
    desk.waiting()
    tell(worker)
    desk.clock.pass_by(days=3, minutes=1)
    tell(worker)
    http = desk.staff("ada", ADMINISTRATOR)
    assert "1 given up." in http.get("/notices").text
    receiver.status = 200
    tell(worker)
    assert receiver.taken == {}
    send(http, "/notices/retry", by="webhook")
    assert "<td>now</td>" in http.get("/notices").text
    tell(worker)
    assert len(receiver.taken) == 1
    assert "Every notice was taken." in http.get("/notices").text
    assert ("ada", "retried notices", "1, webhook") in desk.audit()


def test_one_way_is_tried_again_and_another_left_alone(one_desk):
    one_desk.waiting()
    with one_desk.database.write() as connection:
        notices.spread(connection, lambda _: ["e-mail", "webhook"], one_desk.clock.now())
        for way in ("e-mail", "webhook"):
            held = notices.claim(connection, way, one_desk.clock.now(), timedelta(minutes=1))
            now = one_desk.clock.now()
            notices.failed(connection, held, "It broke off.", now + timedelta(hours=1), now)
    send(one_desk.staff("sue", SUPERVISOR), "/notices/retry", by="e-mail")
    with one_desk.database.read() as connection:
        assert notices.any_due(connection, "e-mail", one_desk.clock.now())
        assert not notices.any_due(connection, "webhook", one_desk.clock.now())


def test_what_has_just_happened_is_not_said_to_wait(refused):
    desk, _, worker = refused
    desk.waiting()
    worker.tidy()
    assert "Every notice was taken." in desk.staff("sue", SUPERVISOR).get("/notices").text


def test_a_worker_that_does_not_run_is_said(one_desk):
    one_desk.waiting()
    http = one_desk.staff("sue", SUPERVISOR)
    assert "does not run" not in http.get("/notices").text
    one_desk.clock.pass_by(minutes=2)
    page = http.get("/notices").text
    assert "1 new notice waits, and nothing takes it up" in page and "does not run" in page
    assert "Every notice was taken." not in page


@pytest.mark.parametrize(
    ("desks", "told"),
    [
        (("member_services", "icm"), "No way to tell the desks is set up."),
        (("icm",), "No way to tell ICM is set up."),
    ],
)
def test_a_desk_that_nothing_tells_is_named_with_what_to_set(sqlite, desks, told):
    with set_up(sqlite, untold=desks) as desk:
        page = desk.staff("sue", SUPERVISOR).get("/notices").text
    assert told in page and "CALAIM_SMTP_HOST" in page
    assert "Every notice was taken." not in page


def test_where_each_desk_is_told_nothing_is_said_to_be_missing(one_desk):
    assert "is set up" not in one_desk.staff("sue", SUPERVISOR).get("/notices").text


def test_a_missed_promise_is_not_said_to_be_told_where_nobody_was(sqlite):
    with set_up(sqlite, untold=("member_services", "icm")) as desk:
        code = desk.waiting(minutes=60 * 24 * 14)
        watch_over(desk.database, desk.clock.now())
        history = desk.staff("sue", SUPERVISOR).get(f"/cases/{code}").text.partition("happened")[2]
    assert "Promise missed; shown to supervisors as late" in history
    assert "told" not in history


def test_the_figures_say_that_notices_wait_and_only_then(refused):
    desk, receiver, worker = refused
    desk.waiting()
    tell(worker)
    desk.clock.pass_by(hours=2)
    http = desk.staff("sue", SUPERVISOR)
    assert "1, the oldest for 2 h" in http.get("/reports").text
    receiver.status = 200
    tell(worker)
    assert "Notices to desks not sent" not in http.get("/reports").text


def test_the_menu_leads_there_for_those_who_may(one_desk):
    assert 'href="/notices"' in one_desk.staff("sue", SUPERVISOR).get("/").text
    assert 'href="/notices"' not in one_desk.staff("ana").get("/").text

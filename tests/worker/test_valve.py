"""When Twilio does not accept our account: stop, keep everything, try with one text a minute."""

import time

import pytest

from bot.channels.twilio_sms import Misconfigured, NotSent, Refused
from bot.worker.valve import MOST_IN_A_ROW, Valve
from tests.fakes.line import line as set_up

PHONES = [f"+165055501{number:02}" for number in range(10, 18)]


@pytest.fixture
def line(tmp_path):
    with set_up(tmp_path) as made:
        yield made


def events(caplog) -> list[str]:
    return [record.msg for record in caplog.records if record.msg.startswith("sending_")]


def test_after_five_in_a_row_nothing_is_sent_until_one_text_goes_through(line, caplog):
    for phone in PHONES:
        line.text(phone, "hello")
        line.taker().step()
    sender = line.sender(valve=Valve(shut_seconds=1.0))
    line.twilio.faults = [20003] * (MOST_IN_A_ROW + 1)
    while sender.step():
        pass
    stopped = sender.metrics.sending_stopped
    assert len(line.twilio.faults) == 1, "after five errors nothing more is tried"
    assert stopped.collect()[0].samples[0].value == 1
    assert events(caplog) == ["sending_stopped"]
    assert line.count("SELECT count(*) FROM outbox WHERE status = 'queued'") == len(PHONES)
    time.sleep(1.1)
    assert sender.step() and not sender.step(), "one text tries, and fails as well"
    time.sleep(1.1)
    line.change("UPDATE outbox SET not_before = created_at")
    while sender.step():
        pass
    assert len(line.twilio.texts) == len(PHONES)
    assert stopped.collect()[0].samples[0].value == 0
    assert events(caplog) == ["sending_stopped", "sending_goes_on"]


def test_what_says_nothing_of_our_account_neither_shuts_nor_opens_it():
    valve = Valve()
    for error in [NotSent("away")] * 9 + [Misconfigured(20003)] * 4 + [NotSent("away")]:
        valve.learn(error)
    assert not valve.is_shut
    valve.learn(Misconfigured(20003))
    assert valve.is_shut and not valve.enter()


def test_a_text_that_twilio_judged_shows_that_it_accepts_us():
    valve = Valve()
    for _ in range(9):
        for _ in range(MOST_IN_A_ROW - 1):
            valve.learn(Misconfigured(20003))
        valve.learn(Refused(21614))
    assert not valve.is_shut


def test_only_one_thread_tries_and_a_failed_try_shuts_it_again():
    valve = Valve(shut_seconds=0.05)
    valve.shut()
    time.sleep(0.06)
    assert valve.enter() and not valve.enter()
    valve.learn(Misconfigured(20003))
    valve.leave()
    assert not valve.enter()
    time.sleep(0.06)
    assert valve.enter()
    valve.learn(None)
    valve.leave()
    assert not valve.is_shut and valve.enter() and valve.enter()


def test_reports_that_our_number_is_not_registered_stop_it_too(line, caplog):
    line.twilio.reports = ()
    for phone in PHONES[:MOST_IN_A_ROW]:
        line.text(phone, "hello")
        line.taker().step()
    sender = line.sender()
    while sender.step():
        pass
    line.change("UPDATE outbox SET status = 'queued', error_code = 30034, not_before = expires_at")
    sender.tidy()
    assert events(caplog) == ["sending_stopped"] and not sender.valve.enter()

"""Each text goes out once: what is not known to be sent is asked about, never blindly repeated."""

from datetime import timedelta

import pytest

from bot.storage import outbox
from tests.fakes.serving import wait_for

PHONE = "+16505550111"


def queue(line, *bodies: str) -> None:
    """Put texts into the outbox, as turns would."""
    for body in bodies:
        line.text(PHONE, body)
        assert line.taker().step()


def states(line) -> list[str]:
    with line.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT status FROM outbox ORDER BY seq")
        return list(rows.scalars())


def make_due(line) -> None:
    line.change("UPDATE outbox SET not_before = created_at, clear_at = NULL")


def test_a_text_is_handed_over_once_and_its_delivery_noted(line):
    queue(line, "hello")
    sender = line.sender()
    assert sender.step()
    assert not sender.step()
    wait_for(lambda: states(line) == ["delivered"])
    assert len(line.texts_to(PHONE)) == 1


def test_too_many_requests_are_tried_again(line):
    line.twilio.faults = [20429]
    queue(line, "hello")
    sender = line.sender()
    sender.step()
    assert states(line) == ["queued"]
    assert not sender.step()
    make_due(line)
    sender.step()
    wait_for(lambda: states(line) == ["delivered"])


def test_a_lost_answer_is_settled_by_the_report_and_not_sent_again(line):
    line.twilio.faults = ["drop_after"]
    queue(line, "hello")
    sender = line.sender(settle_seconds=30)
    sender.step()
    wait_for(lambda: states(line) == ["delivered"])
    sender.tidy()
    assert len(line.texts_to(PHONE)) == 1


def test_a_lost_answer_without_a_report_is_settled_by_the_list(line):
    line.twilio.faults, line.twilio.reports = ["drop_after"], ()
    queue(line, "hello")
    sender = line.sender()
    sender.step()
    assert states(line) == ["uncertain"]
    sender.tidy()
    assert states(line) == ["accepted"]
    assert len(line.texts_to(PHONE)) == 1


@pytest.mark.parametrize("fault", [20500, "drop_before"])
def test_what_the_list_does_not_have_is_sent_again_but_only_then(line, fault):
    line.twilio.faults = [fault]
    queue(line, "hello")
    sender = line.sender()
    sender.step()
    assert states(line) == ["uncertain"]
    assert not sender.step()
    sender.tidy()
    assert states(line) == ["queued"]
    sender.step()
    assert len(line.texts_to(PHONE)) == 1


def test_what_nobody_tells_about_is_not_sent_again(line):
    line.twilio.faults, line.twilio.reports = ["drop_after"], ()
    line.twilio.list_is_down = True
    queue(line, "hello")
    sender = line.sender(settle_seconds=0.05)
    sender.step()
    sender.tidy()
    assert states(line) == ["uncertain"]
    line.change("UPDATE outbox SET expires_at = created_at")
    sender.tidy()
    assert states(line) == ["unknown"]
    assert len(line.texts_to(PHONE)) == 1


def test_a_sender_that_died_in_the_middle_leaves_a_text_to_ask_about(line):
    queue(line, "hello")
    sender = line.sender()
    with line.database.write() as connection:
        outbox.claim(connection, sender.clock.now(), timedelta(seconds=-1))
    assert not sender.step()
    with line.database.write() as connection:
        now = sender.clock.now()
        assert outbox.give_up_leases(connection, now, now) == 1
    assert states(line) == ["uncertain"]


def test_two_texts_of_a_conversation_keep_their_order(line):
    line.twilio.reports = ()
    queue(line, "one", "two")
    sender = line.sender()
    assert sender.step()
    assert not sender.step(), "the second waits until the first had a moment to arrive"
    make_due(line)
    assert sender.step()
    assert [body[:6] for body in line.texts_to(PHONE)] == ["1: one", "2: two"]


def test_a_text_that_hangs_holds_back_its_conversation_and_no_other(line):
    line.twilio.faults, line.twilio.reports = [20500], ()
    queue(line, "one", "two")
    sender = line.sender(settle_seconds=60)
    sender.step()
    assert not sender.step()
    line.text("+16505550122", "hello")
    line.taker().step()
    assert sender.step()
    assert line.texts_to(PHONE) == []
    assert len(line.texts_to("+16505550122")) == 1


def test_a_number_that_opted_out_at_twilio_gets_nothing_more(line):
    queue(line, "one", "two")
    line.twilio.opted_out.add(PHONE)
    sender = line.sender()
    sender.step()
    assert not sender.step()
    assert states(line) == ["failed", "cancelled"]
    assert line.count("SELECT opted_out_at IS NOT NULL FROM conversations") == 1


def test_a_number_that_takes_no_texts_is_given_up(line):
    line.twilio.faults = [21211]
    queue(line, "hello")
    line.sender().step()
    assert states(line) == ["failed"]
    assert line.count("SELECT error_code FROM outbox") == 21211


@pytest.mark.parametrize("code", [20003, 21606])
def test_when_our_account_is_wrong_the_text_waits(line, code):
    line.twilio.faults = [code]
    queue(line, "hello")
    sender = line.sender()
    sender.step()
    assert states(line) == ["queued"]
    make_due(line)
    sender.step()
    assert len(line.texts_to(PHONE)) == 1


def test_an_old_reply_is_not_sent(line):
    queue(line, "hello")
    line.change("UPDATE outbox SET expires_at = created_at")
    sender = line.sender()
    sender.tidy()
    assert not sender.step()
    assert states(line) == ["expired"]

"""What Twilio answers, told apart: sent, surely not sent, refused, or nobody knows."""

from datetime import datetime, timedelta, timezone

import pytest

from bot.channels.twilio_sms import (
    Misconfigured,
    NotSent,
    Refused,
    TwilioAccount,
    TwilioSms,
    Uncertain,
)
from bot.errors import DeliveryError
from tests.fakes.serving import free_port, serve
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, FakeTwilio

PHONE = "+16505550111"


@pytest.fixture(scope="module")
def running():
    """The stand-in and its address."""
    twilio = FakeTwilio()
    with serve(twilio.app) as url:
        yield twilio, url


@pytest.fixture
def twilio(running):
    """The stand-in with nothing in it."""
    twilio, _ = running
    twilio.texts.clear()
    twilio.faults.clear()
    return twilio


def client(url: str, token: str = AUTH_TOKEN, number: str = OUR_NUMBER) -> TwilioSms:
    return TwilioSms(TwilioAccount(ACCOUNT_SID, token, number, url), "")


def test_a_text_taken_has_a_sid_of_its_own(running, twilio):
    sms = client(running[1])
    sids = {sms.send(PHONE, f"hello {n}", "o1") for n in range(3)}
    assert sids == {text.sid for text in twilio.texts}
    assert len(sids) == 3
    sms.close()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (20429, NotSent),
        (20500, Uncertain),
        ("drop_before", Uncertain),
        ("drop_after", Uncertain),
        (21610, Refused),
        (21211, Refused),
        (20003, Misconfigured),
        (21606, Misconfigured),
        (20404, Misconfigured),
    ],
)
def test_each_failure_says_what_may_be_done_next(running, twilio, fault, error):
    twilio.faults = [fault]
    sms = client(running[1])
    with pytest.raises(error):
        sms.send(PHONE, "hello", "o1")
    sms.close()


def test_a_wrong_token_is_ours_to_mend(running, twilio):
    sms = client(running[1], token="wrong")
    with pytest.raises(Misconfigured) as raised:
        sms.send(PHONE, "hello", "o1")
    assert raised.value.code == 20003
    sms.close()


def test_nobody_there_means_surely_not_sent():
    sms = client(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(NotSent):
        sms.send(PHONE, "hello", "o1")
    sms.close()


def test_the_list_tells_what_was_taken_since_a_moment(running, twilio):
    sms = client(running[1])
    sid = sms.send(PHONE, "hello", "o1")
    sms.send("+16505550122", "another", "o2")
    now = datetime.now(timezone.utc)
    assert [t.sid for t in sms.sent_since(PHONE, now - timedelta(minutes=1))] == [sid]
    assert sms.sent_since(PHONE, now + timedelta(minutes=1)) == []
    twilio.list_is_down = True
    with pytest.raises(DeliveryError):
        sms.sent_since(PHONE, now)
    twilio.list_is_down = False
    sms.close()

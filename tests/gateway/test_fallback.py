"""What Twilio says where we cannot take a text: always there, the same for everybody."""

import xml.etree.ElementTree as ET

import pytest

from bot.channels.fixed_texts import FALLBACK
from bot.channels.sms_text import is_gsm, segments
from bot.eligibility.loader import load_policy
from tests.fakes.line import line as set_up
from tests.fakes.twilio import ACCOUNT_SID, OUR_NUMBER, signature


@pytest.fixture(scope="module")
def broken_line(tmp_path_factory):
    """A gateway whose database has been torn out from under it."""
    with set_up(tmp_path_factory.mktemp("broken")) as made:
        for table in ("outbox", "messages", "inbox"):
            made.change(f"ALTER TABLE {table} RENAME TO {table}_gone")
        made.database.close()
        made.database.path.write_bytes(b"this is no database" * 500)
        for end in ("-wal", "-shm"):
            made.database.path.with_name(made.database.path.name + end).unlink(missing_ok=True)
        yield made


def said(answer) -> str:
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    (message,) = ET.fromstring(answer.text.encode())
    assert message.tag == "Message"
    return message.text


@pytest.mark.parametrize(
    "ask",
    [
        lambda http: http.get("/sms/fallback"),
        lambda http: http.post("/sms/fallback"),
        lambda http: http.post("/sms/fallback", data={"Body": "hello", "ErrorCode": "11200"}),
        lambda http: http.post("/sms/fallback", content=b"\xff\x00" * 9000),
        lambda http: http.get("/sms/fallback?Body=hello&From=%2B16505550111"),
    ],
)
def test_it_answers_without_database_signature_or_sense(broken_line, ask):
    assert said(ask(broken_line.http)) == FALLBACK


def test_a_text_is_not_acknowledged_meanwhile(broken_line):
    form = {"MessageSid": "SM" + "a" * 32, "AccountSid": ACCOUNT_SID, "From": "+16505550111"}
    form |= {"To": OUR_NUMBER, "Body": "hello"}
    headers = {"X-Twilio-Signature": signature(f"{broken_line.gateway}/sms/inbound", form)}
    answer = broken_line.http.post("/sms/inbound", data=form, headers=headers)
    assert answer.status_code == 503


def test_it_is_one_segment_and_names_everybody_who_can_help():
    assert is_gsm(FALLBACK) and segments(FALLBACK) == 1
    phone = load_policy().contacts["member_services"]["phone"]
    assert all(number in FALLBACK for number in ("911", "988", str(phone), "TTY 711"))

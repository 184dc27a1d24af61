"""Twilio's webhooks: nothing forged gets in, nothing genuine is lost, STOP is kept."""

import httpx
import pytest
from starlette.datastructures import ImmutableMultiDict

from bot.gateway.first_look import Look, look_at
from tests.fakes.serving import wait_for
from tests.fakes.twilio import ACCOUNT_SID, OUR_NUMBER, signature

PHONE = "+16505550111"
SID = "SM" + "a" * 32


def fields(**changed: str) -> dict[str, str]:
    known = {
        "MessageSid": SID,
        "AccountSid": ACCOUNT_SID,
        "From": PHONE,
        "To": OUR_NUMBER,
        "Body": "hello",
        "NumMedia": "0",
        "FromCity": "",
        "FromState": "",
        "FromZip": "",
    }
    return {**known, **changed}


def post(line, form, signed=None, path="/sms/inbound", **how) -> httpx.Response:
    """Post a form with the signature of `signed`, or of the form itself."""
    signed = form if signed is None else signed
    headers = {"X-Twilio-Signature": signature(f"{line.gateway}{path}", signed)}
    return line.http.post(path, data=form, headers={**headers, **how.pop("headers", {})}, **how)


def stored(line) -> int:
    return line.count("SELECT count(*) FROM inbox")


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"Body": "¿Dónde está? 😀 & = + %"},
        {"Body": " leading and trailing "},
        {"Body": "line\nbreak"},
        {"ToCity": "", "ToZip": "", "SmsStatus": "received"},
    ],
)
def test_a_genuine_text_is_taken_also_with_blank_parameters(line, changed):
    answer = post(line, fields(**changed))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith("<Response></Response>")
    assert stored(line) == 1


FORGERIES = {
    "no signature": lambda line: line.http.post("/sms/inbound", data=fields()),
    "an empty signature": lambda line: post(line, fields(), headers={"X-Twilio-Signature": ""}),
    "nonsense": lambda line: post(line, fields(), headers={"X-Twilio-Signature": "AAAA"}),
    "another token": lambda line: post(
        line,
        fields(),
        headers={"X-Twilio-Signature": signature(f"{line.gateway}/sms/inbound", fields(), "other")},
    ),
    "a changed parameter": lambda line: post(line, fields(Body="pay"), signed=fields()),
    "a changed sender": lambda line: post(line, fields(From="+16505550122"), signed=fields()),
    "an added parameter": lambda line: post(line, fields(Extra="1"), signed=fields()),
    "a missing parameter": lambda line: post(line, fields(), signed=fields(Extra="1")),
    "a second Body": lambda line: post(
        line, {**fields(), "Body": ["hello", "pay"]}, signed=fields()
    ),
    "another path": lambda line: post(
        line,
        fields(),
        headers={"X-Twilio-Signature": signature(f"{line.gateway}/sms/status", fields())},
    ),
    "another host": lambda line: post(
        line,
        fields(),
        headers={
            "Host": "evil.example",
            "X-Twilio-Signature": signature("http://evil.example/sms/inbound", fields()),
        },
    ),
    "an added query": lambda line: line.http.post(
        "/sms/inbound?x=1",
        data=fields(),
        headers={"X-Twilio-Signature": signature(f"{line.gateway}/sms/inbound", fields())},
    ),
    "JSON": lambda line: line.http.post("/sms/inbound", json=fields()),
    "nothing": lambda line: line.http.post("/sms/inbound"),
    "another account": lambda line: post(line, fields(AccountSid="AC" + "9" * 32)),
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_text_is_refused_and_leaves_nothing(shared_line, forgery):
    assert forgery(shared_line).status_code in (400, 403)
    assert stored(shared_line) == 0
    assert shared_line.count("SELECT count(*) FROM conversations") == 0


def test_two_bodies_under_a_genuine_signature_are_refused_too(shared_line):
    signed = ImmutableMultiDict([*fields().items(), ("Body", "pay")])
    both = {**fields(), "Body": ["hello", "pay"]}
    assert post(shared_line, both, signed=signed).status_code == 400
    assert stored(shared_line) == 0


def test_a_get_is_not_a_text(shared_line):
    assert shared_line.http.get("/sms/inbound").status_code == 405


def test_a_text_that_comes_twice_is_taken_once(line):
    assert [post(line, fields()).status_code for _ in range(3)] == [200] * 3
    assert stored(line) == 1
    with line.working():
        wait_for(lambda: line.texts_to(PHONE))
    assert len(line.texts_to(PHONE)) == 1
    assert sum(line.turns.turns.values()) == 1


def test_a_text_that_could_not_be_stored_is_not_acknowledged(line):
    line.change("ALTER TABLE inbox RENAME TO elsewhere")
    assert post(line, fields()).status_code == 503
    line.change("ALTER TABLE elsewhere RENAME TO inbox")
    assert post(line, fields()).status_code == 200
    assert stored(line) == 1


@pytest.mark.parametrize("changed", [{"Body": "", "NumMedia": "1"}, {"Body": "  "}, {"Body": None}])
def test_a_text_without_words_gets_a_clear_answer(line, changed):
    form = {k: v for k, v in fields(**changed).items() if v is not None}
    assert post(line, form).status_code == 200
    with line.working():
        body = wait_for(lambda: line.texts_to(PHONE))[0]
    assert "words" in body and "650-616-2133" in body
    assert not line.turns.turns


@pytest.mark.parametrize("sender", ["", "12345", "HPSM", "+1", "whatsapp:+16505550111"])
def test_a_sender_whom_one_cannot_text_back_is_left_alone(shared_line, sender):
    assert post(shared_line, fields(From=sender)).status_code == 200
    assert stored(shared_line) == 0


def test_a_text_from_our_own_number_is_not_answered(shared_line):
    assert post(shared_line, fields(From=OUR_NUMBER)).status_code == 200
    assert stored(shared_line) == 0
    assert shared_line.count("SELECT count(*) FROM conversations") == 0


def test_control_codes_and_length_do_no_harm(line):
    assert post(line, fields(Body="a\x00b\x07c" + "x" * 5000)).status_code == 200
    with line.working():
        wait_for(lambda: line.texts_to(PHONE))
    assert line.turns.seen[0]["text"].startswith("abcxx")
    assert len(line.turns.seen[0]["text"]) <= 1600


@pytest.mark.parametrize("word", ["STOP", "stop", " Stop. ", "END", "Unsubscribe", "opt out"])
def test_after_stop_nothing_is_sent_not_even_what_waited(line, word):
    line.text(PHONE, "hello")
    taker = line.taker()
    assert taker.step()
    assert line.count("SELECT count(*) FROM outbox WHERE status = 'queued'") == 1
    line.text(PHONE, word)
    line.text(PHONE, "are you there")
    with line.working():
        wait_for(lambda: line.count("SELECT count(*) FROM inbox WHERE status = 'open'") == 0)
    assert line.texts_to(PHONE) == []
    assert line.count("SELECT count(*) FROM outbox WHERE status = 'cancelled'") == 1


def test_a_turn_in_hand_when_stop_comes_is_not_sent(line):
    line.turns.delay = 0.5
    with line.working():
        line.text(PHONE, "hello")
        wait_for(lambda: line.turns.seen)
        line.text(PHONE, "STOP")
        wait_for(lambda: line.count("SELECT count(*) FROM inbox WHERE status = 'open'") == 0)
    assert line.count("SELECT count(*) FROM outbox") == 0


def test_start_brings_the_question_back(line):
    with line.working():
        line.text(PHONE, "hello")
        wait_for(lambda: line.texts_to(PHONE))
        line.text(PHONE, "STOP")
        line.text(PHONE, "START")
        texts = wait_for(lambda: len(line.texts_to(PHONE)) > 1 and line.texts_to(PHONE))
    assert texts[1].startswith("2: where were we")


@pytest.mark.parametrize("words", ["stop the car", "YES", "end of last month", "I quit smoking"])
def test_words_that_only_contain_a_stop_word_are_answers(line, words):
    line.text(PHONE, words)
    with line.working():
        assert wait_for(lambda: line.texts_to(PHONE))[0].startswith(f"1: {words}")


@pytest.mark.parametrize(
    ("opted_out", "took", "look"),
    [
        (False, "", Look.TURN),
        (False, "START", Look.TURN),
        (False, "HELP", Look.SILENT),
        (False, "STOP", Look.STOP),
        (True, "", Look.SILENT),
        (True, "START", Look.START),
    ],
)
def test_what_twilio_answered_itself_is_not_answered_twice(opted_out, took, look):
    assert look_at("yes", opted_out, took) is look


def sent(line) -> str:
    """Have one text sent and give our id of it; the stand-in reports nothing by itself."""
    line.twilio.reports = ()
    line.text(PHONE, "hello")
    line.taker().step()
    assert line.sender().step()
    with line.database.read() as connection:
        return connection.exec_driver_sql("SELECT id FROM outbox").scalar_one()


def report(line, outbox: str, status: str, **changed: str) -> int:
    sid = line.twilio.texts[-1].sid
    form = {"MessageSid": sid, "MessageStatus": status, "AccountSid": ACCOUNT_SID, **changed}
    return post(line, form, path=f"/sms/status?outbox={outbox}").status_code


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        (["queued", "sent", "delivered"], "delivered"),
        (["delivered", "sent", "queued"], "delivered"),
        (["sent", "sent", "sending"], "sent"),
        (["undelivered", "delivered"], "undelivered"),
        (["failed", "sent"], "failed"),
        (["nonsense", "sent"], "sent"),
    ],
)
def test_a_report_only_moves_a_text_forward(line, said, ends):
    outbox = sent(line)
    assert [report(line, outbox, status) for status in said] == [204] * len(said)
    assert line.count(f"SELECT count(*) FROM outbox WHERE status = '{ends}'") == 1


def test_a_report_on_another_text_or_by_another_hand_changes_nothing(line):
    outbox = sent(line)
    assert report(line, "0" * 32, "delivered") == 204
    assert report(line, outbox, "delivered", MessageSid="SM" + "b" * 32) == 204
    form = {"MessageSid": line.twilio.texts[0].sid, "MessageStatus": "failed"}
    assert line.http.post(f"/sms/status?outbox={outbox}", data=form).status_code == 403
    assert line.count("SELECT count(*) FROM outbox WHERE status = 'accepted'") == 1


@pytest.mark.parametrize(
    ("code", "kept"), [("30006", 30006), ("9" * 30, None), ("-1", None), ("soon", None)]
)
def test_an_error_code_that_cannot_be_one_does_not_spoil_the_report(line, code, kept):
    outbox = sent(line)
    assert report(line, outbox, "failed", ErrorCode=code) == 204
    assert line.count("SELECT error_code FROM outbox WHERE status = 'failed'") == kept


def test_an_answer_texted_twice_does_not_answer_the_next_question_too(line):
    line.turns.delay = 0.3
    with line.working():
        line.text(PHONE, "hi")
        wait_for(lambda: line.texts_to(PHONE))
        line.text(PHONE, "1")
        line.text(PHONE, "1")
        wait_for(lambda: len(line.texts_to(PHONE)) == 3, 20)
        line.text(PHONE, "1")
        wait_for(lambda: len(line.texts_to(PHONE)) == 4, 20)
    assert [turn["crossed"] for turn in line.turns.seen] == [False, False, True, False]

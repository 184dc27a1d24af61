"""
Calling from a case: console, worker and gateway on one database, a stand-in at Twilio's end.

Whoever has the case is rung first and presses 1; only then the member is called.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
import pytest

from bot.channels.twilio_sms import TwilioAccount
from bot.channels.twilio_voice import TwilioVoice
from bot.handoff.danger import mark_danger
from bot.storage import calls, case_events, case_life, cases, dials
from bot.storage.database import Database
from bot.storage.dials import Dial
from bot.worker.calls import watch_calls
from bot.worker.dialling import Dialler
from tests.fakes.desk import Desk, asks_for_a_call, csrf_in, send
from tests.fakes.desk import desk as set_up_desk
from tests.fakes.line import Line
from tests.fakes.line import line as set_up_line
from tests.fakes.serving import all_at_once, free_port, wait_for
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, signature
from tests.fakes.twilio_calls import VOICE_NUMBER, Call, FakeCalls

MEMBER, ANA = "+16505550123", "+16505550188"
HEALTH = ("health", "medi", "care", "clinic", "hpsm", "plan", "maria")


@dataclass
class Scene:
    """Ana, who has the case of somebody who wants to be called."""

    line: Line
    desk: Desk
    http: httpx.Client
    code: str

    @property
    def calls(self) -> FakeCalls:
        return self.line.twilio.calls

    @property
    def database(self) -> Database:
        return self.line.database

    def dialler(self, api: str = "") -> Dialler:
        account = TwilioAccount(
            *(ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, api or self.line.twilio_url),
            voice_from=VOICE_NUMBER,
        )
        voice = TwilioVoice(account, self.line.gateway)
        self.line.opened.callback(voice.close)
        return Dialler(self.database, voice, self.desk.clock)

    def press(self, http: httpx.Client | None = None) -> httpx.Response:
        """Press "Call them from here"."""
        return send(http or self.http, f"/cases/{self.code}/dial")

    def call(self) -> Call:
        """Press it, and have the call go its way to the end."""
        assert self.press().status_code == 303
        assert self.dialler().step()
        call = wait_for(lambda: self.calls.made)[-1]
        wait_for(lambda: call.is_over)
        return call

    @property
    def page(self) -> str:
        return self.http.get(f"/cases/{self.code}").text

    @property
    def dial(self) -> Dial:
        with self.database.read() as connection:
            return dials.newest(connection, self.desk.case(self.code).id)

    @property
    def history(self) -> list[str]:
        with self.database.read() as connection:
            found = case_events.of_case(connection, self.desk.case(self.code).id)
        return [event["kind"] for event in found if event["actor"] == "ana"]


@contextlib.contextmanager
def scene_on(folder, database: Database) -> Iterator[Scene]:
    with (
        set_up_line(folder, database=database) as line,
        set_up_desk(database, connects_calls=True) as desk,
    ):
        code = desk.waiting(asks_for_a_call(number=MEMBER[2:], voicemail=True))
        http = desk.staff("ana", name="Ana", desk="member_services")
        send(http, "/account/phone", phone="(650) 555-0188")
        send(http, f"/cases/{code}/claim")
        yield Scene(line, desk, http, code)


@pytest.fixture
def both(tmp_path, database):
    """The scene, once on each kind of database."""
    with scene_on(tmp_path, database) as made:
        yield made


@pytest.fixture
def scene(tmp_path, sqlite):
    """The scene where the kind of database makes no difference."""
    with scene_on(tmp_path, sqlite) as made:
        yield made


def test_ana_is_rung_hears_the_code_presses_1_and_the_member_is_called(both) -> None:
    assert "Call them from here" in both.page
    call = both.call()
    assert (call.form["To"], call.form["From"]) == (ANA, VOICE_NUMBER)
    [dialled] = call.dialled
    assert (dialled["number"], dialled["callerId"]) == (MEMBER, VOICE_NUMBER)
    assert dialled["record"] == "do-not-record" and "Record" not in call.form
    spelled = ", ".join(sign for sign in both.code if sign.isalnum())
    assert call.said[0] == f"This is a call for case {spelled}. Press 1 to be connected."
    assert both.history == ["claimed", "call begun", "call connected"]
    assert "Say below whether you reached them." in both.page
    assert both.desk.case(both.code).status == "claimed", "a voicemail may have answered"
    send(both.http, f"/cases/{both.code}/called", outcome="reached")
    assert both.desk.case(both.code).status == "called_back"
    assert "whether you reached them." not in both.page


def test_nothing_that_is_spoken_tells_of_health_and_no_address_tells_of_the_case(scene) -> None:
    call = scene.call()
    spoken = " ".join(call.said).lower()
    assert not [word for word in HEALTH if word in spoken]
    addresses = [url for url, _ in call.requests]
    told = (scene.code, scene.code.replace("-", ""), MEMBER[2:], ANA[2:])
    assert not [url for url in addresses for word in told if word in url]
    secret = addresses[0].split("/")[-2]
    assert len(secret) >= 32
    assert scene.call().requests[0][0].split("/")[-2] != secret
    assert scene.dial.agent_number is None and scene.dial.member_number is None


@pytest.mark.parametrize(
    ("member", "kind", "told"),
    [
        ("no-answer", "no answer", "Nobody answered. It is written down."),
        ("busy", "line busy", "The line was busy. It is written down."),
        ("failed", "number failed", "The number could not be called. It is written down."),
    ],
)
def test_what_became_of_the_call_stands_in_the_history_and_ana_keeps_the_case(
    both, member: str, kind: str, told: str
) -> None:
    both.calls.member = member
    call = both.call()
    assert both.history == ["claimed", "call begun", kind]
    assert told in both.page and call.said[-1].endswith("Goodbye.")
    assert both.desk.case(both.code).status == "claimed" and "Call them from here" in both.page
    if member == "failed":
        assert "The number 650-555-0123 does not work" in both.page


@pytest.mark.parametrize(
    ("agent", "presses", "told"),
    [
        ("no-answer", "1", "You did not pick up, so the member was not called."),
        ("busy", "1", "Your phone was busy, so the member was not called."),
        ("failed", "1", "Your phone could not be rung, so the member was not called."),
        ("voicemail", "1", "1 was not pressed, so the member was not called."),
        ("completed", "", "1 was not pressed, so the member was not called."),
        ("completed", "2", "1 was not pressed, so the member was not called."),
        ("completed", "11", "1 was not pressed, so the member was not called."),
    ],
)
def test_where_ana_does_not_press_1_the_member_is_never_called(
    scene, agent: str, presses: str, told: str
) -> None:
    scene.calls.agent, scene.calls.presses = agent, presses
    call = scene.call()
    assert call.dialled == [] and scene.history == ["claimed"]
    assert told in scene.page.replace("&#39;", "'") and "Call them from here" in scene.page


@pytest.mark.parametrize(
    ("fault", "status", "told"),
    [
        (21211, dials.REFUSED, "Twilio refused to ring your number. Nobody was called."),
        (21214, dials.REFUSED, "Twilio refused to ring your number. Nobody was called."),
        (21210, dials.MISSET, "Calling from here is not set up rightly."),
        (20003, dials.MISSET, "Calling from here is not set up rightly."),
        (20429, dials.DOWN, "Twilio does not take calls just now. Nobody was called."),
        (20500, dials.UNKNOWN, "Nobody can tell what came of this call."),
        ("drop_before", dials.UNKNOWN, "Nobody can tell what came of this call."),
    ],
)
def test_what_twilio_does_not_take_is_told_in_plain_words_and_not_tried_again(
    scene, fault: int | str, status: str, told: str
) -> None:
    scene.calls.faults = [fault]
    assert scene.press().status_code == 303
    dialler = scene.dialler()
    assert dialler.step() and not dialler.step()
    assert (scene.dial.status, scene.calls.made) == (status, [])
    assert told in scene.page and "Call them from here" in scene.page


def test_where_nobody_listens_at_twilio_ana_hears_at_once_that_nobody_was_called(scene) -> None:
    scene.press()
    assert scene.dialler(f"http://127.0.0.1:{free_port()}").step()
    assert scene.dial.status == dials.DOWN and "Dial the number yourself." in scene.page


def test_a_call_of_which_twilios_answer_was_lost_goes_on_all_the_same(scene) -> None:
    scene.calls.faults = ["drop_after"]
    call = scene.call()
    assert len(scene.calls.made) == 1 and len(call.dialled) == 1
    assert scene.history[-1] == "call connected"


def test_all_that_twilio_says_again_and_backwards_changes_nothing_and_calls_nobody(both) -> None:
    both.calls.member = "busy"
    call = both.call()
    before = (both.dial, both.history, both.desk.case(both.code).updated_at)
    assert set(asyncio.run(both.calls.again(call))) <= {200, 204}
    assert (both.dial, both.history, both.desk.case(both.code).updated_at) == before
    for url, fields in call.requests:
        answer = asyncio.run(both.line.twilio.fetch(url, fields))[1]
        assert MEMBER[2:] not in answer and "<Dial" not in answer


def test_a_report_that_overtakes_another_counts(scene) -> None:
    """The end of the whole call is told before what became of the call to the member."""
    scene.calls.tells_done = False
    call = scene.call()
    assert scene.dial.status == dials.ENDED and "Write down below what came of it." in scene.page
    done = call.requests[0][0].rsplit("/", 1)[0] + "/done"
    fields = {**call.requests[-1][1], "DialCallStatus": "no-answer"}
    assert asyncio.run(scene.line.twilio.fetch(done, fields))[0] == 200
    assert scene.dial.status == dials.NO_ANSWER and scene.history[-1] == "no answer"


def signed(scene: Scene, url: str, fields: dict[str, str], token: str = AUTH_TOKEN):
    headers = {"X-Twilio-Signature": signature(url, fields, token)}
    return httpx.post(url, data=fields, headers=headers)


def fields_of(sid: str = "CA" + "1" * 32, **more: str) -> dict[str, str]:
    return {"CallSid": sid, "AccountSid": ACCOUNT_SID, **more}


@pytest.fixture
def picked_up(scene) -> tuple[Scene, str, str]:
    """Ana picked up and has pressed nothing yet: the addresses of her call, and its SID."""
    scene.calls.agent = "no-answer"
    scene.press()
    with scene.database.write() as connection:
        _, secret = dials.claim(connection, scene.desk.clock.now())
    base, sid = f"{scene.line.gateway}/voice/{secret}", "CA" + "a" * 32
    answer = signed(scene, f"{base}/agent", fields_of(sid, CallStatus="in-progress"))
    assert "<Gather" in answer.text
    return scene, base, sid


def test_only_twilio_connects_anybody(picked_up) -> None:
    scene, base, sid = picked_up
    fields = fields_of(sid, Digits="1")
    forged = [
        httpx.post(f"{base}/pressed", data=fields),
        signed(scene, f"{base}/pressed", fields, token="another"),
        signed(scene, f"{base}/pressed", {**fields, "AccountSid": "AC" + "9" * 32}),
        signed(scene, f"{base}/pressed", {"Digits": "1", "AccountSid": ACCOUNT_SID}),
        signed(scene, f"{base}/pressed", {**fields, "callsid": "x"}),
    ]
    assert [answer.status_code for answer in forged] == [403] * 5
    assert httpx.get(f"{base}/pressed").status_code == 405
    assert scene.dial.status == dials.ANSWERED


@pytest.mark.parametrize("which", ["secret", "sid"])
def test_a_guessed_address_or_another_call_learns_no_number(picked_up, which: str) -> None:
    scene, base, sid = picked_up
    url = f"{base.rsplit('/', 1)[0]}/{'A' * 32}/pressed" if which == "secret" else f"{base}/pressed"
    answer = signed(scene, url, fields_of(sid if which == "secret" else "CA2", Digits="1"))
    assert answer.status_code == 200 and "<Dial" not in answer.text and "Hangup" in answer.text
    assert scene.dial.status == dials.ANSWERED


def test_a_1_is_answered_alike_until_the_call_is_over(picked_up) -> None:
    scene, base, sid = picked_up
    pressed = fields_of(sid, Digits="1", msg="Gather End")
    texts = [signed(scene, f"{base}/pressed", pressed).text for _ in range(2)]
    assert texts[0] == texts[1] and f"<Number>{MEMBER}</Number>" in texts[0]
    assert scene.history.count("call begun") == 1
    signed(scene, f"{base}/done", fields_of(sid, DialCallStatus="completed"))
    assert "<Dial" not in signed(scene, f"{base}/pressed", pressed).text


def test_who_had_everything_erased_is_not_called(picked_up) -> None:
    scene, base, sid = picked_up
    with scene.database.write() as connection:
        cases.delete(connection, scene.desk.case(scene.code))
    answer = signed(scene, f"{base}/pressed", fields_of(sid, Digits="1"))
    assert answer.status_code == 200 and "<Dial" not in answer.text


def presses_1(scene: Scene, base: str, sid: str) -> str:
    """Ana presses 1; give what Twilio is told to do."""
    return signed(scene, f"{base}/pressed", fields_of(sid, Digits="1")).text


def closes_it(scene: Scene) -> None:
    send(scene.http, f"/cases/{scene.code}/resolve", reason="questions_answered")


def gives_it_back(scene: Scene) -> None:
    send(scene.http, f"/cases/{scene.code}/release")


def would_rather_call_themselves(scene: Scene) -> None:
    scene.desk.asks_again(scene.code, asks_for_a_call(wanted="call_now", number=MEMBER[2:]))


def gives_another_number(scene: Scene) -> None:
    scene.desk.asks_again(scene.code, asks_for_a_call(number="6505550199", voicemail=True))


def writes_of_violence(scene: Scene) -> None:
    scene.desk.clock.pass_by(seconds=1)
    words, at = "dont call he is here and he will hurt me", scene.desk.clock.now().isoformat()
    draft = mark_danger(asks_for_a_call(number=MEMBER[2:]), "violence", words, at)
    scene.desk.says(scene.code, words)
    scene.desk.asks_again(scene.code, draft)


@pytest.mark.parametrize(
    ("happens", "heard"),
    [
        (closes_it, "This case is closed. Nobody was called."),
        (gives_it_back, "You do not have this case any more. Nobody was called."),
        (would_rather_call_themselves, "They want no call now. Nobody was called."),
        (gives_another_number, "They gave another number. Nobody was called."),
        (writes_of_violence, "They have just written. Read that first. Nobody was called."),
    ],
)
def test_what_changed_before_ana_pressed_1_is_told_to_her_and_nobody_is_called(
    picked_up, happens, heard: str
) -> None:
    scene, base, sid = picked_up
    happens(scene)
    answer = presses_1(scene, base, sid)
    assert heard in answer and "<Dial" not in answer
    assert "call begun" not in scene.history and scene.dial.status == dials.STOPPED
    assert scene.dial.member_number is None
    assert "The case changed meanwhile, so the member was not called." in scene.page
    assert "<Dial" not in presses_1(scene, base, sid)
    assert not [word for word in HEALTH if word in heard.lower()]


def test_who_wrote_of_violence_before_it_is_called_as_staff_decided(picked_up) -> None:
    scene, base, sid = picked_up
    writes_of_violence(scene)
    presses_1(scene, base, sid)
    scene.desk.clock.pass_by(seconds=1)
    scene.calls.agent = "completed"
    assert scene.call().dialled[0]["number"] == MEMBER


def test_nobody_is_told_of_a_broken_promise_while_it_is_being_kept(picked_up) -> None:
    scene, base, sid = picked_up
    case = scene.desk.case(scene.code).id
    with scene.database.write() as connection:
        case_life.promise(connection, case, scene.desk.clock.now() + timedelta(minutes=1))
    signed(scene, f"{base}/pressed", fields_of(sid, Digits="1"))
    with scene.database.read() as connection:
        life = case_life.life_of(connection, case)
    assert not life.is_overdue(scene.desk.clock.now() + timedelta(minutes=29))
    assert life.is_overdue(scene.desk.clock.now() + timedelta(minutes=32))


def test_ana_keeps_the_case_while_she_talks_for_hours(picked_up) -> None:
    scene, base, sid = picked_up
    signed(scene, f"{base}/pressed", fields_of(sid, Digits="1"))
    dialler, case = scene.dialler(), scene.desk.case(scene.code).id
    for _ in range(8):
        scene.desk.clock.pass_by(minutes=15)
        dialler.tidy()
        with scene.database.write() as connection:
            assert not case_life.lapse(connection, case, scene.desk.clock.now())
    scene.desk.clock.pass_by(hours=3)
    dialler.tidy()
    assert scene.dial.status == dials.ENDED and scene.dial.member_number is None


def test_who_talks_on_the_phone_as_the_time_goes_by_is_told_of_no_late_call(picked_up) -> None:
    scene, base, sid = picked_up
    case, now = scene.desk.case(scene.code), scene.desk.clock.now()
    ends = now + timedelta(minutes=5)
    with scene.database.write() as connection:
        calls.add(connection, case.id, now, starts_at=now - timedelta(hours=1), ends_at=ends)
    presses_1(scene, base, sid)
    noon = open_at_noon(ends)
    assert watch_calls(scene.database, noon) == 0 and booked(scene).status == calls.BOOKED
    signed(scene, f"{base}/done", fields_of(sid, DialCallStatus="completed"))
    assert watch_calls(scene.database, noon) == 0 and booked(scene).status == calls.TRIED
    assert scene.desk.case(scene.code).status == "claimed"
    assert not [each for each in scene.desk.said(scene.code) if "late" in each["text"]]


def open_at_noon(after: datetime) -> datetime:
    """Noon by the clocks of San Mateo on the next day: never in the quiet hours."""
    return (after + timedelta(days=1)).replace(hour=20, minute=0)


def booked(scene: Scene) -> calls.Call:
    with scene.database.read() as connection:
        return calls.newest(connection, scene.desk.case(scene.code).id)


def test_a_wish_that_waited_too_long_is_not_rung_late(scene) -> None:
    scene.press()
    scene.desk.clock.pass_by(seconds=40)
    assert not scene.dialler().step()
    assert scene.calls.made == [] and "This took too long. Nobody was called." in scene.page


def test_a_worker_that_died_while_it_asked_is_told_to_ana_and_nothing_rings_twice(scene) -> None:
    scene.press()
    with scene.database.write() as connection:
        assert dials.claim(connection, scene.desk.clock.now())
    scene.desk.clock.pass_by(seconds=40)
    dialler = scene.dialler()
    dialler.tidy()
    assert not dialler.step() and scene.calls.made == []
    assert "Nobody can tell what came of this call." in scene.page
    scene.desk.clock.pass_by(minutes=4)
    dialler.tidy()
    assert scene.dial.agent_number is None


def test_many_workers_ring_once(both) -> None:
    both.press()
    diallers = [both.dialler() for _ in range(4)]
    assert sorted(all_at_once([each.step for each in diallers])) == [False, False, False, True]
    wait_for(lambda: both.calls.made and both.calls.made[0].is_over)
    assert len(both.calls.made) == 1


def test_of_two_presses_at_once_one_counts(both) -> None:
    csrf = {"csrf": csrf_in(both.http.get("/account").text)}
    press = [lambda: both.http.post(f"/cases/{both.code}/dial", data=csrf).status_code] * 2
    assert sorted(all_at_once(press)) == [303, 409]
    assert "A call is being connected already." in both.press().text


def test_where_no_worker_runs_ana_is_told_after_a_while_that_nothing_rings(scene) -> None:
    scene.press()
    assert "Your phone rings in a moment." in scene.page
    scene.desk.clock.pass_by(seconds=40)
    assert "This took too long. Nobody was called." in scene.page


def test_whose_case_it_is_not_or_who_set_no_phone_calls_nobody(scene) -> None:
    ben = scene.desk.staff("ben", name="Ben")
    assert "Ana, Member Services has this case." in scene.press(ben).text
    boss = scene.desk.staff("cleo", "supervisor")
    other = scene.desk.waiting(asks_for_a_call(number=MEMBER[2:]))
    send(boss, f"/cases/{other}/claim")
    assert "Set your phone number" in boss.get(f"/cases/{other}").text
    answer = send(boss, f"/cases/{other}/dial")
    assert answer.status_code == 409 and "Write your own phone number" in answer.text
    assert not scene.dialler().step()


@pytest.mark.parametrize("number", ["911", "+442071838750", "6505", "900-555-0123", ""])
def test_a_number_that_cannot_be_called_is_said_and_nobody_is_rung(scene, number: str) -> None:
    code = scene.desk.waiting(asks_for_a_call(number=number))
    send(scene.http, f"/cases/{code}/claim")
    answer = send(scene.http, f"/cases/{code}/dial")
    assert answer.status_code == 409 and "Their number cannot be called from here." in answer.text


def test_who_asked_for_no_call_is_not_called(scene) -> None:
    code = scene.desk.waiting(asks_for_a_call(wanted="call_now", number=MEMBER[2:]))
    send(scene.http, f"/cases/{code}/claim")
    assert "Call them from here" not in scene.http.get(f"/cases/{code}").text
    assert "do not phone" in send(scene.http, f"/cases/{code}/dial").text


def test_nobody_has_more_calls_connected_than_people_make(scene) -> None:
    with scene.database.write() as connection:
        case, now = scene.desk.case(scene.code).id, scene.desk.clock.now()
        for minute in range(40):
            at = now - timedelta(minutes=minute)
            dials.wish(connection, case, "ana", (ANA, MEMBER), at)
        dials.give_up(connection, now + timedelta(minutes=1))
    assert "many calls in an hour" in scene.press().text


def test_without_its_setting_there_is_no_button_and_no_way_in(tmp_path, sqlite) -> None:
    account = TwilioAccount(ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, "http://127.0.0.1:1")
    with (
        set_up_line(tmp_path, database=sqlite, twilio=account) as line,
        set_up_desk(sqlite) as desk,
    ):
        code, http = desk.waiting(), desk.staff()
        send(http, f"/cases/{code}/claim")
        assert "Call them from here" not in http.get(f"/cases/{code}").text
        assert "Your phone" not in http.get("/account").text
        assert "Calling from here is not set up." in send(http, f"/cases/{code}/dial").text
        assert line.http.post("/voice/abc/agent", data=fields_of()).status_code == 404


@pytest.mark.parametrize("typed", ["123", "+44 20 7183 8750", "900-555-0123", "my cell"])
def test_a_phone_that_cannot_be_rung_is_not_taken_and_the_old_one_stays(scene, typed: str) -> None:
    answer = send(scene.http, "/account/phone", phone=typed)
    assert answer.status_code == 400 and "no number of the United States" in answer.text
    assert "650-555-0188" in scene.http.get("/account").text
    assert send(scene.http, "/account/phone", phone="").status_code == 303
    assert "650-555-0188" not in scene.http.get("/account").text


def test_no_log_tells_a_number_a_name_a_code_or_a_secret(scene, caplog) -> None:
    caplog.set_level(logging.INFO)
    call = scene.call()
    scene.calls.faults = [21211]
    scene.press()
    scene.dialler().step()
    secret = call.requests[0][0].split("/")[-2]
    ours = [record for record in caplog.records if record.name.startswith("calaim")]
    written = " ".join(str(record.__dict__) for record in ours)
    assert "call_ended" in written and "call_asked_for" in written
    told = (MEMBER[2:], ANA[2:], "Maria", scene.code, secret, call.sid)
    assert not [word for word in told if word in written]

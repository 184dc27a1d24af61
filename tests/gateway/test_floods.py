"""Floods: one sender too many is held back, whoever is in danger never is."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from bot.channels.fixed_texts import UNASKED, Notice
from bot.gateway.limits import Limits, load_limits
from tests.fakes.line import line as set_up
from tests.fakes.serving import wait_for
from tests.fakes.twilio import ACCOUNT_SID, OUR_NUMBER, signature

PHONE, OTHER = "+16505550111", "+16505550122"
MANY = UNASKED[Notice.MANY]["en"]


@pytest.fixture
def guarded(tmp_path):
    """A line with the limits as they are delivered."""
    with set_up(tmp_path, limits=Limits(load_limits())) as made:
        yield made


def texts(line, number: str, bodies: list[str]) -> list[float]:
    """Text many times, as fast as the gateway takes them; give how long each took."""
    url, took = f"{line.gateway}/sms/inbound", []
    with httpx.Client(timeout=30) as http:
        for n, body in enumerate(bodies):
            sid = f"SM{number[1:]}{time.monotonic_ns():x}{n}"
            form = {"MessageSid": sid, "AccountSid": ACCOUNT_SID, "From": number}
            form |= {"To": OUR_NUMBER, "Body": body}
            start = time.monotonic()
            answer = http.post(url, data=form, headers={"X-Twilio-Signature": signature(url, form)})
            took.append(time.monotonic() - start)
            assert answer.status_code == 200
    return took


def statuses(line, number: str) -> dict[str, int]:
    with line.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT status, count(*) FROM inbox WHERE kind = 'text' GROUP BY status"
        )
        return dict(tuple(row) for row in rows)


def numbered(count: int) -> list[str]:
    """Texts that are all different, as a flood of a person or a script would be."""
    return [f"message {chr(97 + n % 26)}{chr(97 + n // 26 % 26)}" for n in range(count)]


def test_a_thousand_texts_cost_thirty_answers_and_one_notice_and_none_is_lost(guarded):
    took = texts(guarded, PHONE, numbered(1000))
    assert statuses(guarded, PHONE) == {"open": 30, "limited": 970}
    assert guarded.count("SELECT count(*) FROM messages WHERE sender = 'member'") == 1000
    assert guarded.count("SELECT count(*) FROM outbox") == 1
    took.sort()
    print(f"acknowledged: p50 {took[500] * 1000:.0f} ms, p99 {took[990] * 1000:.0f} ms")
    assert took[990] < 1.0
    # Danger and opting out are heard all the same, within two seconds.
    with guarded.working():
        start = time.monotonic()
        texts(guarded, PHONE, ["i want to kill myself"])
        wait_for(lambda: any("988" in text for text in guarded.texts_to(PHONE)), 5)
        helped = time.monotonic() - start
        start = time.monotonic()
        texts(guarded, PHONE, ["please stop texting me"])
        assert guarded.count("SELECT count(*) FROM conversations WHERE opted_out_at NOTNULL") == 1
        stopped = time.monotonic() - start
    print(f"help {helped * 1000:.0f} ms, opting out {stopped * 1000:.0f} ms")
    assert helped < 2 and stopped < 2
    assert guarded.texts_to(PHONE).count(MANY) <= 1


def test_who_opted_out_gets_no_notice_however_much_they_write(guarded):
    texts(guarded, PHONE, ["STOP", *numbered(30)])
    assert guarded.count("SELECT count(*) FROM outbox") == 0


def test_a_number_above_its_limit_slows_no_other_number(guarded):
    texts(guarded, PHONE, numbered(50))
    texts(guarded, OTHER, ["hello"])
    assert statuses(guarded, OTHER) == {"open": 31, "limited": 20}


def test_a_machine_that_tells_of_danger_without_end_is_told_of_to_staff_and_not_answered_each_time(
    guarded,
):
    texts(guarded, PHONE, ["i want to kill myself"] * 60)
    assert guarded.count("SELECT count(*) FROM outbox") == 21  # 20, and one for two minutes
    assert guarded.count("SELECT count(*) FROM messages WHERE sender = 'member'") == 60
    assert guarded.count("SELECT count(*) FROM cases WHERE urgency = 'urgent'") == 1


def test_opting_out_and_in_by_turns_does_not_have_us_text_without_end(guarded):
    texts(guarded, PHONE, ["please stop texting me", "START"] * 40)
    assert guarded.count("SELECT count(*) FROM outbox") <= 21 + 1
    assert guarded.count("SELECT count(*) FROM conversations WHERE opted_out_at NOTNULL") == 0
    texts(guarded, PHONE, ["please stop texting me"])
    assert guarded.count("SELECT count(*) FROM conversations WHERE opted_out_at NOTNULL") == 1


AWAY = "I'm driving right now, I'll get back to you soon. Sent at 10:{:02}"


def test_a_machine_that_answers_each_of_our_texts_is_cut_off_after_five(line):
    with line.working():
        for turn in range(8):
            before = len(line.texts_to(PHONE))
            texts(line, PHONE, [AWAY.format(turn)])
            if turn < 4:
                wait_for(lambda before=before: len(line.texts_to(PHONE)) > before)
        time.sleep(0.5)
        assert line.texts_to(PHONE)[4:] == [MANY]  # once: it may be a person after all
        # The person who comes back to the phone is heard at once.
        texts(line, PHONE, ["sorry, i was driving. yes please"])
        wait_for(lambda: len(line.texts_to(PHONE)) == 6)
        texts(line, PHONE, [AWAY.format(30)] * 4 + ["i want to die"])
        wait_for(lambda: any("988" in text for text in line.texts_to(PHONE)))
    assert statuses(line, PHONE)["looped"] == 4


def test_a_machine_that_sends_our_own_words_back_is_cut_off(line):
    with line.working():
        texts(line, PHONE, ["hello, who is this and what do you want"])
        for _ in range(4):
            heard = wait_for(lambda: line.texts_to(PHONE))[-1]
            count = len(line.texts_to(PHONE))
            texts(line, PHONE, [f"You said: {heard}"])
            time.sleep(0.7)
    assert len(line.texts_to(PHONE)) == count <= 4
    assert statuses(line, PHONE)["looped"] >= 2


@pytest.mark.parametrize("answer", ["no", "1", "No.", "none of these", "not sure", "👍"])
def test_a_person_who_gives_the_same_short_answer_ten_times_is_answered_ten_times(line, answer):
    with line.working():
        for turn in range(1, 11):
            texts(line, PHONE, [answer])
            wait_for(lambda turn=turn: len(line.texts_to(PHONE)) == turn)
    assert "looped" not in statuses(line, PHONE)


def test_forty_times_the_same_short_word_is_no_person(line):
    texts(line, PHONE, ["ok"] * 50)
    assert statuses(line, PHONE) == {"open": 39, "looped": 11}


def test_on_the_web_what_is_too_much_is_refused_kept_nowhere_and_taken_a_moment_later(guarded):
    member = guarded.new_member()
    answers = [member.post(id=f"m{n}", text=f"hello {n}") for n in range(70)]
    assert [a.status_code for a in answers] == [202] * 60 + [429] * 10
    refused = answers[-1]
    assert refused.json()["error"]["code"] == "too_many"
    assert "moment" in refused.json()["error"]["message"]
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert guarded.count("SELECT count(*) FROM messages WHERE sender = 'member'") == 60
    # What was taken before is acknowledged again, and danger and the end are heard.
    assert member.post(id="m0", text="hello 0").status_code == 202
    assert member.post(id="d", text="i want to kill myself").status_code == 202
    assert "988" in member.read()[-1]["text"]
    assert member.post(id="s", text="STOP").status_code == 202
    assert guarded.new_member().post(id="a", text="hello").status_code == 202


def test_one_address_opens_thirty_chats_in_ten_minutes_and_no_more(guarded):
    there = {"X-Forwarded-For": "198.51.100.7"}
    opened = [guarded.http.post("/api/conversations", headers=there).status_code for _ in range(33)]
    assert opened == [201] * 30 + [429] * 3
    # A proxy on this machine that does not say whom it heard must not shut everybody out.
    assert guarded.http.post("/api/conversations").status_code == 201


def test_made_up_addresses_do_not_help_to_open_more(guarded):
    opened = [
        guarded.http.post(
            "/api/conversations", headers={"X-Forwarded-For": f"192.0.2.{n}, 198.51.100.7"}
        ).status_code
        for n in range(33)
    ]
    assert opened.count(429) == 3


def test_only_so_many_may_wait_for_one_chat_at_once(guarded):
    member = guarded.new_member()
    url = f"{guarded.gateway}/api/messages?wait=2&after=0"
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: httpx.get(url, headers=member.headers), range(16)))
    assert sorted(a.status_code for a in answers) == [200] * 12 + [429] * 4
    assert httpx.get(url, headers=member.headers).status_code == 200


def seconds_to_answer(line, number: str, times: int) -> list[float]:
    """Text as a person does: the next one after the answer."""
    took = []
    for n in range(times):
        count = len(line.texts_to(number))
        start = time.monotonic()
        texts(line, number, [f"{numbered(200)[n]} please"])
        wait_for(lambda count=count: len(line.texts_to(number)) > count, 60)
        took.append(time.monotonic() - start)
    return took


def test_one_loud_number_does_not_slow_the_others(guarded):
    guarded.turns.delay = 0.05
    with guarded.working(threads=4):
        alone = seconds_to_answer(guarded, "+16505550130", 8)
        texts(guarded, PHONE, numbered(500))
        beside = seconds_to_answer(guarded, "+16505550131", 8)
    quiet, loud = statistics.median(alone), statistics.median(beside)
    print(f"median reply: {quiet * 1000:.0f} ms alone, {loud * 1000:.0f} ms beside 500 texts")
    assert loud < max(quiet * 1.5, quiet + 0.2)

"""Going on on another device: a code opens the chat once, and the first device is told."""

import re
import threading
import time
from datetime import timedelta

import httpx
import pytest
from limits import parse

from bot.gateway import codes, plain
from bot.gateway.limits import EVERYBODY, Limit, Limits, load_limits
from bot.worker.clock import Clock
from tests.fakes.line import TODAY, Member
from tests.fakes.line import line as set_up
from tests.fakes.plain_visitor import Visitor
from tests.fakes.serving import all_at_once


class Later(Clock):
    """A clock that can be put forward."""

    minutes = 0.0

    def now(self):
        return super().now() + timedelta(minutes=type(self).minutes)


@pytest.fixture
def line(tmp_path, database, monkeypatch):
    """A line on each kind of database; `Later.minutes` puts its gateway's clock forward."""
    monkeypatch.setattr(Later, "minutes", 0.0)
    with set_up(tmp_path, database=database, clock=Later(TODAY)) as made:
        yield made


def code_for(member) -> str:
    answer = member.http.post("/api/codes", headers=member.headers)
    assert answer.status_code == 201
    assert answer.json()["minutes"] == 15
    return answer.json()["code"]


def type_code(line, code) -> httpx.Response:
    return line.http.post("/api/conversations", json={"code": code})


def go_on(line, code) -> Member:
    answer = type_code(line, code)
    assert answer.status_code == 201, answer.text
    return Member(line.http, answer.json()["token"], answer.json()["conversation"])


def refusal(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_code_opens_the_same_chat_with_another_token(line):
    first = line.new_member()
    first.post(id="1", text="I care for my mother")
    second = go_on(line, code_for(first))
    assert second.conversation == first.conversation
    assert second.token != first.token
    assert [m["text"] for m in second.read()] == ["I care for my mother"]
    assert second.post(id="2", text="she is 80").status_code == 202


def test_the_first_device_is_told_that_the_chat_goes_on_elsewhere(line):
    first = line.new_member()
    go_on(line, code_for(first))
    answers = [
        first.post(id="1", text="hello"),
        first.http.get("/api/messages", headers=first.headers),
        first.http.post("/api/codes", headers=first.headers),
        first.http.request("DELETE", "/api/conversations", headers=first.headers),
    ]
    assert {refusal(answer) for answer in answers} == {(401, "moved")}
    assert "650-616-2133" in answers[0].json()["error"]["message"]


def test_who_waits_on_the_first_device_hears_it_at_once(line):
    first = line.new_member()
    code = code_for(first)
    heard = []

    def wait_for_news() -> None:
        url = f"{line.gateway}/api/messages?after=0&wait=25"
        heard.append(httpx.get(url, headers=first.headers, timeout=30))

    waiting = threading.Thread(target=wait_for_news)
    waiting.start()
    time.sleep(0.5)
    start = time.monotonic()
    go_on(line, code)
    waiting.join(20)
    assert refusal(heard[0]) == (401, "moved")
    assert time.monotonic() - start < 5


def test_who_cries_for_help_on_the_first_device_still_reads_where_it_is(line):
    first = line.new_member()
    go_on(line, code_for(first))
    answer = first.post(id="1", text="I want to kill myself")
    assert refusal(answer) == (401, "help")
    assert "988" in answer.json()["error"]["message"]


def test_a_code_mistyped_used_too_old_or_replaced_is_refused_in_the_same_words(line):
    first, another = line.new_member(), line.new_member()
    used, replaced, old = code_for(first), code_for(another), code_for(another)
    go_on(line, used)
    Later.minutes = 15.1
    answers = [type_code(line, each) for each in (used, replaced, old, "0000-0000", "", "🙂" * 8)]
    assert {answer.text for answer in answers} == {answers[0].text}
    assert {answer.status_code for answer in answers} == {422}
    assert "650-616-2133" in answers[0].json()["error"]["message"]


def test_a_code_lasts_a_quarter_of_an_hour(line):
    first, late = line.new_member(), line.new_member()
    code, too_old = code_for(first), code_for(late)
    Later.minutes = 14.9
    assert go_on(line, code).conversation == first.conversation
    Later.minutes = 15.1
    assert type_code(line, too_old).status_code == 422


def test_a_new_code_takes_the_place_of_the_older_one(line):
    first = line.new_member()
    older, newer = code_for(first), code_for(first)
    assert type_code(line, older).status_code == 422
    go_on(line, newer)


@pytest.mark.parametrize("end", ["erase", "close"])
def test_the_code_of_a_chat_that_was_erased_or_ended_opens_nothing(line, end):
    first = line.new_member()
    first.post(id="1", text="my secret words")
    code = code_for(first)
    if end == "erase":
        first.post(id="2", text="ERASE")
    else:
        first.http.request("DELETE", "/api/conversations", headers=first.headers)
    assert type_code(line, code).status_code == 422


def test_of_two_devices_at_the_same_moment_one_gets_the_chat(line):
    code = code_for(line.new_member())
    answers = all_at_once([lambda: type_code(line, code) for _ in range(6)])
    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 5


def test_a_chat_can_go_there_and_back_again(line):
    first = line.new_member()
    second = go_on(line, code_for(first))
    third = go_on(line, code_for(second))
    assert third.read() == []
    for former in (first, second):
        assert refusal(former.http.get("/api/messages", headers=former.headers)) == (401, "moved")


def test_what_looks_alike_is_read_as_what_was_meant(line, monkeypatch):
    monkeypatch.setattr(codes.secrets, "choice", _in_turn())
    for typed in ("oiza-8ux s", "0124 8vx5", " OLZ4-BUXS ", "01-24-8V-X5", "o1248vx5"):
        assert code_for(line.new_member()) == "0124-8VX5"
        go_on(line, typed)
        line.change("DELETE FROM passes")  # or the same code could not be given again


def _in_turn():
    letters = iter("01248VX5" * 9)
    return lambda _: next(letters)


def test_no_code_holds_two_signs_that_look_alike():
    mapped = {chr(letter) for letter in codes.LOOKS_LIKE}
    assert not mapped & set(codes.ALPHABET)
    assert set(codes.ALPHABET) | mapped >= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    assert not set("AEIOU") & set(codes.ALPHABET)


@pytest.mark.parametrize("code", [7, None, ["0124-8VX5"], {}])
def test_a_code_that_is_no_text_is_refused(line, code):
    assert refusal(type_code(line, code)) == (400, "bad_code")


def test_without_a_token_there_is_no_code(line):
    assert refusal(line.http.post("/api/codes")) == (401, "unauthorized")


# Guessing


def test_guessing_from_one_address_is_stopped_and_the_true_code_with_it(tmp_path):
    with set_up(tmp_path, limits=Limits(load_limits())) as line:
        code = code_for(line.new_member())
        headers = {"X-Forwarded-For": "203.0.113.7"}
        with httpx.Client(base_url=line.gateway, headers=headers) as thief:
            statuses = [
                thief.post("/api/conversations", json={"code": f"0000-00{n:02}"}).status_code
                for n in range(11)
            ]
            refused = thief.post("/api/conversations", json={"code": code})
            page = thief.post("/chat", data={"code": code})
        assert statuses == [422] * 10 + [429]
        assert (refused.status_code, page.status_code) == (429, 429)
        assert int(refused.headers["retry-after"]) > 60 and int(page.headers["retry-after"]) > 60
        go_on(line, code)  # from elsewhere it is still good


def test_guessing_from_many_addresses_is_stopped_too(tmp_path):
    limits = Limits({**load_limits(), "code_tries": Limit((parse("20 per hour"),))})
    with set_up(tmp_path, limits=limits) as line:
        statuses = [
            httpx.post(
                f"{line.gateway}/api/conversations",
                json={"code": "0000-0000"},
                headers={"X-Forwarded-For": f"203.0.113.{n}"},
            ).status_code
            for n in range(25)
        ]
    assert statuses == [422] * 20 + [429] * 5


def test_the_odds_of_guessing_are_as_small_as_the_limits_say():
    [in_all] = load_limits()["code_tries"].rates
    tries_a_year = in_all.amount * 365 * 24 * 3600 / in_all.get_expiry()
    ways = len(codes.ALPHABET) ** codes.LENGTH
    assert 5 * tries_a_year / ways < 1 / 4000
    assert load_limits(times=1000)["code_tries"] == load_limits()["code_tries"], EVERYBODY


# The pages


def test_the_pages_bring_a_chat_from_one_browser_to_another(line):
    with line.working():
        first = Visitor(line.http).start().press("Send", choose=["yes"])
        first.press("Go on on another device")
        [code] = re.findall(r">([0-9A-Z]{4}-[0-9A-Z]{4})<", first.page.html)
        assert f"{line.gateway}/chat/code" in first.page.words
        second = Visitor(line.http).get("/chat/code").press("Go on here", text=code.lower())
        assert second.status == 200
        assert second.page.messages == ["1: hello", "Yes", "2: ['yes']"]
        second.press("Send", choose=["no"])
        assert second.page.messages[-1] == "3: ['no']"
        first.press("Back to the chat")
    assert first.status == 401
    assert "on your other device" in first.page.words
    assert first.page.messages == []


def test_the_picture_leads_to_the_page_without_the_code(line):
    visitor = Visitor(line.http).post("/chat/code", [("token", line.new_member().token)])
    assert visitor.status == 200
    assert visitor.page.html.count("<svg") == 1
    assert 'aria-label="QR code that opens ' + f'{line.gateway}/chat/code"' in visitor.page.html


def test_the_page_of_a_wrong_code_says_so_and_keeps_what_was_typed(line):
    visitor = Visitor(line.http).get("/chat/code").press("Go on here", text="0000-0000")
    assert visitor.status == 422
    assert codes.REFUSED in visitor.page.words
    assert visitor.page.answer.typed == "0000-0000"
    assert "tel:+16506162133" in visitor.page.links


def test_no_code_is_given_for_a_chat_that_is_over(line):
    visitor = Visitor(line.http).post("/chat/code", [("token", "gone")])
    assert visitor.status == 401
    assert "This chat is over" in visitor.page.words


def test_a_page_that_a_script_takes_over_carries_the_new_token(line, monkeypatch):
    monkeypatch.setattr(plain, "ANSWER_SECONDS", 0)  # nobody takes turns here
    code = code_for(line.new_member())
    page = line.http.post("/chat", data={"code": code}).text
    assert 'id="given"' in page and "/static/chat.js" in page
    assert "<noscript>" in page

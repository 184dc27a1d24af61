"""How a chat on the web ends: by being left, by being left alone, by growing old."""

import asyncio
import dataclasses
import threading
import time
from datetime import timedelta

import httpx
import pytest
from limits import parse

from bot.gateway.errors import ApiError
from bot.gateway.limits import Limit, Limits
from bot.gateway.too_late import with_help
from bot.worker.clock import Clock
from tests.fakes.line import TODAY
from tests.fakes.line import line as set_up
from tests.fakes.serving import wait_for


class Later(Clock):
    """A clock that can be put forward."""

    days = 0.0

    def now(self):
        return super().now() + timedelta(days=type(self).days)


@pytest.fixture
def later(tmp_path, monkeypatch):
    """A line whose gateway lives so many days later: `later.days = 8`."""
    monkeypatch.setattr(Later, "days", 0.0)
    with set_up(tmp_path, clock=Later(TODAY)) as made:
        yield made


def leave(member) -> httpx.Response:
    return member.http.request("DELETE", "/api/conversations", headers=member.headers)


def everything(member) -> list[httpx.Response]:
    return [
        member.post(id="late", text="hello"),
        member.http.get("/api/messages", headers=member.headers),
        member.http.get("/api/events", headers=member.headers),
        leave(member),
    ]


def test_a_chat_that_was_left_is_open_to_nobody_and_staff_still_have_it(line):
    member = line.new_member()
    member.post(id="1", text="please call me")
    assert leave(member).status_code == 204
    for answer in everything(member):
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorized")
    assert line.count("SELECT count(*) FROM messages WHERE sender = 'member'") == 1
    assert line.count("SELECT count(*) FROM conversations WHERE token_hash IS NOT NULL") == 0


def test_leaving_one_chat_leaves_the_others_open(shared_line):
    mine, another = shared_line.new_member(), shared_line.new_member()
    leave(mine)
    assert another.post(id="1", text="hello").status_code == 202


def test_who_waits_in_another_tab_is_let_go_at_once_when_the_chat_is_left(shared_line):
    member = shared_line.new_member()
    statuses: list[int] = []

    def wait_for_news() -> None:
        url = f"{shared_line.gateway}/api/messages?after=0&wait=25"
        statuses.append(httpx.get(url, headers=member.headers, timeout=30).status_code)

    waiting = threading.Thread(target=wait_for_news)
    waiting.start()
    time.sleep(0.5)
    left = time.monotonic()
    leave(member)
    waiting.join(20)
    assert statuses == [401]
    assert time.monotonic() - left < 3


def test_an_event_stream_ends_when_the_chat_is_left(shared_line):
    member = shared_line.new_member()
    ended = threading.Event()

    def listen() -> None:
        url = f"{shared_line.gateway}/api/events"
        with httpx.stream("GET", url, headers=member.headers, timeout=30) as stream:
            assert stream.status_code == 200
            list(stream.iter_lines())
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    time.sleep(0.5)
    leave(member)
    assert ended.wait(5)


@pytest.mark.parametrize(
    ("days_between", "status"), [((6.9,), 200), ((7.1,), 401), ((6,) * 4, 200), ((6,) * 6, 401)]
)
def test_a_chat_lasts_a_week_from_the_last_word_and_a_month_in_all(later, days_between, status):
    member = later.new_member()
    for number, days in enumerate(days_between):
        Later.days += days
        answer = member.http.get("/api/messages", headers=member.headers)
        member.post(id=f"d{number}", text="still here")
    assert answer.status_code == status
    if status == 401:
        assert answer.json()["error"]["code"] == "expired"
        assert "start a new one" in answer.json()["error"]["message"]
        assert "650-616-2133" in answer.json()["error"]["message"]
        assert all(each.status_code == 401 for each in everything(member))


IN_DANGER = [
    ("my husband is hitting me right now", ("911", "988")),
    ("I want to kill myself", ("988", "911")),
    ("quiero matarme", ("988", "911")),
    ("I wish I was not here any more, I cannot go on", ("988", "911")),
]


@pytest.mark.parametrize(("text", "numbers"), IN_DANGER)
def test_who_is_in_danger_is_told_where_help_is_though_the_chat_is_over(later, text, numbers):
    expired = later.new_member()
    Later.days = 8
    unknown = dataclasses.replace(expired, token="never-given")
    for member in (expired, unknown):
        answer = member.post(id="1", text=text)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "help")
        assert all(number in answer.json()["error"]["message"] for number in numbers)
    assert later.count("SELECT count(*) FROM messages WHERE sender = 'member'") == 0


@pytest.mark.parametrize("body", [{"text": "I am 34"}, {"text": 7}, {"choice": ["self"], "to": 1}])
def test_an_ordinary_answer_in_a_chat_that_is_over_gets_no_help(shared_line, body):
    member = dataclasses.replace(shared_line.new_member(), token="never-given")
    answer = member.post(id="1", **body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorized")


def test_whoever_has_no_chat_cannot_have_us_look_at_texts_all_day():
    limits = Limits({"address_messages": Limit((parse("2 per minute"),))})
    refused, content = ApiError(401, "unauthorized", "No."), {"text": "I want to kill myself"}
    asked = [asyncio.run(with_help(refused, content, limits, "203.0.113.7")) for _ in range(3)]
    codes = [each.code for each in asked]
    assert codes == ["help", "help", "unauthorized"]


def test_only_looking_at_a_chat_does_not_make_it_last(later):
    member = later.new_member()
    for _ in range(4):
        Later.days += 2
        answer = member.http.get("/api/messages", headers=member.headers)
    assert answer.status_code == 401


def test_a_token_is_never_told_again_and_stands_in_no_log(line, caplog, capfd):
    member = line.new_member()
    refused = [
        member.post(id="bad id", text="x"),
        member.http.get(f"/api/messages?after={member.token}", headers=member.headers),
        member.http.get("/api/messages", headers={"Authorization": f"Basic {member.token}"}),
        *(leave(member), leave(member)),
    ]
    written = caplog.text + "".join(capfd.readouterr())
    ours = [line for line in written.splitlines() if "calaim" in line]
    assert member.token not in "".join(answer.text for answer in refused)
    assert member.token not in "".join(ours)


def test_a_reload_in_the_middle_of_an_answer_misses_nothing_and_doubles_nothing(line):
    with line.working():
        member = line.new_member()
        member.hear()
        line.turns.delay = 0.3
        member.post(id="1", text="I am tired")
        seen = [m["seq"] for m in member.read()]  # the page is loaded anew before the answer
        assert member.post(id="1", text="I am tired").status_code == 202
        wait_for(lambda: len(member.read()) == 3)
        after = [m["seq"] for m in member.read(after=seen[-1])]
    assert (seen, after) == ([1, 2], [3])
    assert len(line.turns.seen) == 2


def test_a_broken_event_stream_goes_on_with_nothing_missing_or_doubled(line):
    member = line.new_member()
    heard: list[int] = []
    for number in range(1, 7):
        member.post(id=str(number), text=f"part {number}")
        headers = {**member.headers, "Last-Event-ID": str(heard[-1] if heard else 0)}
        with httpx.stream("GET", f"{line.gateway}/api/events", headers=headers) as stream:
            for text in stream.iter_lines():
                if text.startswith("id: "):
                    heard.append(int(text[4:]))
                    break  # the connection is lost after each message
    assert heard == [1, 2, 3, 4, 5, 6]

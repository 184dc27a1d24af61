"""The web chat's API: one answer for each message, and a plain word for each refusal."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fakes.serving import wait_for
from tests.fakes.turns import question


def test_the_token_is_long_and_only_its_hash_is_kept(line):
    member = line.new_member()
    assert len(member.token) >= 32
    dump = b"".join(path.read_bytes() for path in line.database.path.parent.iterdir())
    assert member.conversation.encode() in dump
    assert member.token.encode() not in dump


def test_a_repeated_id_gets_the_same_answer_and_no_second_turn(line):
    with line.working():
        member = line.new_member()
        member.hear()
        answers = [member.post(id="once", text="I am tired") for _ in range(3)]
        member.hear()
        member.say("next")
    assert {(a.status_code, a.text) for a in answers} == {(202, answers[0].text)}
    assert [m["text"] for m in member.read() if m["from"] == "member"] == ["I am tired", "next"]


def test_the_same_id_in_two_conversations_is_two_messages(shared_line):
    first, second = shared_line.new_member(), shared_line.new_member()
    assert first.post(id="a", text="one").json()["seq"] == 1
    assert second.post(id="a", text="two").json()["seq"] == 1


def test_a_choice_answers_the_open_question_with_its_label(line):
    with line.working():
        member = line.new_member()
        greeting = member.hear()[-1]
        assert member.choose(greeting["seq"], "yes").status_code == 202
        assert member.hear()[-1]["text"] == "2: ['yes']"
    assert [m["text"] for m in member.read() if m["from"] == "member"] == ["Yes"]
    assert line.turns.seen[-1]["choice"] == ["yes"]
    assert line.turns.seen[-1]["text"] == "Yes"


def test_a_choice_for_a_closed_question_changes_nothing(line):
    with line.working():
        member = line.new_member()
        old = member.hear()[-1]["seq"]
        member.choose(old, "yes")
        member.hear()
        before = member.read()
        refused = member.choose(old, "no")
        assert refused.status_code == 409
        assert refused.json()["error"]["code"] == "question_closed"
        assert member.read(wait=0) == before


def test_of_two_choices_at_the_same_time_one_counts(line):
    with line.working():
        member = line.new_member()
        seq = member.hear()[-1]["seq"]
    with ThreadPoolExecutor(8) as pool:
        chosen = pool.map(lambda n: member.choose(seq, "yes", identity=f"c{n}"), range(8))
    assert sorted(answer.status_code for answer in chosen) == [202] + [409] * 7
    assert line.count("SELECT count(*) FROM inbox WHERE kind = 'choice'") == 1


def test_a_choice_is_not_taken_while_a_typed_message_waits(line):
    with line.working():
        member = line.new_member()
        seq = member.hear()[-1]["seq"]
    member.post(id="typed", text="why?")
    assert member.choose(seq, "yes").status_code == 409


def test_a_repeated_choice_gets_its_first_answer_though_the_question_is_closed(line):
    with line.working():
        member = line.new_member()
        seq = member.hear()[-1]["seq"]
        first = member.choose(seq, "yes", identity="c")
        member.hear()
        again = member.choose(seq, "yes", identity="c")
    assert (again.status_code, again.text) == (202, first.text)


@pytest.mark.parametrize("values", [["maybe"], [], ["yes", "no"]])
def test_a_choice_that_is_not_offered_is_refused(line, values):
    with line.working():
        member = line.new_member()
        seq = member.hear()[-1]["seq"]
    assert member.choose(seq, *values).status_code == 422
    assert line.count("SELECT count(*) FROM inbox WHERE kind = 'choice'") == 0


@pytest.mark.parametrize(
    ("values", "status"), [([], 202), (["yes", "no"], 202), (["yes", "not_sure"], 422)]
)
def test_a_list_takes_several_values_but_not_a_contradiction(line, values, status):
    line.turns.question = question("multiple")
    line.turns.question["options"] = [
        *line.turns.question["options"],
        {"value": "none", "label": "None of these", "sets": {}, "clears": {}},
    ]
    with line.working():
        member = line.new_member()
        seq = member.hear()[-1]["seq"]
    assert member.choose(seq, *values).status_code == status


GOOD = {"id": "a", "text": "hello"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "bad_id"),
        (b"{", 400, "bad_json"),
        (b"[]", 400, "bad_json"),
        (b'{"id": "a", "text": NaN}', 400, "bad_json"),
        (b"[" * 8000, 400, "bad_json"),
        ('{"id": "a", "text": "\xff"}'.encode("latin-1"), 400, "bad_json"),
        ({"text": "hello"}, 400, "bad_id"),
        ({**GOOD, "id": "a b"}, 400, "bad_id"),
        ({**GOOD, "id": "x" * 65}, 400, "bad_id"),
        ({**GOOD, "id": 7}, 400, "bad_id"),
        ({"id": "a"}, 400, "bad_message"),
        ({**GOOD, "choice": ["yes"], "to": 1}, 400, "bad_message"),
        ({**GOOD, "text": "   "}, 400, "empty"),
        ({**GOOD, "text": None}, 400, "empty"),
        ({**GOOD, "text": ["hello"]}, 400, "empty"),
        ({**GOOD, "text": "x" * 1601}, 400, "too_long"),
        ({**GOOD, "text": "x" * 20_000}, 413, "too_large"),
        ({**GOOD, "text": "a\x00b"}, 400, "not_text"),
        ({**GOOD, "text": "\x89PNG\r\n\x1a\n"}, 400, "not_text"),
        (b'{"id": "a", "text": "\\ud83d"}', 400, "not_text"),
        ({"id": "a", "choice": "yes", "to": 1}, 400, "bad_choice"),
        ({"id": "a", "choice": [1], "to": 1}, 400, "bad_choice"),
        ({"id": "a", "choice": ["yes"] * 101, "to": 1}, 400, "bad_choice"),
        ({"id": "a", "choice": ["yes"]}, 400, "bad_to"),
        ({"id": "a", "choice": ["yes"], "to": True}, 400, "bad_to"),
        ({"id": "a", "choice": ["yes"], "to": -1}, 400, "bad_to"),
        ({"id": "a", "choice": ["yes"], "to": 10**30}, 400, "bad_to"),
        ({"id": "a", "choice": ["yes"], "to": 99}, 409, "question_closed"),
    ],
)
def test_a_message_that_cannot_be_taken_is_refused_in_plain_words(shared_line, body, status, code):
    member = shared_line.new_member()
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {**member.headers, "Content-Type": "application/json"}
    answer = shared_line.http.post("/api/messages", content=content, headers=headers)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code
    assert answer.json()["error"]["message"]
    assert member.read() == []


def test_a_body_that_is_not_declared_as_json_is_refused(shared_line):
    member = shared_line.new_member()
    headers = {**member.headers, "Content-Type": "text/plain"}
    answer = shared_line.http.post(
        "/api/messages", content=b'{"id":"a","text":"b"}', headers=headers
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "not_json")


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer nonsense", "Basic TOKEN", "TOKEN"]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/messages"), ("GET", "/api/messages"), ("GET", "/api/events")],
)
def test_without_the_token_nothing_is_read_or_written(shared_line, method, path, authorization):
    member = shared_line.new_member()
    headers = {}
    if authorization is not None:
        headers["Authorization"] = authorization.replace("TOKEN", member.token)
    answer = shared_line.http.request(method, path, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_one_token_never_shows_another_conversation(shared_line):
    first, second = shared_line.new_member(), shared_line.new_member()
    first.post(id="a", text="mine alone")
    assert second.read() == []


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=1.5", "wait=-1", "after=²"])
def test_a_number_that_is_none_is_refused(shared_line, query):
    answer = shared_line.http.get(
        f"/api/messages?{query}", headers=shared_line.new_member().headers
    )
    assert answer.status_code == 400


def test_a_waiting_reader_hears_at_once(line):
    with line.working():
        member = line.new_member()
        member.hear()
        heard: list[float] = []

        def listen() -> None:
            assert member.read(member.last, wait=20)
            heard.append(time.monotonic())

        waiting = threading.Thread(target=listen)
        waiting.start()
        time.sleep(0.3)
        asked = time.monotonic()
        member.post(id="now", text="hello")
        waiting.join(10)
    assert heard and heard[0] - asked < 1.0


def test_a_wait_in_vain_ends_with_nothing(shared_line):
    member = shared_line.new_member()
    start = time.monotonic()
    assert member.read(wait=1) == []
    assert 0.9 < time.monotonic() - start < 3


def events(line, member, headers: dict, count: int) -> list[tuple[int, dict]]:
    found = []
    headers = {**member.headers, **headers}
    with line.http.stream("GET", "/api/events", headers=headers, timeout=10) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        identity = 0
        for text in stream.iter_lines():
            if text.startswith("id: "):
                identity = int(text[4:])
            if text.startswith("data: "):
                found.append((identity, json.loads(text[6:])))
            if len(found) == count:
                return found
    return found


def test_the_event_stream_tells_the_same_and_goes_on_where_it_broke_off(line):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say("one")
        everything = member.read()
        assert events(line, member, {}, 3) == [(m["seq"], m) for m in everything]
        assert events(line, member, {"Last-Event-ID": "2"}, 1) == [(3, everything[2])]


def test_many_readers_of_many_conversations_each_hear_their_own(line):
    with line.working(threads=4):
        members = [line.new_member() for _ in range(12)]
        with ThreadPoolExecutor(12) as pool:
            list(pool.map(lambda m: m.hear(), members))
            list(pool.map(lambda m: m.say(f"I am {m.conversation}"), members))
    for member in members:
        texts = [m["text"] for m in member.read()]
        assert texts == [
            "1: hello", f"I am {member.conversation}", f"2: I am {member.conversation}"
        ]  # fmt: skip


def test_what_could_not_be_stored_is_not_acknowledged(line):
    member = line.new_member()
    line.change("ALTER TABLE inbox RENAME TO elsewhere")
    answer = member.post(id="a", text="hello")
    assert answer.status_code == 503
    line.change("ALTER TABLE elsewhere RENAME TO inbox")
    assert member.read() == []
    assert member.post(id="a", text="hello").status_code == 202


def test_a_repeated_id_with_another_body_is_refused_and_nothing_is_lost_unsaid(line):
    with line.working():
        member = line.new_member()
        seq = member.hear()[-1]["seq"]
        member.post(id="a", text="I am tired")
        member.hear()
        refused = [
            member.post(id="a", text="I am awake"),
            member.choose(seq + 2, "yes", identity="a"),
        ]
        member.choose(seq + 2, "yes", identity="b")
        member.hear()
        refused += [
            member.choose(seq + 2, "no", identity="b"),
            member.post(id="b", text="Yes"),
        ]
    assert [answer.status_code for answer in refused] == [409] * 4
    assert {answer.json()["error"]["code"] for answer in refused} == {"id_reused"}
    assert len(line.turns.seen) == 3


def crossed(line) -> list[bool]:
    return [turn["crossed"] for turn in line.turns.seen[1:]]


def test_a_text_answers_only_the_question_that_was_open_as_it_was_sent(line):
    with line.working():
        member = line.new_member()
        member.hear()
        line.turns.delay = 0.3
        for number in range(3):
            assert member.post(id=f"double{number}", text="yes").status_code == 202
        wait_for(lambda: len([m for m in member.read() if m["from"] == "assistant"]) == 4)
        member.last = member.read()[-1]["seq"]
        member.say("yes")
    assert crossed(line) == [False, True, True, False]


def test_a_text_says_which_question_was_on_the_screen_as_two_tabs_need_it(line):
    with line.working():
        member = line.new_member()
        first = member.hear()[-1]["seq"]
        second = member.say("from one tab")[-1]["seq"]
        member.post(id="other-tab", text="yes", to=first)
        third = member.hear()[-1]["seq"]
        member.post(id="again", text="yes", to=third)
        member.hear()
    assert third > second
    assert crossed(line) == [False, True, False]


@pytest.mark.parametrize("to", [0, -1, True, "1", 1.5, 2**31])
def test_a_text_for_a_question_that_cannot_be_is_refused(shared_line, to):
    member = shared_line.new_member()
    answer = member.post(id="a", text="yes", to=to)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_to")


def test_leaving_leads_to_the_page_that_was_set(shared_line):
    answer = shared_line.http.get("/leave", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"{shared_line.gateway}/healthz",
    )

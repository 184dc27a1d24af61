"""Whoever is in danger hears where help is at once, also where their message cannot be taken."""

import contextlib
import json
import sqlite3
import time
from urllib.parse import urlencode

import pytest

from tests.fakes.plain_visitor import Page, Visitor
from tests.fakes.serving import wait_for

CRY = "I want to kill myself tonight"
HARMLESS = "We had lunch near the lake and my sister told us all about her garden. "
PARK = "My daughter loves the swings at the park, and the slide too. "
HELP_NUMBERS = ("911", "988")
# Well below the ten seconds for which a writer waits for the database.
AT_ONCE = 5.0
FORM = "application/x-www-form-urlencoded"


@contextlib.contextmanager
def locked(line):
    """Another program holds the database and does not let go."""
    held = sqlite3.connect(line.database.path, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        held.close()


@contextlib.contextmanager
def at_once():
    """What is inside takes no longer than somebody in danger should wait."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < AT_ONCE


def urgent_cases(line) -> int:
    return line.count("SELECT count(*) FROM cases WHERE urgency = 'urgent'")


def is_help(error) -> bool:
    return error["code"] == "help" and all(each in error["message"] for each in HELP_NUMBERS)


# The database is away


def test_a_cry_while_the_database_is_locked_is_answered_with_help_and_stored_by_the_repeat(line):
    member = line.new_member()
    with locked(line), at_once():
        answer = member.post(id="1", text=CRY)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert is_help(answer.json()["error"])
    assert answer.json()["error"]["reason"] == "unavailable"
    wait_for(lambda: member.post(id="1", text=CRY).status_code == 202, 20)
    assert [each["text"] for each in member.read() if each["from"] == "member"] == [CRY]
    assert urgent_cases(line) == 1


def test_a_cry_while_a_table_is_gone_is_answered_with_help(line):
    member = line.new_member()
    line.change("ALTER TABLE inbox RENAME TO elsewhere")
    answer = member.post(id="1", text=CRY)
    assert (answer.status_code, is_help(answer.json()["error"])) == (503, True)
    ordinary = member.post(id="2", text="I am 34")
    assert (ordinary.status_code, ordinary.json()["error"]["code"]) == (503, "unavailable")


def test_without_a_script_a_cry_while_the_database_is_locked_is_answered_with_help(line):
    with line.working():
        visitor = Visitor(line.http).start()
    with locked(line), at_once():
        visitor.press("Send", text=CRY, choose=[])
    assert visitor.status == 503
    assert {"tel:911", "tel:988"} <= set(visitor.page.links)
    wait_for(lambda: visitor.press("Send again").status == 200, 20)
    assert "988" in visitor.page.messages[-1]
    assert urgent_cases(line) == 1


def test_whoever_cries_for_help_in_a_new_chat_hears_it_though_none_can_be_opened(line):
    with locked(line), at_once():
        answer = line.http.post("/chat", data={"text": CRY, "plain": "1"}, timeout=20)
    assert answer.status_code == 503
    assert {"tel:911", "tel:988"} <= set(Page(answer.text).links)


def test_leave_now_leads_away_at_once_while_the_database_is_locked_and_closes_afterwards(line):
    with line.working():
        visitor = Visitor(line.http).start()
    token = visitor.token
    with locked(line):
        with at_once():
            visitor.press("Leave now")
        assert (visitor.status, 'content="0; url=/leave"' in visitor.page.html) == (200, True)
    headers = {"Authorization": f"Bearer {token}"}
    wait_for(lambda: line.http.get("/api/messages", headers=headers).status_code == 401, 30)


# The message is refused

REFUSED = [
    ({"id": "used", "text": CRY}, 409, "id_reused"),
    ({"id": "", "text": CRY}, 400, "bad_id"),
    ({"text": CRY}, 400, "bad_id"),
    ({"id": "2", "text": f"{CRY}\x00"}, 400, "not_text"),
    ({"id": "2", "text": "I want to kill\x00myself tonight"}, 400, "not_text"),
    ({"id": "2", "text": CRY, "choice": ["yes"]}, 400, "bad_message"),
    ({"id": "2", "text": [CRY]}, 400, "empty"),
    ({"id": "2", "choice": [CRY], "to": 1}, 409, "question_closed"),
]


@pytest.mark.parametrize(("body", "status", "reason"), REFUSED)
def test_a_cry_that_cannot_be_taken_is_refused_with_help(line, body, status, reason):
    member = line.new_member()
    member.post(id="used", text="hello")
    answer = member.http.post("/api/messages", json=body, headers=member.headers)
    error = answer.json()["error"]
    assert (answer.status_code, error["reason"], is_help(error)) == (status, reason, True)
    assert [each["text"] for each in member.read() if each["from"] == "member"] == ["hello"]


UNREADABLE = [
    (json.dumps({"id": "1", "text": f"¡{CRY}!"}, ensure_ascii=False).encode("latin-1"), 400),
    (json.dumps({"id": "1", "text": CRY}).encode()[:-1], 400),
    (json.dumps([CRY]).encode(), 400),
    (json.dumps({"id": "1", "text": f"{CRY}. {HARMLESS * 300}"}).encode(), 413),
]


@pytest.mark.parametrize(("body", "status"), UNREADABLE)
def test_a_cry_in_a_body_that_cannot_be_read_is_refused_with_help(line, body, status):
    member = line.new_member()
    headers = {**member.headers, "Content-Type": "application/json"}
    answer = member.http.post("/api/messages", content=body, headers=headers)
    assert (answer.status_code, is_help(answer.json()["error"])) == (status, True)


def test_a_cry_without_any_token_is_answered_with_help(line):
    answer = line.http.post("/api/messages", json={"id": "1", "text": CRY})
    assert (answer.status_code, is_help(answer.json()["error"])) == (401, True)


@pytest.mark.parametrize("changed", [{"id": "used"}, {"id": ""}, {"text": f"{CRY}\x00"}])
def test_without_a_script_a_cry_that_cannot_be_taken_is_refused_with_help(line, changed):
    with line.working():
        visitor = Visitor(line.http).start().press("Send", text="hello")
    token = visitor.token
    line.http.post("/chat", data={"token": token, "id": "used", "text": "hi", "do": ""}, timeout=30)
    answer = line.http.post("/chat", data={"token": token, "id": "9", "text": CRY, **changed})
    assert answer.status_code in (409, 422)
    assert {"tel:911", "tel:988"} <= set(Page(answer.text).links)


def test_a_form_in_another_code_is_refused_with_help(line):
    body = urlencode({"text": f"ay, {CRY} mañana"}, encoding="latin-1")
    answer = line.http.post("/chat", content=body, headers={"Content-Type": FORM})
    assert answer.status_code == 400
    assert {"tel:911", "tel:988"} <= set(Page(answer.text).links)


def test_a_cry_that_was_typed_but_not_sent_by_the_button_is_answered_with_help(line):
    with line.working():
        visitor = Visitor(line.http).start().press("Skip", text=CRY)
    assert visitor.status == 200
    assert "988" in visitor.page.words
    assert visitor.page.answer.typed == CRY


# The message is long


@pytest.mark.parametrize("where", [0, 28, 56])
def test_a_cry_anywhere_in_a_long_text_is_heard_and_kept_whole_for_staff(line, where):
    told = [HARMLESS] * 56
    told.insert(where, f"{CRY}. ")
    text = f"My name is Rosa Diaz, call 650-555-0177. {''.join(told)}"
    member = line.new_member()
    wait_for(lambda: member.post(id="1", text=text).status_code == 202, 20)
    assert "988" in member.read()[-1]["text"]
    assert member.read()[0]["text"] == text
    case = line.the_case()
    assert CRY in case.summary
    assert "Rosa Diaz, call 650-555-0177" in case.details["danger"][0]["words"]


@pytest.mark.parametrize("part", [HARMLESS, PARK])
def test_a_long_harmless_text_is_too_long_and_nothing_else(line, part):
    member = line.new_member()
    answer = member.post(id="1", text=(part * 60)[:3718])
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "too_long")
    assert urgent_cases(line) == 0

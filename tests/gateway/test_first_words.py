"""The first words of the assistant come with the token, to who waits for them."""

from __future__ import annotations

import pytest


def opened(line, **query):
    return line.http.post("/api/conversations", json={}, params=query)


def test_who_waits_gets_the_greeting_with_the_token_and_once(line):
    with line.working():
        answer = opened(line, wait=20)
    assert answer.status_code == 201
    (greeting,) = answer.json()["messages"]
    assert (greeting["from"], greeting["seq"]) == ("assistant", 1)
    headers = {"Authorization": f"Bearer {answer.json()['token']}"}
    read = line.http.get("/api/messages", headers=headers).json()["messages"]
    assert read == [greeting]


def test_who_does_not_ask_for_it_waits_for_nothing(shared_line):
    assert set(opened(shared_line).json()) == {"token", "conversation"}


def test_where_nobody_answers_the_token_still_comes(shared_line):
    answer = opened(shared_line, wait=1)
    assert (answer.status_code, answer.json()["messages"]) == (201, [])


@pytest.mark.parametrize("wait", ["-1", "x", "1e9", ""])
def test_a_wait_that_is_no_number_opens_nothing(shared_line, wait):
    answer = opened(shared_line, wait=wait)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_wait")

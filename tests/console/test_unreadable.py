"""A case or a chat of which something cannot be read any more can still be looked at and let go."""

import pytest

from bot.storage import cases, messages
from bot.worker.watching import watch_over
from tests.console.test_working import act
from tests.fakes.damage import spoil
from tests.fakes.desk import asks_for_a_call

LOST = [
    ("messages.text",),
    ("conversations.state", "conversations.screening", "conversations.address"),
    ("cases.details", "cases.summary"),
    ("case_events.note",),
]


@pytest.fixture(params=LOST, ids=lambda places: places[0])
def lost(request):
    return request.param


def test_who_writes_with_them_sees_the_page_and_lets_go(one_desk, lost):
    code, http = one_desk.waiting(None, "hello"), one_desk.staff("ana")
    act(http, code, "note", note="Has a dog.")
    act(http, code, "talk")
    spoil(one_desk.database, *lost)
    page = http.get(f"/cases/{code}")
    assert page.status_code == 200
    assert act(http, code, "speak", text="I am here.").status_code == 200
    assert act(http, code, "hand-back").status_code == 303
    assert one_desk.case_status(code) == "claimed"
    assert act(http, code, "resolve", reason="questions_answered").status_code == 303
    assert one_desk.case_status(code) == "resolved"


def test_a_closed_case_that_cannot_be_read_is_not_reopened_and_the_page_says_why(one_desk):
    code, http = one_desk.waiting(), one_desk.staff("ana")
    act(http, code, "claim")
    act(http, code, "resolve", reason="questions_answered")
    one_desk.damage(code)
    answer = act(http, code, "reopen")
    assert answer.status_code == 409 and cases.UNREADABLE in answer.text
    assert one_desk.case_status(code) == "resolved"


def test_what_was_lost_of_a_chat_is_marked_and_the_rest_is_shown(one_desk):
    code, http = one_desk.waiting(None, "lost words"), one_desk.staff("ana")
    spoil(one_desk.database, "messages.text")
    one_desk.says(code, "words that are there")
    page = http.get(f"/cases/{code}").text
    assert messages.UNREADABLE in page and "words that are there" in page


def test_a_chat_that_cannot_be_read_keeps_nobody_else_waiting(one_desk):
    http = one_desk.staff("ana")
    lost, other = one_desk.waiting(None, "hello"), one_desk.waiting(None, "hello")
    act(http, lost, "talk")
    spoil(one_desk.database, "conversations.state", "messages.text", "cases.details")
    act(http, other, "talk")
    one_desk.clock.pass_by(hours=9)
    watch_over(one_desk.database, one_desk.clock.now())
    assert [one_desk.conversation(code).held_by for code in (lost, other)] == [None, None]


def two_cases_of_one_chat(desk) -> tuple[str, str]:
    """Somebody asks for themselves, and then for their mother."""
    code = desk.waiting()
    with desk.database.write() as connection:
        chat, draft = desk.case(code).conversation_id, asks_for_a_call("mother")
        other = cases.open_or_update(connection, chat, draft, desk.clock.now())
    return code, other


@pytest.mark.parametrize("way", ["talk", "together"])
def test_who_has_a_chat_for_one_case_does_not_have_it_for_another(one_desk, way):
    code, other = two_cases_of_one_chat(one_desk)
    ana, ben = one_desk.staff("ana"), one_desk.staff("ben")
    act(ben, other, "claim")
    assert act(ana, code, way).status_code == 303
    for again in ("talk", "together"):
        assert act(ana, other, again).status_code == 409
    said = len(one_desk.said(code))
    act(ana, other, "speak", text="through the wrong door")
    act(ana, other, "answer", id="a", to="0", does="say", text="through the wrong door")
    assert len(one_desk.said(code)) == said
    page = act(ana, other, way)
    assert f"for case {code}. Go on there." in page.text
    assert act(ana, code, way).status_code == 303

"""Who writes is heard, whatever of their conversation cannot be read any more."""

import pytest

from bot.storage import cases, conversations
from tests.fakes.damage import spoil

PHONE = "+16505550111"
CRY = "i have taken pills and i will die"
PLACES = [
    ("messages.text",),
    ("messages.question",),
    ("inbox.text",),
    ("conversations.state", "conversations.screening"),
    ("conversations.address",),
    ("cases.details",),
    ("cases.summary",),
    ("tallied.steps",),
]


def readable_urgent_cases(line) -> list[cases.StoredCase]:
    with line.database.read() as connection:
        listed = cases.newest(connection, 10)
    return [case for case in listed if case.urgency == "urgent" and case.details]


@pytest.fixture(params=PLACES, ids=lambda places: places[0])
def places(request):
    return request.param


def told_before(line, places) -> None:
    """A member who was in danger, and answered a question since; then the disk fails."""
    line.turns.handover = {"wanted": "call_me"}
    line.text(PHONE, "call me")
    assert line.taker().step()
    line.text(PHONE, "i want to kill myself")
    spoil(line.database, *places)


def test_a_cry_by_text_is_answered_and_staff_get_a_case_they_can_read(line, places):
    told_before(line, places)
    before = len(line.bodies())
    assert line.text(PHONE, CRY) == 200
    assert "988" in line.bodies()[before] or "911" in line.bodies()[before]
    [case] = readable_urgent_cases(line)
    assert CRY in [entry["words"] for entry in case.details["danger"]]


def test_a_cry_on_the_web_is_stored_and_answered(line, places):
    member = line.new_member()
    member.post(id="1", text="i want to kill myself")
    spoil(line.database, *places)
    assert member.post(id="2", text=CRY).status_code == 202
    said = member.read()
    assert said[-2]["text"] == CRY
    assert "988" in said[-1]["text"] or "911" in said[-1]["text"]
    [case] = readable_urgent_cases(line)
    assert CRY in [entry["words"] for entry in case.details["danger"]]


def test_an_ordinary_text_waits_for_its_turn_and_stop_is_kept(line, places):
    told_before(line, places)
    assert line.text(PHONE, "i am 34") == 200
    assert line.count("SELECT count(*) FROM inbox WHERE status = 'open'") == 1
    assert line.text(PHONE, "STOP") == 200
    assert line.count("SELECT count(*) FROM conversations WHERE opted_out_at IS NOT NULL") == 1


def test_everything_can_still_be_erased(line, places):
    told_before(line, places)
    assert line.text(PHONE, "ERASE") == 200
    assert line.count("SELECT count(*) FROM messages WHERE sender = 'member'") == 0


def test_a_case_that_cannot_be_read_stays_in_the_queue_beside_the_new_one(line):
    line.text(PHONE, "i want to kill myself")
    spoil(line.database, "cases.details")
    for _ in range(2):
        line.text(PHONE, CRY)
    with line.database.read() as connection:
        listed = cases.newest(connection, 10)
    assert sorted(case.summary == cases.UNREADABLE for case in listed) == [False, True]
    assert line.count("SELECT count(*) FROM cases WHERE open_key IS NULL") == 0


def test_a_number_that_cannot_be_read_is_known_again_from_the_next_text(line):
    line.text(PHONE, "hello")
    spoil(line.database, "conversations.address")
    line.text(PHONE, "hello?")
    with line.database.read() as connection:
        identity = conversations.id_of_number(connection, PHONE)
        assert conversations.get(connection, identity).address == PHONE


def test_of_what_was_said_only_the_lost_message_is_missing(line):
    member = line.new_member()
    member.post(id="1", text="first")
    spoil(line.database, "messages.text")
    member.post(id="2", text="second")
    texts = [message["text"] for message in member.read()]
    assert texts == ["(This message cannot be read any more.)", "second"]


def test_who_writes_again_on_the_web_after_erasing_can_be_written_with(line):
    member = line.new_member()
    member.post(id="1", text="ERASE")
    assert line.count("SELECT count(*) FROM conversations WHERE erased_at IS NOT NULL") == 1
    member.post(id="1", text="ERASE")
    assert line.count("SELECT count(*) FROM conversations WHERE erased_at IS NOT NULL") == 1
    member.post(id="2", text="i want a person")
    assert line.count("SELECT count(*) FROM conversations WHERE erased_at IS NOT NULL") == 0

"""A cry for help is answered before anything else, whatever else is down."""

import time
from datetime import timedelta

import pytest

from bot.safety import help_line
from bot.storage import conversations, messages
from bot.worker.clock import Clock
from tests.fakes.serving import wait_for

PHONE = "+16505550111"
NOW = [
    ("i want to kill myself", "988"),
    ("i took too many pills", "911"),
    ("im having chest pain and cant breathe", "911"),
    ("quiero quitarme la vida", "988"),
]


def urgent_cases(line) -> int:
    return line.count("SELECT count(*) FROM cases WHERE urgency = 'urgent'")


@pytest.mark.parametrize(("text", "number"), NOW)
def test_on_the_web_help_comes_at_once_with_no_worker_and_no_rasa(line, text, number):
    member = line.new_member()
    member.post(id="1", text=text)
    said = member.read()[-1]
    assert said["from"] == "assistant"
    assert number in said["text"]
    assert urgent_cases(line) == 1


@pytest.mark.parametrize(("text", "number"), NOW)
def test_by_sms_help_and_an_urgent_case_are_stored_with_the_message(line, text, number):
    line.text(PHONE, text)
    assert [number in body for body in line.bodies()] == [True]
    assert urgent_cases(line) == 1


def test_a_cry_for_help_never_reaches_rasa(line):
    with line.working():
        line.text(PHONE, "i want to kill myself")
        wait_for(lambda: line.texts_to(PHONE))
    assert sum(line.turns.turns.values()) == 0


def test_help_overtakes_what_waits(line):
    member = line.new_member()
    member.post(id="1", text="hello")
    member.post(id="2", text="i want to die")
    assert "988" in member.read()[-1]["text"]


def test_a_repeated_message_is_answered_once(line):
    member = line.new_member()
    for _ in range(3):
        member.post(id="same", text="i want to die")
    assert [m["from"] for m in member.read()].count("assistant") == 1
    assert urgent_cases(line) == 1


def test_a_second_cry_gets_other_words_and_the_same_case(line):
    member = line.new_member()
    member.post(id="1", text="i want to die")
    member.post(id="2", text="im going to kill myself tonight")
    first, second = (m["text"] for m in member.read() if m["from"] == "assistant")
    assert first != second
    assert "988" in second
    assert line.count("SELECT count(*) FROM cases") == 1


def test_staff_read_the_words(line):
    line.text(PHONE, "i want to kill myself")
    case = line.the_case()
    assert case.summary.startswith("URGENT")
    assert "i want to kill myself" in case.summary
    assert case.details["danger"][0]["kind"] == "self_harm"


def test_danger_is_answered_and_told_to_staff_even_from_a_number_that_opted_out(line):
    line.text(PHONE, "no more texts")
    line.text(PHONE, "hello?")
    line.text(PHONE, "i want to kill myself")
    line.text(PHONE, "hello?")
    with line.working():
        wait_for(lambda: len(line.texts_to(PHONE)) == 2)
        time.sleep(0.5)
    confirmed, helped = sorted(line.texts_to(PHONE), key=lambda text: "988" in text)
    assert "no more texts" in confirmed and "988" in helped
    assert urgent_cases(line) == 1
    assert line.count("SELECT count(*) FROM conversations WHERE opted_out_at IS NOT NULL") == 1


def test_help_goes_before_all_that_waits_and_is_not_taken_back(line):
    for number in range(6):
        line.text(PHONE, f"number {number}")
        assert line.taker().step()
    line.change("UPDATE outbox SET not_before = '2027-01-01 00:00:00' WHERE seq = 2")
    line.text(PHONE, "i want to kill myself")
    line.text(PHONE, "stop texting me")
    assert line.sender().step()
    [first] = line.texts_to(PHONE)
    assert "988" in first


def test_distress_goes_on_as_a_turn_that_begins_with_the_line_of_help_once_a_day(line):
    with line.working():
        line.text(PHONE, "i cant do this anymore")
        first = wait_for(lambda: line.texts_to(PHONE))[-1]
        line.text(PHONE, "i cant do this anymore, its too much")
        second = wait_for(lambda: line.texts_to(PHONE)[1:])[-1]
    assert first.startswith(help_line("en"))
    assert not second.startswith(help_line("en"))
    assert sum(line.turns.turns.values()) == 2


def test_an_ordinary_answer_about_the_er_is_no_emergency(line):
    with line.working():
        line.text(PHONE, "4 times, the ER")
        said = wait_for(lambda: line.texts_to(PHONE))[-1]
    assert "988" not in said
    assert urgent_cases(line) == 0


@pytest.mark.parametrize(
    "texts", [("i want to", "die"), ("ya no", "quiero", "vivir"), ("me quiero", "morir")]
)
def test_danger_told_over_several_texts_is_heard_with_the_last(line, texts):
    for text in texts:
        line.text(PHONE, text)
    assert ["988" in body for body in line.bodies()] == [True]
    assert urgent_cases(line) == 1


def test_texts_far_apart_are_not_one_sentence(line):
    line.text(PHONE, "i want to")
    with line.database.write() as connection:
        earlier = Clock().now() - timedelta(minutes=10)
        connection.execute(messages.messages.update().values(at=earlier))
    line.text(PHONE, "die")
    assert urgent_cases(line) == 0


def test_a_text_that_was_an_answer_is_not_joined_with_the_next(line):
    line.text(PHONE, "i want to")
    with line.database.write() as connection:
        to = conversations.find_or_create_sms(connection, PHONE, Clock().now())
        asked = {"id": "age", "options": []}
        messages.add(connection, to, "assistant", "How old?", Clock().now(), question=asked)
    line.text(PHONE, "die")
    assert urgent_cases(line) == 0

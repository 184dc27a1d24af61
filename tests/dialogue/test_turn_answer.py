"""What a turn tells the worker beside the reply, and how it takes a text that crossed."""

from __future__ import annotations

import asyncio

import pytest

from bot.dialogue.agent import turn_taker
from bot.dialogue.turn_request import TurnRequest
from tests.dialogue.test_turn_request import GOOD
from tests.dialogues.model import agent


def turn(state=None, **changed) -> dict:
    """One turn, as the channel answers it."""
    body = {**GOOD, "text": None, "choice": None, "state": state, **changed}
    return asyncio.run(turn_taker(agent()).take(TurnRequest.from_json(body)))


@pytest.fixture(scope="module")
def begun():
    """The state after the greeting."""
    return turn()["state"]


def test_of_a_text_it_tells_what_the_model_took_it_for_and_how_sure_it_was(begun) -> None:
    understood = turn(begun, text="is it free or do i have to pay")["understood"]
    assert understood["intent"]
    assert 0 < understood["confidence"] <= 1


@pytest.mark.parametrize("changed", [{"choice": ["self"]}, {"text": " "}, {}])
def test_where_the_model_was_not_asked_it_tells_nothing(begun, changed) -> None:
    assert turn(begun, **changed)["understood"] == {"intent": None, "confidence": None}


def test_an_ordinary_turn_asks_for_nothing_more(begun) -> None:
    assert turn(begun, text="me")["effects"] == []


def test_the_word_erase_asks_the_worker_to_erase_and_leaves_no_answer(begun) -> None:
    answered = turn(begun, text="me")
    erased = turn(answered["state"], text="erase")
    assert erased["effects"] == ["erase"]
    assert erased["screening"]["answers"] == []


@pytest.mark.parametrize("text", ["me", "1", "skip", "not sure", "purple elephants"])
def test_a_text_that_crossed_is_no_answer_and_the_question_is_said_again(begun, text) -> None:
    crossed = turn(begun, text=text, crossed=True)
    assert crossed["reply"]["question"]["id"] == "who"
    assert crossed["screening"]["answers"] == []
    assert crossed["screening"]["attempts"] == 0
    assert "Hi. I am an automated helper" not in crossed["reply"]["text"]


def test_what_a_text_that_crossed_asks_for_is_done(begun) -> None:
    crossed = turn(begun, text="talk to a person", crossed=True)
    assert crossed["screening"]["stage"] == "person"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('/inform{"age": 34}', "inform"),
        ('//inform@0.9{"age": 34}', "inform"),
        ('/ {"age": 34}', ""),
        ("/back", "back"),
        ("1/2 of the time", "1/2 of the time"),
        ("a {b}", "a {b}"),
    ],
)
def test_what_stands_in_a_command_to_rasa_was_said_by_nobody(typed, words) -> None:
    body = {**GOOD, "text": typed, "choice": None, "state": None}
    assert TurnRequest.from_json(body).words == words


def test_after_a_person_the_open_question_is_put_again_and_nothing_else(begun) -> None:
    asked = turn(turn(begun, text="me")["state"], text="talk to a person")
    again = turn(asked["state"], act="again")
    assert again["reply"]["question"]["id"] == "handover"
    assert again["reply"]["text"] == "Would you like a call?"
    assert again["screening"]["answers"] == asked["screening"]["answers"]


def test_by_telephone_the_next_question_of_the_screening_is_put_from_anywhere(begun) -> None:
    told = turn(begun, text="me")
    asked = turn(told["state"], text="talk to a person")
    onward = turn(asked["state"], act="onward", by_phone=True)
    assert onward["reply"]["question"]["id"] == told["reply"]["question"]["id"]
    assert onward["screening"]["stage"] == "asking"
    assert onward["screening"]["handover"]["wanted"] == "person"
    answered = turn(onward["state"], text="1", by_phone=True)
    assert answered["reply"]["question"]["id"] not in ("handover", "who", "coverage")


def test_where_all_was_said_that_is_no_new_question(begun) -> None:
    state = begun
    for text in ("me", "kaiser", "not now"):
        state = turn(state, text=text)["state"]
    again = turn(state, act="again")
    assert again["reply"]["text"] == "You can write here any time."
    assert again["reply"]["question"] is None
    assert turn(again["state"], text="hello")["reply"]["text"]


def test_before_the_first_question_it_says_who_we_are_but_greets_nobody_twice() -> None:
    back = turn(act="again", channel="sms")["reply"]
    assert back["text"].startswith("I am an automated helper") and "STOP" in back["text"]
    spoken = turn(act="onward", by_phone=True)["reply"]
    assert "automated" not in spoken["text"] and "Hi" not in spoken["text"]
    assert back["question"]["id"] == spoken["question"]["id"] == "who"

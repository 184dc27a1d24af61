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

"""Who is at a loss and tells why is heard for all of it, whatever the message is taken for."""

from __future__ import annotations

import pytest

from tests.dialogue.live import Live, live

IN_THE_CAR = (
    "we lost our home in june, im in the car with my two kids, i dont know what to do anymore"
)
AFRAID = (
    "hi we lost our apartment in june and me and my 2 kids (4 and 7) been sleeping in my car, "
    "im scared someone is going to call cps"
)


@pytest.mark.parametrize("told", [IN_THE_CAR, AFRAID])
@pytest.mark.parametrize("greets_first", [True, False])
def test_a_frightened_story_is_taken_up_kindly_and_said_back(told: str, greets_first: bool) -> None:
    talk = Live(begins="hi" if greets_first else told)
    said = talk.say(told) if greets_first else talk.bodies[-1]
    assert said.startswith("I'm sorry, that is a lot. Got it: with kids, no home right now.")
    assert talk.screening.who == "self" and talk.asks == "coverage"
    assert talk.known["housing"] == "unsheltered" and talk.known["caring_for_child"] is True


def test_what_was_told_is_not_asked_again() -> None:
    talk = live(IN_THE_CAR, "health plan of san mateo", "34")
    assert "safe home" not in talk.bodies[-1] and "Raising a child" not in talk.bodies[-1]


@pytest.mark.parametrize(
    "told",
    [
        "i dont know what to do we are sleeping in our car",
        "idk what to do. we sleep in our car",
        "we are sleeping in our car and i don't know where to go",
    ],
)
def test_not_knowing_what_to_do_is_no_question_without_an_answer(told: str) -> None:
    talk = live(told)
    assert talk.known["housing"] == "unsheltered"
    assert "no home right now" in talk.bodies[-1] and "I don't know that" not in talk.bodies[-1]


def test_at_a_question_of_its_own_the_story_is_the_answer() -> None:
    talk = live("me", "hpsm", "34", "i dont know what to do anymore, we sleep in our car")
    assert talk.known["housing"] == "unsheltered" and "no home right now" in talk.bodies[-1]


def test_a_story_beside_not_being_sure_of_the_plan_is_kept() -> None:
    talk = live("me", "im not sure which one, we lost our home and sleep in the car with my kids")
    assert talk.known["housing"] == "unsheltered"
    assert "no home right now" in talk.bodies[-1] and talk.asks != "who"


def test_a_doubt_about_the_very_thing_is_no_fact() -> None:
    assert "pregnancy" not in live("me", "i dont know honestly if i am pregnant right now").known


def test_just_not_knowing_whom_it_is_for_is_as_it_was() -> None:
    assert live("i dont know").bodies[-1].startswith("OK. I will ask about you.")


@pytest.mark.parametrize(
    "said",
    ["i dont know what any of that means", "Sorry, I do not understand.", "idk what that is"],
)
def test_who_does_not_follow_us_has_answered_nothing(said: str) -> None:
    talk = live("me", "hpsm", "41")
    known, asked = talk.known, talk.asks
    talk.say(said)
    assert (talk.known, talk.asks) == (known, asked)
    assert "SKIP" in talk.bodies[-1] and "PERSON" in talk.bodies[-1]
    assert "nursing home" in talk.bodies[-1]


@pytest.mark.parametrize("wish", ["can i talk to somebody", "can you call me"])
def test_what_is_told_beside_a_wish_for_a_person_is_kept(wish: str) -> None:
    talk = live("me", f"we sleep in our car with my kids, {wish}")
    assert talk.asks in ("handover", "call_name")
    assert talk.known == {"housing": "unsheltered", "caring_for_child": True}


def test_a_wish_for_a_person_alone_tells_nothing() -> None:
    assert live("me", "please can i just talk to a real person right now").known == {}

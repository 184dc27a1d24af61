"""In the middle of the talk it turns out to be for somebody else; nobody's answers mix."""

from __future__ import annotations

import pytest

from tests.dialogue.second_thoughts import texted


@pytest.mark.parametrize(
    ("said", "who", "them"),
    [
        ("for my mom instead", "other", "your mom"),
        ("actually this is for my son", "child", "your son"),
        ("i meant my mom", "other", "your mom"),
        ("not me, my husband", "other", "your husband"),
        ("can we do it for someone else instead", "other", "someone else"),
    ],
)
def test_once_something_was_answered_it_is_asked_first(said: str, who: str, them: str) -> None:
    talk = texted("me", "1", "34")
    assert f"Start over for {them}?" in talk.say(said)
    assert talk.known["age"] == 34
    talk.say("yes")
    assert talk.screening.who == who and talk.screening.round == 2
    assert talk.asks == "coverage" and not talk.known


def test_a_no_goes_on_where_it_was_and_nothing_is_lost() -> None:
    talk = texted("me", "1", "34", "for my mom instead", "no")
    assert talk.asks == "life_now" and talk.screening.who == "self" and talk.known["age"] == 34


def test_with_nothing_known_it_is_simply_for_them() -> None:
    talk = texted("me", "actually this is for my son")
    assert talk.screening.who == "child" and talk.asks == "coverage"
    assert "This is for your son. Which health plan does your son have?" in talk.bodies[-1]
    assert talk.screening.round == 1


def test_what_the_message_tells_of_them_is_theirs() -> None:
    talk = texted("me", "1", "34", "actually this is for my mom, she is 81", "yes")
    assert talk.known == {"age": 81, "pregnancy": "no"} or talk.known["age"] == 81
    assert "coverage" not in talk.known


def test_after_a_childs_screening_the_one_who_writes_may_be_meant() -> None:
    talk = texted("my son", "kaiser")
    assert talk.asks == "handover"
    assert "Start over for you?" in talk.say("i am 15")
    talk.say("yes")
    assert talk.screening.who == "self" and talk.known["age"] == 15
    assert "coverage" not in talk.known


def test_an_age_of_ones_own_is_not_taken_for_the_childs() -> None:
    talk = texted("my son", "1", "i am 15")
    assert "Start over for you?" in talk.bodies[-1] and "age" not in talk.known
    talk.say("no")
    assert talk.asks == "age"
    talk.say("15")
    assert talk.known["age"] == 15 and talk.screening.who == "child"


def test_it_is_for_me_now() -> None:
    talk = texted("my mom", "1", "80", "its for me now", "yes")
    assert talk.screening.who == "self" and talk.screening.round == 2 and not talk.known


def test_start_over_for_somebody_needs_no_question() -> None:
    talk = texted("me", "1", "34", "start over for my wife")
    assert talk.screening.who == "other" and talk.screening.round == 2
    assert talk.asks == "coverage" and "your wife" in talk.bodies[-1]


def test_one_parent_and_then_the_other_are_two_people() -> None:
    talk = texted("my mom", "1", "80", "i meant my dad")
    assert "Start over for your dad?" in talk.bodies[-1]


def test_to_say_it_once_more_changes_nothing() -> None:
    talk = texted("my mom", "1", "its for my mom")
    assert talk.asks == "age" and talk.screening.attempts == 0


@pytest.mark.parametrize(
    "said",
    [
        "i take care of my mom",
        "i have been waiting for my son all day",
        "is this for my mom?",
        "my brother is in jail",
        "i pay rent for my mom",
    ],
)
def test_to_speak_of_somebody_is_not_to_start_over_for_them(said: str) -> None:
    talk = texted("me", "1", "34", said)
    assert talk.asks != "switch_person" and talk.screening.who == "self"


def test_a_name_is_a_name() -> None:
    talk = texted("talk to a person", "call me", "for my mom")
    assert talk.asks in ("call_name", "call_when")

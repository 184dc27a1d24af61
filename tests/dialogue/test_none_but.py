"""A list denied in words that tell more, and complaints that no list may take for answers."""

from __future__ import annotations

import pytest

from tests.dialogue.live import live

LIFE, HEALTH = ("me", "1", "34"), ("me", "1", "34", "none of these")


@pytest.mark.parametrize(
    ("before", "said", "back", "fact", "form"),
    [
        (LIFE, "none of those i live in my car", "no home right now", "housing", "unsheltered"),
        (
            LIFE,
            "none of these im sleeping on my cousins couch",
            "staying with others",
            "housing",
            "doubled_up",
        ),
        (HEALTH, "none of those i just have asthma", "lasting illness", "chronic_condition", True),
        (
            HEALTH,
            "none of them but i have no food at home",
            "not enough food",
            "social_factors",
            {"includes": ["food"]},
        ),
    ],
)
def test_none_is_taken_and_what_was_told_is_said_back(
    before: tuple[str, ...], said: str, back: str, fact: str, form: object
) -> None:
    talk = live(*before)
    asked = talk.asks
    assert back in talk.say(said) and talk.asks != asked
    assert talk.known[fact] == form


def test_the_rest_of_the_list_is_denied() -> None:
    talk = live(*LIFE, "none of those i live in my car")
    assert talk.known["pregnancy"] == "no" and talk.known["foster_care"] == "never"


@pytest.mark.parametrize("said", ["none of these", "none of those really", "nah none of that"])
def test_a_mere_none_is_a_none(said: str) -> None:
    talk = live(*LIFE, said)
    assert talk.known["housing"] == "stable" and talk.asks != "life_now"


@pytest.mark.parametrize("before", [LIFE, HEALTH])
@pytest.mark.parametrize(
    "said",
    [
        "none of this helps me",
        "none of these help",
        "stop asking me that i already told you",
        "i already told you that",
        "you already asked me this",
    ],
)
def test_a_complaint_of_the_questions_is_no_answer(before: tuple[str, ...], said: str) -> None:
    talk = live(*before)
    asked, known = talk.asks, talk.known
    assert "650-616-2133" in talk.say(said)
    assert (talk.asks, talk.known) == (asked, known)
    assert [one["words"] for one in talk.screening.complaints] == [said]


def test_what_is_told_beside_such_a_complaint_is_heard() -> None:
    talk = live(*LIFE)
    talk.say("i already told you im pregnant")
    assert talk.known["pregnancy"] == "pregnant"


def test_what_goes_against_an_earlier_answer_is_asked_about() -> None:
    talk = live(*HEALTH)
    assert "I want to get this right" in talk.say("none of them but i live in my car")

"""What a message only hints at is asked about once, shortly, and never guessed."""

from __future__ import annotations

import pytest

from bot.conversation.replies import Hint, NotUnderstood, Volunteered
from bot.dialogue.hearing import quoted
from bot.dialogue.interviewing import interview
from tests.conversation.talk import Talk
from tests.dialogue.second_thoughts import texted

SHELTER = Hint("housing", "shelter", "the shelter")


def asked_for_lists(hint: Hint, *more: Hint, channel: str = "sms") -> Talk:
    """A member who hints at something where the first list is open."""
    talk = Talk(channel)
    talk.say("me", "1", "34")
    talk.reply(Volunteered({}, hints=(hint, *more)), "i eat at the shelter and so on")
    return talk


@pytest.mark.parametrize("channel", ["sms", "web"])
def test_one_short_question_in_their_own_words(channel: str) -> None:
    talk = asked_for_lists(SHELTER, channel=channel)
    assert talk.asks == "confirm"
    assert talk.heard[-1].startswith('You said "the shelter". Are you staying in a shelter now?')
    assert "1 Yes" in talk.heard[-1] and "2 No" in talk.heard[-1] and "3 Not sure" in talk.heard[-1]


def test_a_yes_takes_it_and_it_is_not_asked_again() -> None:
    talk = asked_for_lists(SHELTER)
    talk.say("yes")
    assert known(talk)["housing"] == "shelter"
    assert "No steady" not in talk.heard[-1]


@pytest.mark.parametrize("answer", ["no", "not sure", "skip"])
def test_anything_else_takes_nothing_and_the_ordinary_question_stays(answer: str) -> None:
    talk = asked_for_lists(SHELTER)
    talk.say(answer)
    assert "housing" not in known(talk)
    assert talk.asks == "life_now" and "No steady or safe home" in talk.heard[-1]


def test_no_fact_is_asked_about_twice() -> None:
    talk = asked_for_lists(SHELTER)
    talk.say("no")
    talk.reply(Volunteered({}, hints=(SHELTER,)), "that shelter again")
    assert talk.asks == "life_now" and talk.screening.attempts == 1


def test_of_several_hints_one_is_asked_about() -> None:
    talk = asked_for_lists(SHELTER, Hint("pregnancy", "pregnant", "pregnant"))
    talk.say("no")
    assert talk.asks == "life_now"


def test_a_yes_or_no_fact_is_asked_by_its_own_question_and_a_no_is_a_no() -> None:
    talk = asked_for_lists(Hint("caring_for_child", True, "my kids"))
    assert talk.asks == "caring_for_child"
    assert 'You said "my kids".' in talk.heard[-1]
    talk.say("no")
    assert known(talk)["caring_for_child"] is False


@pytest.mark.parametrize(
    "hint",
    [
        Hint("high_risk", True, "overdosed"),
        Hint("specialty_behavioral_health", True, "therapist"),
        Hint("family_maintenance", True, "cps"),
        Hint("housing", "fleeing_violence", "my ex"),
        Hint("social_factors", {"includes": ["safety"]}, "my ex"),
    ],
)
def test_what_is_tender_is_not_asked_about_on_a_hint(hint: Hint) -> None:
    assert asked_for_lists(hint).asks == "life_now"


def test_what_is_known_or_can_change_nothing_is_not_asked_about() -> None:
    talk = Talk()
    talk.say("me", "1", "34", "none")
    talk.reply(Volunteered({}, hints=(SHELTER,)), "the shelter")
    assert talk.asks != "confirm"
    talk = Talk()
    talk.say("me", "kaiser")
    talk.reply(Volunteered({}, hints=(SHELTER,)), "the shelter")
    assert talk.asks == "handover"


def test_a_hint_beside_an_answer_waits_until_plan_and_age_are_known() -> None:
    talk = texted("hi i think im pregnant, can you help", "me", "1")
    assert talk.asks == "age"
    assert 'You said "pregnant". Are you pregnant now?' in talk.say("34")
    talk.say("yes")
    assert talk.known["pregnancy"] == "pregnant"


def test_how_often_without_since_when_is_asked_with_the_day() -> None:
    talk = texted("me", "1", "34", "been to the er like 6 times")
    assert "Did you go to the ER 6 times since May 21?" in talk.bodies[-1]
    talk.say("yes")
    assert talk.known["ed_visits_6_months"] == 6


def test_another_fact_in_place_of_the_answer_is_taken_and_the_hint_let_go() -> None:
    talk = texted("me", "1", "34", "been to the er like 6 times", "we sleep in our car now")
    assert talk.known["housing"] == "unsheltered" and talk.asks != "confirm"


def test_going_back_undoes_the_answer_to_it() -> None:
    talk = asked_for_lists(SHELTER)
    talk.say("yes", "back")
    assert "housing" not in known(talk)


def test_a_message_of_which_nothing_is_understood_but_a_useless_hint_is_not_understood() -> None:
    talk = asked_for_lists(Hint("high_risk", True, "overdosed"))
    assert talk.screening.attempts == 1
    talk.reply(NotUnderstood())
    assert talk.screening.attempts == 2


@pytest.mark.parametrize(
    ("words", "text", "quote"),
    [
        ("the shelter", "I eat at The Shelter, mostly.", "The Shelter"),
        ("medical", "i have medi-cal", ""),
        ("six times", 'like "six times" ok', "six times"),
    ],
)
def test_only_what_they_wrote_is_quoted(words: str, text: str, quote: str) -> None:
    assert quoted(words, text) == quote


def known(talk: Talk) -> dict[str, object]:
    return interview().basis.facts(talk.screening).to_json()

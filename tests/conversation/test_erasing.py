"""Forgetting everything: at once on the word, after one question else."""

from __future__ import annotations

import pytest

from bot.conversation.erasing import ERASE_SURE, effects_of
from bot.conversation.replies import AskErase, Erase
from bot.language.reader import read_reply
from tests.conversation.talk import Talk, interview


def open_id(talk: Talk) -> str | None:
    question = interview().open_question(talk.screening)
    return question.id if question else None


def asked_about_age(channel: str = "sms") -> Talk:
    talk = Talk(channel)
    talk.say("me", "hpsm")
    return talk


@pytest.mark.parametrize("text", ["ERASE", "erase", "Erase everything.", "please erase"])
def test_on_the_very_word_nothing_is_left_and_nothing_is_asked(text: str) -> None:
    talk = asked_about_age()
    assert "erased" in talk.say(text)
    assert effects_of(talk.screening.to_json()) == ["erase"]
    assert talk.screening.answers == () and talk.screening.who is None


@pytest.mark.parametrize(
    "text", ["delete my data", "forget everything i told you", "erase my data"]
)
def test_in_other_words_it_is_asked_about_once(text: str) -> None:
    talk = asked_about_age()
    assert "?" in talk.say(text)
    assert open_id(talk) == ERASE_SURE
    assert effects_of(talk.screening.to_json()) == []


@pytest.mark.parametrize("text", ["yes", "1", "erase it", "ERASE"])
def test_a_clear_yes_erases(text: str) -> None:
    talk = asked_about_age()
    talk.say("delete my data", text)
    assert effects_of(talk.screening.to_json()) == ["erase"]


@pytest.mark.parametrize("text", ["no", "2", "keep it", "not sure", "skip", "purple elephants"])
def test_anything_else_keeps_all_and_goes_on_where_they_were(text: str) -> None:
    talk = asked_about_age()
    before = talk.screening.answers
    answer = talk.say("delete my data", text)
    assert "erased nothing" in answer
    assert open_id(talk) == "age"
    assert talk.screening.answers == before


def test_after_the_talk_has_closed_it_can_still_be_asked_for() -> None:
    talk = Talk()
    talk.say("me", "kaiser", "not now")
    assert open_id(talk) is None
    talk.say("delete my data")
    assert open_id(talk) == ERASE_SURE
    talk.say("yes")
    assert effects_of(talk.screening.to_json()) == ["erase"]


def test_a_person_can_be_asked_for_instead() -> None:
    talk = asked_about_age()
    talk.say("delete my data", "talk to a person")
    assert talk.screening.stage == "person"


def test_the_intent_alone_never_erases_without_asking() -> None:
    assert read_reply("i dont want you to keep any of this", None, "erase") == AskErase()
    assert read_reply("ERASE", None, None) == Erase()

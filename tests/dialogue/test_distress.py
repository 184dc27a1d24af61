"""Who tells of something hard in place of an answer is heard, and has not failed at anything."""

from __future__ import annotations

import pytest

from bot.channels.sms_text import is_gsm, segments
from bot.conversation.first import HELP_ROOM
from bot.conversation.room import LONGEST
from bot.conversation.screening import Screening
from bot.safety import help_line, look
from tests.dialogue.live import Live

HARD = "That sounds very hard. To talk with a person, say PERSON."
TO_AGE = ("me", "hpsm medi-cal")
TO_A_LIST = (*TO_AGE, "34")


def asked(*answers: str) -> Live:
    talk = Live()
    if answers:
        talk.say(*answers)
    return talk


def screening(talk: Live) -> Screening:
    return Screening.from_json(talk.saved or {})


@pytest.mark.parametrize("before", [(), TO_AGE, TO_A_LIST])
@pytest.mark.parametrize(
    "text",
    [
        "i cant do this anymore",
        "i just feel empty",
        "whats the point of anything",
        "im a burden to everyone",
        "i lost my son last year and i cant go on",
        "ya no le veo caso a nada",
    ],
)
def test_distress_is_heard_with_a_kind_word_and_a_person_and_the_question_stays(
    text: str, before: tuple[str, ...]
) -> None:
    talk = asked(*before)
    open_before, answers = screening(talk).open, screening(talk).answers
    danger = look(text, open_before)
    assert danger is not None and danger.tier == 2
    said = talk.say(text)
    assert said.startswith(HARD) and "Sorry" not in said
    after = screening(talk)
    assert (after.open, after.answers, after.attempts) == (open_before, answers, 0)
    whole = f"{help_line('en')} {said}"
    assert is_gsm(whole) and segments(whole) <= 2 and len(whole) <= LONGEST


def test_the_open_question_follows_with_its_choices_where_there_is_room() -> None:
    assert asked().say("i cant do this anymore").endswith("4 I am a provider")
    assert "How old are you?" in asked(*TO_AGE).say("i just feel empty")


def test_an_attempt_that_failed_before_still_counts_and_the_next_answer_is_taken() -> None:
    talk = asked(*TO_AGE)
    talk.say("purple")
    assert screening(talk).attempts == 1
    assert talk.say("i feel like giving up").startswith(HARD)
    assert screening(talk).attempts == 1
    talk.say("34")
    assert screening(talk).open != "age"


def test_person_said_after_it_leads_to_a_person() -> None:
    talk = asked(*TO_AGE)
    talk.say("i feel like giving up")
    talk.say("PERSON")
    assert screening(talk).stage in ("person", "handover")


def test_what_harmlessly_answers_nothing_is_asked_about_as_ever() -> None:
    assert asked(*TO_AGE).say("purple").startswith("Sorry")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_room_kept_for_the_line_of_help_is_what_it_takes(language: str) -> None:
    assert len(help_line(language)) + 1 <= HELP_ROOM

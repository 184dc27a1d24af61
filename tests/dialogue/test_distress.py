"""Who tells of something hard in place of an answer is heard, and has not failed at anything."""

from __future__ import annotations

import pytest

from bot.channels.sms_text import is_gsm, segments
from bot.conversation.room import LONGEST
from bot.conversation.screening import Screening
from bot.safety import look, names_help
from tests.dialogue.live import Live, at_the_outcome

HELP = "Call or text 988, day or night. In danger, call 911."
HARD = f"I'm sorry, that sounds very hard. {HELP}"
LOSS = "I'm sorry for your loss."
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
    warm = LOSS if "lost my son" in text else "I'm sorry, that sounds very hard."
    assert said.startswith(f"{warm} {HELP}") and "Sorry" not in said
    after = screening(talk)
    assert (after.open, after.answers, after.attempts) == (open_before, answers, 0)
    assert "say PERSON" in said and names_help(said)
    assert is_gsm(said) and segments(said) <= 2 and len(said) <= LONGEST


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


@pytest.mark.parametrize("text", ["im not ok", "not ok", "i am not okay", "no estoy bien"])
def test_not_being_ok_is_heard_amid_a_booking_after_it_and_after_a_pause(text: str) -> None:
    talk = at_the_outcome()
    talk.say("call me")
    assert talk.say(text).startswith(HARD) and talk.asks == "call_name"
    talk.say("jay", "1", "yes", "skip", "english")
    assert talk.asks is None
    assert talk.say(text).startswith(HARD)
    talk.say("bye")
    assert talk.say(text).startswith(HARD)
    away = asked(*TO_AGE)
    away.say("gotta go talk later")
    assert away.say(text).startswith(HARD)


def test_sadness_and_a_loss_are_met_with_a_kind_word_beside_what_is_told() -> None:
    told = Live(begins="me im 16 and really sad all the time").bodies[-1]
    assert told.startswith("I'm sorry it is so hard. Got it: 16.")
    assert asked(*TO_AGE).say("my husband passed away last month im 70").startswith(LOSS)
    talk = asked(*TO_A_LIST)
    assert talk.say("i just want someone to talk to. my wife died in march").startswith(LOSS)


def test_who_is_hurt_by_somebody_hears_that_it_is_not_their_doing() -> None:
    said = asked(*TO_A_LIST).say("she hits me when she is mad")
    assert said.startswith("I'm sorry. You did nothing wrong. In danger, call 911.")


def test_what_harmlessly_answers_nothing_is_asked_about_as_ever() -> None:
    assert asked(*TO_AGE).say("purple").startswith("Sorry")

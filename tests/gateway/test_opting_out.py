"""No more texts, in whatever words: one confirmation at most, and in the web chat a clear end."""

import time

import pytest

from bot.gateway.first_look import Look, look_at, look_at_web
from tests.fakes.serving import wait_for

PHONE = "+16505550111"
IN_A_SENTENCE = [
    "leave me alone",
    "stop texting me",
    "please dont text me anymore",
    "no mas textos",
]


@pytest.mark.parametrize("words", IN_A_SENTENCE)
def test_said_in_a_sentence_it_is_confirmed_once_and_nothing_follows(line, words):
    with line.working():
        line.text(PHONE, "hello")
        wait_for(lambda: line.texts_to(PHONE))
        line.text(PHONE, words)
        said = wait_for(lambda: line.texts_to(PHONE)[1:], 20)
        line.text(PHONE, words)
        line.text(PHONE, "hello?")
        time.sleep(0.5)
    assert line.texts_to(PHONE)[1:] == said
    assert "no more texts" in said[0] and "START" in said[0]


def test_what_still_waits_is_not_sent_but_the_confirmation_is(line):
    line.text(PHONE, "hello")
    assert line.taker().step()
    line.text(PHONE, "stop texting me")
    with line.working():
        said = wait_for(lambda: line.texts_to(PHONE))
        time.sleep(0.3)
    assert len(line.texts_to(PHONE)) == 1 and "no more texts" in said[0]


def test_start_after_a_sentence_brings_the_question_back(line):
    with line.working():
        line.text(PHONE, "hello")
        wait_for(lambda: line.texts_to(PHONE))
        line.text(PHONE, "leave me alone")
        line.text(PHONE, "START")
        assert wait_for(lambda: line.texts_to(PHONE)[2:], 20)[0].startswith("2: repeat")


@pytest.mark.parametrize(
    ("text", "took", "look"),
    [
        ("STOP", "", Look.STOP),
        ("Quit", "", Look.STOP),
        ("leave me alone", "", Look.LEAVE),
        ("leave me alone", "STOP", Look.STOP),
        ("ERASE", "", Look.ERASE),
    ],
)
def test_what_twilio_confirms_is_not_confirmed_again(text, took, look):
    assert look_at(text, False, took) is look


@pytest.mark.parametrize("words", ["STOP", "stop please", "leave me alone", "quit"])
def test_in_the_web_chat_stop_ends_the_talk_with_an_answer_and_no_turn(line, words):
    with line.working():
        member = line.new_member()
        member.hear()
        said = member.say(words)[-1]
    assert "we stop here" in said["text"] and "ERASE" in said["text"]
    assert said["question"] is None
    assert len(line.turns.seen) == 1


def test_who_writes_again_after_it_is_asked_where_they_were_and_answers_nothing_blindly(line):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say("STOP")
        member.say("yes")
        member.say("yes")
    assert [turn["crossed"] for turn in line.turns.seen] == [False, True, False]


@pytest.mark.parametrize("words", ["cancel", "i quit smoking", "end of last month", "no"])
def test_in_the_web_chat_these_are_answers(words):
    assert look_at_web(words) is Look.TURN

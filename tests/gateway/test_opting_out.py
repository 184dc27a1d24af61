"""No more texts, in whatever words: one confirmation at most, and in the web chat a clear end."""

import re
import time
from pathlib import Path

import pytest

import bot
from bot.gateway.first_look import Look, look_at, look_at_web
from bot.safety import help_first
from bot.storage import cases
from tests.fakes.line import line as set_up
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
        assert wait_for(lambda: line.texts_to(PHONE)[2:], 20)[0].startswith("2: where were we")


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


@pytest.mark.parametrize("word", ["STOP", "opt out", "Unsubscribe"])
def test_where_twilio_filters_nothing_we_confirm_the_bare_word_once(tmp_path, word):
    with set_up(tmp_path, confirms_stop=False) as line:
        line.text(PHONE, "hello")
        assert line.taker().step()
        line.text(PHONE, word)
        line.text(PHONE, word)
        line.text(PHONE, "leave me alone")
        line.twilio.opted_out.clear()
        with line.working():
            wait_for(lambda: line.texts_to(PHONE))
            time.sleep(0.3)
            (said,) = line.texts_to(PHONE)
            assert "no more texts" in said and "START" in said
            line.text(PHONE, "START")
            assert wait_for(lambda: line.texts_to(PHONE)[1:], 20)[0].startswith("2: where were we")


def test_what_twilio_answered_already_we_do_not_confirm(tmp_path):
    with set_up(tmp_path, confirms_stop=False) as line:
        line.text(PHONE, "STOP", OptOutType="STOP")
        assert line.count("SELECT count(*) FROM outbox") == 0


@pytest.mark.parametrize("words", ["START", "unstop", "start again", "please start texting again"])
def test_they_come_back_in_their_own_words(line, words):
    line.text(PHONE, "leave me alone")
    line.text(PHONE, "yes")
    line.text(PHONE, words)
    assert line.taker().step()
    assert line.turns.seen[-1]["text"] == "where were we"
    assert line.count("SELECT count(*) FROM conversations WHERE opted_out_at IS NULL") == 1


def test_in_danger_help_goes_out_and_nothing_after_it_and_staff_read_the_words(line):
    words = "i want to kill myself, stop texting me"
    line.text(PHONE, "hello")
    assert line.taker().step()
    line.text(PHONE, words)
    line.text(PHONE, "hello?")
    with line.working():
        wait_for(lambda: line.texts_to(PHONE))
        time.sleep(0.3)
    assert line.texts_to(PHONE) == [help_first("self_harm", "en", False)]
    with line.database.read() as connection:
        (case,) = cases.newest(connection, 5)
    assert case.urgency == "urgent" and words in case.summary


def test_it_outlasts_having_everything_erased_and_a_restart(line):
    line.text(PHONE, "no mas mensajes")
    line.text(PHONE, "ERASE")
    line.text(PHONE, "hello")
    with line.working():
        wait_for(lambda: line.count("SELECT count(*) FROM inbox WHERE status = 'open'") == 0)
    line.text(PHONE, "what is this")
    assert not line.taker().step()
    assert not any(body.startswith("1:") for body in line.texts_to(PHONE))


TAKEN = re.compile(
    r"\b(?:send|say|text|reply|answer|type)\b[^.]{0,20}\b"
    r"(YES|END|QUIT|CANCEL|HELP|INFO|REVOKE|STOPALL|UNSUBSCRIBE)\b"
)


def test_nothing_we_say_asks_for_a_word_that_twilio_takes_for_itself():
    folder = Path(bot.__path__[0]) / "wording"
    files = [*folder.rglob("*.yaml"), Path(bot.__path__[0]) / "channels" / "fixed_texts.py"]
    said = {path.name: TAKEN.findall(path.read_text(encoding="utf-8")) for path in files}
    assert len(files) > 5 and not any(said.values()), said
    assert TAKEN.findall("To talk with a person, send HELP.") == ["HELP"]

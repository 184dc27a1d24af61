"""From a message as Rasa understood it to the next state of the screening."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.replies import Chosen, Declined, NotSure, Repeat
from bot.conversation.screening import Screening
from bot.dialogue.interviewing import interview
from bot.dialogue.screening_step import Heard, reply_to, take_step
from bot.dialogue.side_questions import SIDE_QUESTIONS

HEARD = Heard("", "inform", None, "m1", "web", "2026-11-21", "2026-11-21T10:00:00Z")


def begun() -> dict:
    step = take_step(interview(), None, HEARD)
    assert step is not None
    return step.screening.to_json()


def test_with_nothing_saved_the_screening_begins_on_the_day_of_the_message() -> None:
    screening = Screening.from_json(begun())
    assert (screening.open, screening.today.isoformat()) == ("who", "2026-11-21")


@pytest.mark.parametrize(
    ("choice", "reply"),
    [
        (("self",), Chosen(("self",))),
        (("not_sure",), NotSure()),
        (("skip",), Declined()),
        (None, Repeat()),
    ],
)
def test_a_choice_is_taken_as_what_it_is_and_a_hello_as_repeat(choice, reply) -> None:
    question = interview().open_question(Screening.from_json(begun()))
    assert reply_to(question, replace(HEARD, choice=choice), "en") == reply


@pytest.mark.parametrize("intent", SIDE_QUESTIONS)
def test_a_side_question_is_left_to_its_rule(intent) -> None:
    if intent == "provider_wants_to_refer":
        return  # at the first question it is an answer
    heard = replace(HEARD, text="hm well so what about it", intent=intent)
    assert take_step(interview(), begun(), heard) is None


def test_an_answer_wins_over_what_the_model_takes_it_for() -> None:
    heard = replace(HEARD, text="me", intent="privacy_question")
    step = take_step(interview(), begun(), heard)
    assert step is not None and step.screening.who == "self"


def test_once_its_rule_has_answered_the_question_is_put_as_for_the_first_time() -> None:
    lost = take_step(interview(), begun(), replace(HEARD, text="purple", intent="nlu_fallback"))
    assert lost is not None and lost.screening.attempts == 1
    message = {"text": "and the others then", "intent": {"name": "privacy_question"}}
    events = [{"event": "user"}, {"event": "action", "name": "utter_privacy_question"}]
    heard = Heard.from_message(message, events)
    again = take_step(interview(), lost.screening.to_json(), heard)
    assert again is not None and again.screening.attempts == 0


def test_an_answer_of_the_last_turn_does_not_count_for_this_one() -> None:
    events = [{"event": "action", "name": "utter_thanks"}, {"event": "user"}]
    heard = Heard.from_message({"text": "thx", "intent": {"name": "thanks"}}, events)
    assert not heard.answered

"""Every response of the domain has its words."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from bot.channels.sms_text import render, segments
from bot.conversation.screening import Screening
from bot.dialogue.interviewing import interview, policy
from bot.dialogue.nlg import speak
from bot.dialogue.side_questions import SIDE_QUESTIONS
from bot.dialogue.surroundings import ROOT
from tests.dialogue.test_screening_step import begun

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("response", DOMAIN["responses"])
def test_every_response_of_the_domain_has_words(response) -> None:
    assert speak(response, begun())["text"].strip()
    assert speak(response, None)["text"].strip()


def test_every_side_question_is_an_intent_with_a_response_and_a_rule() -> None:
    rules = yaml.safe_load((ROOT / "data/stories/side_questions.yml").read_text("utf-8"))["rules"]
    steps = [rule["steps"] for rule in rules]
    wanted = [[{"intent": name}, {"action": f"utter_{name}"}] for name in SIDE_QUESTIONS]
    assert sorted(map(str, steps)) == sorted(map(str, wanted))
    assert set(SIDE_QUESTIONS) <= set(DOMAIN["intents"])
    assert {f"utter_{name}" for name in SIDE_QUESTIONS} <= set(DOMAIN["responses"])


def test_the_question_comes_with_its_options_and_no_outcome_yet() -> None:
    spoken = speak("utter_ask_answer", begun())
    assert spoken["custom"]["question"]["id"] == "who"
    assert spoken["custom"]["outcome"] is None


def test_a_response_that_is_not_known_is_an_error_and_not_silence() -> None:
    with pytest.raises(KeyError):
        speak("utter_nothing_of_the_kind", begun())


def test_the_hours_that_are_told_are_those_of_the_contacts() -> None:
    hours = policy().contacts["member_services"]["hours"]
    assert (hours["days"][0], hours["days"][-1]) == ("monday", "friday")
    assert (hours["from"], hours["to"]) == ("08:00", "18:00")
    assert "Mon-Fri 8 to 6" in speak("utter_faq_phone_or_hours", begun())["text"]


@pytest.mark.parametrize("who", ["self", "other"])
@pytest.mark.parametrize("question", policy().questions)
def test_an_answer_and_the_question_after_it_go_into_one_text_message(question, who) -> None:
    asked = replace(Screening.from_json(begun()), channel="sms", who=who)
    saved = replace(asked, stage="asking", open=question).to_json()
    for topic in SIDE_QUESTIONS:
        answer = speak(f"utter_{topic}", saved)["text"]
        spoken = speak("utter_ask_answer", saved, answer)
        shown = {"text": f"{answer} {spoken['text']}", **spoken["custom"]}
        assert segments(render(shown)) <= 2


def test_on_the_web_the_question_always_comes_with_the_answer() -> None:
    asked = replace(Screening.from_json(begun()), who="self", stage="asking", open="life_now")
    spoken = speak("utter_ask_answer", asked.to_json(), "An answer. " * 30)
    assert spoken["custom"]["question"]["id"] == "life_now"


def test_speaking_changes_nothing() -> None:
    saved = begun()
    first = speak("utter_ask_answer", saved)
    assert speak("utter_ask_answer", saved) == first
    assert interview() is interview()

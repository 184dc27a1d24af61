"""Every response of the domain has its words."""

from __future__ import annotations

import pytest
import yaml

from bot.conversation.screening import Screening
from bot.dialogue.interviewing import interview, policy
from bot.dialogue.nlg import speak
from bot.dialogue.surroundings import ROOT
from tests.dialogue.test_screening_step import begun

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("response", DOMAIN["responses"])
def test_every_response_of_the_domain_has_words(response) -> None:
    assert speak(response, begun())["text"].strip()
    assert speak(response, None)["text"].strip()


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
    asked = Screening.from_json(begun()).to_json() | {"aside": "answer:faq_phone_or_hours"}
    assert "Mon-Fri 8 to 6" in speak("utter_ask_answer", asked)["text"]


def test_speaking_changes_nothing() -> None:
    saved = begun()
    first = speak("utter_ask_answer", saved)
    assert speak("utter_ask_answer", saved) == first
    assert interview() is interview()

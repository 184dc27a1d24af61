"""Every answer to what people ask beside the questions: short, plain, and with what it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml

from bot.channels.sms_text import is_gsm, render, segments
from bot.conversation.asking import OWN_QUESTIONS, STUCK
from bot.conversation.course import PROVIDER
from bot.conversation.screening import ANSWER, WHO, Screening
from bot.dialogue.side_questions import side_questions
from bot.dialogue.surroundings import ROOT
from tests.conversation.talk import interview
from tests.wording.reading import grade

TOPICS = sorted(side_questions())
DAY = date(2026, 11, 21)
HIGHEST_GRADE = 6.0
MOST_SEGMENTS = 2
MOST_CHARACTERS = 306
SHORTEST_QUESTION = " So, which of these?"
ONE_SEGMENT = 160
FEWEST_WORDS_QUOTED = 3
# Said without an intent of its own: told by its letters and words.
WITHOUT_INTENT = {"other_language", "baffled"}
# Said beside the screening too, but not as a question about the plan.
ASKED_OTHERWISE = {"help", "out_of_scope"}
POLICY = interview().basis.policy
PLANNED = [*POLICY.questions, *(id for id in OWN_QUESTIONS if id not in (STUCK, "which_is_right"))]


def written() -> dict[str, dict[str, Any]]:
    """answers.yaml as an analyst sees it."""
    path = ROOT / "bot" / "wording" / "en" / "answers.yaml"
    content: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def asked(topic: str, question: str, who: str, channel: str) -> Screening:
    """A screening at this question, when somebody asks about the topic."""
    begun = interview().begin(DAY, channel=channel)
    stage = {"handover": "outcome", PROVIDER: PROVIDER}.get(question, "asking")
    return replace(begun, who=who, stage=stage, open=question, aside=ANSWER + topic)


@pytest.mark.parametrize("topic", TOPICS)
def test_an_answer_names_its_source_and_the_words_it_rests_on(topic: str) -> None:
    entry = written()[topic]
    assert set(entry) <= {"text", "for_provider", "sources", "part_of", "note"}
    assert entry["sources"]
    for source, words in entry["sources"].items():
        assert source in POLICY.sources, source
        assert len(words.split()) >= FEWEST_WORDS_QUOTED or source == "assistant"
    assert entry.get("part_of", topic) in written()


def test_what_the_plan_says_is_never_rested_on_ourselves_alone() -> None:
    about_us = {t for t, entry in written().items() if set(entry["sources"]) == {"assistant"}}
    courtesies = {"are_you_a_bot", "help", "baffled", "out_of_scope", "thanks", "goodbye"}
    ourselves = {"faq_what_is_this", "faq_is_this_real", "faq_who_pays", "faq_how_number"}
    how_it_works_here = {"faq_papers", "faq_someone_helps"}
    assert about_us == courtesies | ourselves | how_it_works_here


@pytest.mark.parametrize("who", ["self", "child", "other", PROVIDER])
@pytest.mark.parametrize("topic", TOPICS)
def test_an_answer_is_one_plain_text_message(topic: str, who: str) -> None:
    after_the_end = replace(asked(topic, WHO, who, "sms"), open=None, stage="closed")
    text = interview().ask(after_the_end).text
    assert text and is_gsm(text), text
    assert segments(text) <= MOST_SEGMENTS and len(text) <= ONE_SEGMENT, (len(text), text)
    assert grade(text) <= HIGHEST_GRADE, (grade(text), text)


@pytest.mark.parametrize("question", PLANNED)
@pytest.mark.parametrize("who", ["self", "other"])
def test_an_answer_and_the_question_after_it_go_into_one_text_message(
    question: str, who: str
) -> None:
    for topic in TOPICS:
        shown = interview().ask(asked(topic, question, who, "sms")).to_json()
        assert is_gsm(render(shown))
        assert segments(render(shown)) <= MOST_SEGMENTS, render(shown)


@pytest.mark.parametrize("question", PLANNED)
def test_on_the_web_the_question_always_comes_with_the_answer(question: str) -> None:
    for topic in TOPICS:
        shown = interview().ask(asked(topic, question, "self", "web"))
        assert shown.question is not None and shown.question["id"] == question
        room = MOST_CHARACTERS - len(render(shown.to_json()))
        assert "?" in shown.text or 0 <= room < len(SHORTEST_QUESTION)


def test_no_member_is_given_a_fax_number_and_a_provider_is() -> None:
    faxes = {POLICY.contacts["providers"][way]["fax"] for way in POLICY.contacts["providers"]}
    told = {
        who: " ".join(
            interview().ask(replace(asked(t, WHO, who, "web"), open=None)).text for t in TOPICS
        )
        for who in ("self", "child", "other", PROVIDER)
    }
    assert all(fax in told[PROVIDER] for fax in faxes)
    assert not any(fax in told[who] for fax in faxes for who in ("self", "child", "other"))


def test_there_is_an_answer_about_each_of_the_supports() -> None:
    assert {f"faq_support_{id}" for id in POLICY.supports} <= set(TOPICS)


def test_every_topic_is_an_intent_with_a_rule_for_after_the_end() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    file = ROOT / "data" / "stories" / "side_questions.yml"
    [rule] = yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]
    intents = [step["intent"] for step in rule["steps"][0]["or"]]
    topics = set(TOPICS) - WITHOUT_INTENT
    assert sorted(intents) == sorted(topics - ASKED_OTHERWISE)
    assert topics <= set(domain["intents"])
    faqs = {name for name in domain["intents"] if name.startswith("faq_")}
    assert faqs <= topics


@pytest.mark.parametrize(
    ("topic", "told"),
    [
        ("faq_decision_time", ("5 working days", "72 hours")),
        ("faq_how_long_it_lasts", ("12 months", "6 more months")),
        ("faq_providers", ("Bridges to Wellness", "Healthcare in Action", "Upward Health")),
        ("faq_phone_or_hours", ("650-616-2133", "TTY 711", "Mon-Fri 8 to 6")),
        ("faq_waiver", ("MSSP", "ECM", "same time")),
        ("faq_medi_cal_or_careadvantage", ("not for CareAdvantage", "for both")),
    ],
)
def test_an_answer_tells_what_the_plan_says(topic: str, told: tuple[str, ...]) -> None:
    text = interview().ask(replace(asked(topic, WHO, "self", "web"), open=None)).text
    assert all(words in text for words in told), text


def test_a_team_that_takes_nobody_is_not_named() -> None:
    shut = [team["name"] for team in POLICY.contacts["ecm_providers"] if not team["accepting"]]
    assert shut
    for topic in TOPICS:
        text = interview().ask(replace(asked(topic, WHO, PROVIDER, "web"), open=None)).text
        assert not any(name in text for name in shut)

"""Who the member is to the one who writes: the sentences speak of "your mom", and of her."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.channels.sms_text import is_gsm, render, segments
from bot.conversation.asking import OWN_QUESTIONS, STUCK
from bot.dialogue.interviewing import interview
from bot.language.changes import relation_in
from tests.dialogue.second_thoughts import texted
from tests.wording.reading import grade, labels_of

DAY = date(2026, 3, 28)
LONGEST = ("granddaughter", "grandson", "roommate")
QUESTIONS = [*interview().basis.policy.questions, *(id for id in OWN_QUESTIONS if id != STUCK)]


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("my mom", "Which health plan does your mom have? It is on her plan card."),
        ("texting for my father", "Which health plan does your father have? It is on his"),
        ("its for my husband", "does your husband have? It is on his"),
        ("a client of mine", "does your client have? It is on their"),
        ("my son", "does your son have? It is on his"),
        ("my little girl", "does your daughter have? It is on her"),
        ("someone I care for", "Which health plan do they have? It is on their"),
    ],
)
def test_the_word_they_use_is_the_word_we_use(said: str, asks: str) -> None:
    assert asks in texted(said).bodies[-1]


def test_the_one_it_is_for_comes_before_who_sent_them() -> None:
    assert relation_in("my sister told me to text for my mom", None, asked=True) == "mom"


@pytest.mark.parametrize("said", ["my dad is 81", "my dad, he's 81", "he is my dad, 81"])
def test_a_relation_told_later_is_used_from_then_on(said: str) -> None:
    talk = texted("someone I care for", "1", said)
    assert talk.screening.relation == "dad" and talk.known["age"] == 81


@pytest.mark.parametrize("said", ["she lives with my brother and my mom", "my sisters kids, 2"])
def test_somebody_else_who_is_named_is_not_taken_for_the_member(said: str) -> None:
    assert texted("someone I care for", "1", "70", said).screening.relation == ""


def test_a_mother_is_a_mom_and_no_second_person() -> None:
    talk = texted("my mother", "1", "its for my mom")
    assert talk.asks == "age" and "your mother" in talk.bodies[-1]


def test_who_changes_for_whom_it_is_changes_how_we_speak() -> None:
    talk = texted("me", "1", "34", "this is for my wife now", "yes")
    assert talk.screening.relation == "wife" and "does your wife have" in talk.bodies[-1]
    talk.say("1", "33", "start over", "my dad")
    assert talk.screening.relation == "dad" and "does your dad have" in talk.bodies[-1]
    assert "does your dad have" in talk.say("repeat")


def test_the_word_is_not_the_texters_own() -> None:
    talk = texted("me, my mom told me to text you")
    assert talk.screening.who == "other" or talk.screening.relation == ""


@pytest.mark.parametrize("relation", LONGEST)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_stays_short_and_plain_with_the_longest_words(
    question: str, relation: str
) -> None:
    begun = interview().begin(DAY, channel="sms")
    for aside in (None, "why"):
        asked = replace(begun, who="other", relation=relation, stage="asking", open=question)
        message = interview().ask(replace(asked, aside=aside)).to_json()
        body = render(message)
        assert is_gsm(body) and segments(body) <= 2, body
        assert grade(message["text"], labels_of(message["question"])) <= 6.0, body
        assert "{" not in body and " they is " not in body and " she are " not in body

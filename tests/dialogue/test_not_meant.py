"""What a message tells of something, or somebody, else is no answer to the open question."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest

from bot.dialogue.told import reader
from tests.dialogue.second_thoughts import texted

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "text",
    [
        "i have 2 kids",
        "been to the er like 6 times",
        "7 mo preg",
        "i am 6 weeks postpartum",
        "got a 30 day notice to move out",
        "i was locked up 3 years ago",
        "i am homeless with 3 kids",
        "there is no one to help me at home",
    ],
)
def test_a_number_of_something_else_is_no_age(text: str) -> None:
    texting = texted("me", "hpsm", text)
    assert "age" not in texting.known
    assert texting.say("34") and texting.known["age"] == 34


@pytest.mark.parametrize(
    ("who", "text", "age"),
    [
        ("me", "34", 34),
        ("me", "im thirty four", 34),
        ("me", "i am 34 and pregnant with 2 kids", 34),
        ("my child", "shes 8 months", 0),
        ("my child", "my son is nine", 9),
        ("someone i care for", "my dad, hes 74", 74),
        ("me", "34 years and 6 months", 34),
    ],
)
def test_an_age_is_heard_however_it_is_said(who: str, text: str, age: int) -> None:
    assert texted(who, "hpsm", text).known["age"] == age


@pytest.mark.parametrize(
    "text",
    [
        "actually i have 3 kids and im homeless",
        "actually i went to the er 6 times",
        "actually theres one more thing",
        "i meant the 2 bedroom place",
        "no wait, 2 of them",
        "actually 1",
    ],
)
def test_a_number_of_something_else_corrects_no_age(text: str) -> None:
    assert texted("me", "hpsm", "34", text).known["age"] == 34


def test_a_number_that_is_not_listed_picks_no_answer_to_change() -> None:
    texting = texted("me", "hpsm", "34", "1", "i made a mistake")
    before = texting.known
    assert texting.asks == "change_which"
    texting.say("7")
    assert (texting.asks, texting.known) == ("change_which", before)


@pytest.mark.parametrize(
    ("before", "text", "fact"),
    [
        (("me",), "45 no wait 46", "coverage"),
        (("me",), "no food and no ride", "coverage"),
        (("me",), "my case manager quit so i dont have one anymore", "coverage"),
    ],
)
def test_a_no_about_something_else_closes_no_door(
    before: tuple[str, ...], text: str, fact: str
) -> None:
    assert fact not in texted(*before, text).known


def test_a_plain_no_to_the_open_question_still_counts() -> None:
    assert texted("me", "i dont have any insurance").known["coverage"] == "none"


@pytest.mark.parametrize("who", ["my dad", "my child"])
@pytest.mark.parametrize(
    "text",
    [
        "i am pregnant and homeless",
        "i am 40 and i live in my car",
        "i was in jail 3 months ago",
        "i have diabetes and high blood pressure",
    ],
)
def test_what_the_helper_tells_of_themselves_is_not_the_members(who: str, text: str) -> None:
    texting = texted(who, "hpsm", "16")
    before = texting.known
    texting.say(text)
    assert texting.known == before


def test_what_a_family_shares_is_the_members_too() -> None:
    assert texted("my child", "hpsm", "9", "we live in our car").known["housing"] == "unsheltered"


def test_1600_characters_of_numbers_are_read_in_a_few_seconds() -> None:
    started = time.process_time()
    reader().spot("1 2 3 4 5 6 7 8 9 " * 88, "life_now", TODAY, "self")
    assert time.process_time() - started < 4.0  # it was 8 and more, and held up everybody


@pytest.mark.parametrize("text", ["\U0001f44d\U0001f44d", ".", "\n", "привет"])
def test_a_message_without_a_word_we_know_is_read_at_any_question(text: str) -> None:
    for question in ("stays_12_months", "ed_visits_12_months", "ed_visits_6_months", "age"):
        facts: dict[str, Any] = dict(reader().phrases.spot(text, question, TODAY, "self").facts)
        assert facts == {}


@pytest.mark.parametrize("text", ["and", "and and", "or", ","])
def test_a_joining_word_alone_ticks_nothing(text: str) -> None:
    texting = texted("me", "hpsm", "34")
    before = texting.known
    texting.say(text)
    assert (texting.asks, texting.known) == ("life_now", before)

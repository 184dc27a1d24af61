"""Asking for a call in a text's own words, and what only sounds like it."""

from __future__ import annotations

import pytest

from bot.language.calls import asks_for_call, means_this_phone, time_wished


@pytest.mark.parametrize(
    "text",
    [
        "yea call me",
        "yes please call me back",
        "can u call me",
        "could someone please give me a call",
        "i need someone to call me",
        "i want them to call",
        "gimme a call pls",
        "Call me at 650 555 0111",
        "im homeless, call me please",
        "my phone is dying call me back",
        "have em call",
        "just call me tomorrow after 5",
        "id like a call",
        "you can call me on my cell",
        "tell them to call me",
    ],
)
def test_a_call_is_asked_for_in_many_ways(text: str) -> None:
    assert asks_for_call(text)


@pytest.mark.parametrize(
    "text",
    [
        "dont call me",
        "i dont want a call",
        "when will they call me",
        "will they call me",
        "who is gonna call me",
        "what number will they call me from",
        "my friends call me dee",
        "he used to call me names",
        "they never call me back",
        "nobody will call me",
        "i asked them to call me",
        "can i call you",
        "i call my mom every day",
        "cps keeps calling me",
        "if they call me what do i say",
        "can you call my mom",
        "i call 911 a lot",
        "my son cant call me",
    ],
)
def test_a_call_that_is_told_asked_about_or_refused_is_not_asked_for(text: str) -> None:
    assert not asks_for_call(text)


def test_please_do_asks_for_a_call_only_where_one_is_offered() -> None:
    assert asks_for_call("please do", offered=True)
    assert not asks_for_call("please do")


@pytest.mark.parametrize(
    "text",
    [
        "same number as this",
        "this one",
        "the one im texting from",
        "this phone is fine",
        "same",
        "the number u have",
    ],
)
def test_the_phone_they_write_from_is_named_in_many_ways(text: str) -> None:
    assert means_this_phone(text)


@pytest.mark.parametrize(
    "text", ["not this one", "a different number", "mornings", "lost my phone"]
)
def test_another_phone_is_not_this_one(text: str) -> None:
    assert not means_this_phone(text)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("call me on december 3 at 2 pm", "on december 3 at 2 pm"),
        ("call me in two weeks at 10 am", "in two weeks at 10 am"),
        ("call me christmas at 10 am", "christmas at 10 am"),
        ("call me thursday nov 26 at 10am", "thursday nov 26 at 10am"),
        ("call me at 10 am on dec 3", "at 10 am on dec 3"),
        ("call me the day after tomorrow at 10", "the day after tomorrow at 10"),
        ("my heat went out on nov 18, call me", None),
        ("call me, not before noon", "not before noon"),
        ("call me after 3", "after 3"),
    ],
)
def test_a_time_is_told_with_the_day_beside_it(text: str, time: str | None) -> None:
    assert time_wished(text) == time

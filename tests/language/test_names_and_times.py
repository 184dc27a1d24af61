"""A name is a name and no insult or sentence; a time to call may be said in many ways."""

from __future__ import annotations

import pytest

from bot.conversation.questions import AskedQuestion, Option
from bot.conversation.replies import Chosen, Declined, NotUnderstood, Text
from bot.language.reader import read_reply

NAME = AskedQuestion("call_name", "text", options=(Option("skip", "Skip"),))
WHEN = AskedQuestion(
    "call_when",
    "choice",
    options=(
        Option("morning", "Mornings"),
        Option("afternoon", "After noon"),
        Option("any", "Any time"),
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "Ana",
        "Will",
        "Hope",
        "Maria del Carmen",
        "An Nguyen",
        "My",
        "Jean-Luc",
        "O'Neil",
        "Angel",
        "J",
    ],
)
def test_a_name_is_taken_as_it_is_written(text: str) -> None:
    assert read_reply(text, NAME, None) == Text(text)


@pytest.mark.parametrize(
    "text",
    [
        "fuck you",
        "you idiot",
        "asshole",
        "none of ur business dude",
        "why do they need that",
        "i dont want to give my name",
        "what for",
        "you",
        "whatever",
        "is this a robot",
        "Ana?",
        "my rent is due",
        "12",
    ],
)
def test_an_insult_or_a_sentence_is_no_name(text: str) -> None:
    assert not isinstance(read_reply(text, NAME, None), Text)


def test_a_no_to_the_name_is_taken_without_fuss() -> None:
    assert read_reply("no", NAME, None) == Declined()


@pytest.mark.parametrize(
    "text",
    [
        "now",
        "asap",
        "evenings",
        "tonight",
        "after 5",
        "as soon as you can, soon",
        "weekdays",
        "mondays",
    ],
)
def test_a_time_to_call_is_taken_in_their_own_words(text: str) -> None:
    assert read_reply(text, WHEN, None) == Text(text)


@pytest.mark.parametrize("text", ["not now", "not today", "purple"])
def test_what_is_no_time_to_call_is_not_taken_for_one(text: str) -> None:
    assert isinstance(read_reply(text, WHEN, None), NotUnderstood)


@pytest.mark.parametrize(("text", "value"), [("1", "morning"), ("any time", "any")])
def test_a_choice_stays_a_choice(text: str, value: str) -> None:
    assert read_reply(text, WHEN, None) == Chosen((value,))

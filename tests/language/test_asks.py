"""What of a message asks, and what of it tells."""

from __future__ import annotations

import pytest

from bot.language.asks import told_in


@pytest.mark.parametrize(
    "text",
    [
        "what is ecm",
        "how long until they decide",
        "do i have to pay for medi-cal",
        "can they put in a ramp",
        "is respite medical",
        "will ebt stop",
        "ok but what is ecm",
        "tell me about the meals",
        "my doctor said ecm, what is that",
        "i dont have money for this, does it cost",
        "i am undocumented is that a problem",
        "whats the difference between medi-cal and careadvantage",
        "is it 12 months or 6",
        "free?",
    ],
)
def test_a_question_tells_nothing(text: str) -> None:
    assert told_in(text) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("5 times. is it free?", "5 times."),
        ("yes, how much is it", "yes"),
        ("im 34. how long does this take", "im 34."),
        ("no. will i lose my ssi?", "no."),
        ("is it private? i live in my car", "i live in my car"),
    ],
)
def test_what_is_told_beside_a_question_is_kept(text: str, told: str) -> None:
    assert told_in(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "5",
        "me",
        "medi-cal with hpsm",
        "my dad",
        "i went to the er 5 times",
        "hope",
        "Will",
        "a can",
    ],
)
def test_an_answer_asks_nothing(text: str) -> None:
    assert told_in(text) is None

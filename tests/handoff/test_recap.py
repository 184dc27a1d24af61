"""The few words staff read of each answer: the value, and what the person said where it is more."""

from __future__ import annotations

from typing import Any

from bot.handoff.answers import recap


def said(words: str, value: str) -> dict[str, Any]:
    return {"words": words, "quote": words, "value": value}


def test_a_short_answer_is_told_by_its_value() -> None:
    assert recap([said("the first one", "no steady home")], 70) == ["no steady home"]


def test_what_says_more_stands_beside_the_value() -> None:
    told = recap([said("in my car since we lost the apt", "no home right now")], 70)
    assert told == ['no home right now ("in my car since we lost the apt")']


def test_words_without_a_value_are_quoted_and_cut() -> None:
    assert recap([said("my knees are bad and so on", "")], 12) == ['"my knees ..."']


def test_an_age_by_itself_is_left_out_and_nothing_is_told_twice() -> None:
    assert recap([said("im 34", "34"), said("yea", "pregnant"), said("yes", "pregnant")], 70) == [
        "pregnant"
    ]
    assert recap([said("41", ""), said("41", "41")], 70) == []

"""What takes back something said before, and what says for whom it is."""

from __future__ import annotations

import pytest

from bot.language.changes import person_in, read_correction, read_turn, without_denial


@pytest.mark.parametrize(
    ("text", "wrong", "left"),
    [
        ("wait, I said 4 but it was 6", {4}, "6"),
        ("no sorry im 34 not 43", {43}, "im 34"),
        ("its 6 not 4", {4}, "6"),
        ("i put 12, its 21", {12}, "21"),
        ("I meant no", set(), "no"),
        ("sorry i meant yes", set(), "yes"),
        ("i meant 6", set(), "6"),
    ],
)
def test_what_was_wrong_is_told_from_what_is_right(text: str, wrong: set[int], left: str) -> None:
    found = read_correction(text)
    assert found is not None and found.strong
    assert found.wrong == wrong and found.bare == left


def test_what_was_said_is_kept_apart_from_its_denial() -> None:
    found = read_correction("i said i have kids at home but i dont")
    assert found is not None and found.was == "i have kids at home" and found.rest == "i dont"


@pytest.mark.parametrize(
    "text", ["wait, 6", "actually I do have Medi-Cal", "sorry im 34", "it was 6"]
)
def test_a_word_that_may_begin_any_answer_is_a_weak_sign(text: str) -> None:
    found = read_correction(text)
    assert found is not None and not found.strong


@pytest.mark.parametrize("text", ["6", "im 34", "not 43", "i said no", "like 6 or 7", "i am 340"])
def test_an_answer_corrects_nothing(text: str) -> None:
    found = read_correction(text)
    assert found is None or not found.strong


@pytest.mark.parametrize(
    ("text", "who", "person"),
    [
        ("for my mom instead", "other", "mom"),
        ("actually this is for my son", "child", "son"),
        ("its for me now", "self", ""),
        ("No, for myself", "self", ""),
        ("i meant my dad", "other", "dad"),
        ("this is for my 9 year old daughter", "child", "daughter"),
        ("for someone else", "other", ""),
        ("start over for my wife", "other", "wife"),
    ],
)
def test_for_whom_it_is(text: str, who: str, person: str) -> None:
    turn = read_turn(text)
    assert turn is not None and (turn.who, turn.person) == (who, person)


@pytest.mark.parametrize(
    "text",
    [
        "i take care of my mom now",
        "is this for my mom?",
        "i work for my dad",
        "my mom is 80",
        "me",
        "for now",
        "i have been waiting for my son",
    ],
)
def test_to_speak_of_somebody_does_not_say_for_whom_it_is(text: str) -> None:
    assert read_turn(text) is None


def test_only_starting_over_for_them_needs_no_question() -> None:
    sure, asked = read_turn("start over for my wife"), read_turn("for my wife instead")
    assert sure is not None and sure.sure
    assert asked is not None and not asked.sure


def test_the_person_and_the_matter_of_a_message() -> None:
    assert person_in("It's for my DAD") == "dad" and person_in("me") == ""
    assert without_denial("I was never in jail") == "i was in jail"

"""What a text message costs and how options are written into it."""

import pytest

from bot.channels.sms_text import numbered, render, segments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 918, 6),
        ("a" * 919, 7),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("á" * 134, 2),
        ("á" * 135, 3),
        ("^" * 80, 1),
        ("^" * 81, 2),
        ("a" * 304 + "[", 2),
        ("a" * 304 + "[]", 3),
        ("¿Dónde está?", 1),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_as_the_networks_count_them(text, expected):
    assert segments(text) == expected


def test_an_escaped_character_is_never_split_over_two_segments():
    # 152 + 2 does not fit 153, so the bracket opens the second part and pushes the rest on.
    assert segments("a" * 152 + "[" + "a" * 151) == 2
    assert segments("a" * 152 + "[" + "a" * 152) == 3


def option(value: str, label: str) -> dict:
    return {"value": value, "label": label, "sets": {}, "clears": {}}


def question(kind: str, *options: dict, **more) -> dict:
    return {"id": "q", "kind": kind, "facts": [], "options": list(options), **more}


YES_NO = (option("yes", "Yes"), option("no", "No"), option("not_sure", "Not sure"))


def test_short_options_follow_the_text_on_one_line():
    message = {"text": "Do you rent?", "question": question("yes_no", *YES_NO)}
    assert render(message) == "Do you rent?\n1 Yes 2 No 3 Not sure"


def test_long_options_get_a_line_each():
    car = option("car", "In a car or outside")
    message = {"text": "Where?", "question": question("choice", car, option("own", "My place"))}
    assert render(message) == "Where?\n1 In a car or outside\n2 My place"


def test_companions_carry_no_number_and_the_none_option_keeps_the_next_one():
    asked = question(
        "multiple",
        option("a", "A"),
        option("b", "B"),
        option("not_sure", "Not sure"),
        option("a?", "Not sure: A"),
        option("b?", "Not sure: B"),
        option("skip", "Skip"),
        option("none", "None of these"),
    )
    assert [o["value"] for o in numbered(asked)] == ["a", "b", "not_sure", "none"]


def test_skip_is_numbered_where_the_question_is_sensitive():
    asked = question("yes_no", *YES_NO, option("skip", "Skip"), sensitive=True)
    assert [o["value"] for o in numbered(asked)][-1] == "skip"


def test_a_number_question_has_no_numbered_options():
    asked = question("number", option("not_sure", "Not sure"), option("skip", "Skip"))
    assert render({"text": "How old are you?", "question": asked}) == "How old are you?"


def test_a_message_without_a_question_is_its_text():
    assert render({"text": "Thank you.", "question": None, "outcome": None}) == "Thank you."

"""Did we reach you? What people answer to that, and what is no answer to it."""

import pytest

from bot.channels.call_texts import reached


@pytest.mark.parametrize(
    "text", ["1", "yes", "yea", "Yup, thanks", "yes they did", "she called me today", "we talked"]
)
def test_who_was_reached_says_so_in_many_ways(text):
    assert reached(text) is True


@pytest.mark.parametrize(
    "text",
    [
        *("2", "no", "nah", "no i didnt get no call", "Nobody did", "they didn't call", "not yet"),
        *("i missed it", "yes but I missed the call", "i never got a call", "no one called me"),
        *("nope nothing", "you called but i couldnt answer"),
    ],
)
def test_who_was_not_reached_says_so_in_many_more(text):
    assert reached(text) is False


@pytest.mark.parametrize(
    "text",
    [
        *("ok", "thanks", "", "call me", "you can call me today", "did you call me", "you called?"),
        *("yes but i need meals too", "no i need help with the rent", "i dont want a call no more"),
    ],
)
def test_whoever_says_something_else_is_not_taken_at_a_word(text):
    assert reached(text) is None

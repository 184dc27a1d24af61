"""A phone or a time said where a call is offered is a yes to it, and is not asked for again."""

from __future__ import annotations

import copy
from functools import lru_cache

import pytest

from bot.conversation.handover import CASE_OPEN
from bot.conversation.replies import Status
from bot.dialogue.at_a_loss import said_plainly
from tests.dialogue.live import Live, at_the_outcome, live


@lru_cache(maxsize=1)
def _offered() -> Live:
    return live("me", "hpsm", "talk to a person")


@lru_cache(maxsize=1)
def _told() -> Live:
    return at_the_outcome()


def offered() -> Live:
    """Somebody who asked for a person, and may be called, call, or go on; on a Saturday."""
    return copy.deepcopy(_offered())


@pytest.mark.parametrize("begun", [_offered, _told])
@pytest.mark.parametrize(
    "text",
    ["this number", "this one", "same number", "my cell", "this number please", "this phone"],
)
def test_the_phone_they_write_from_is_the_one_to_call(begun, text: str) -> None:
    talk = copy.deepcopy(begun())
    assert "We will call this number" in talk.say(text)
    assert (talk.asks, talk.screening.handover.wanted) == ("call_name", "call_me")


@pytest.mark.parametrize("begun", [_offered, _told])
@pytest.mark.parametrize(
    ("text", "hears"),
    [
        ("this number. now", "Nobody can call right now"),
        ("now", "Nobody can call right now"),
        ("right now", "Nobody can call right now"),
        ("today", "Nobody calls on Nov 21"),
        ("tomorrow morning", "Nobody calls on Nov 22"),
        ("tonight", "calls are Mon-Fri, 8 to 6"),
    ],
)
def test_a_time_that_cannot_be_had_is_a_call_with_the_times_there_are(
    begun, text: str, hears: str
) -> None:
    talk = copy.deepcopy(begun())
    assert hears in talk.say(text)
    assert (talk.asks, talk.screening.handover.wanted) == ("call_when", "call_me")
    talk.say("1")
    assert talk.asks == "call_name"
    talk.say("Maria")
    assert talk.asks == "voicemail"


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("asap", "Mon Nov 23, 8 to 10 am"),
        ("this number asap pls", "Mon Nov 23, 8 to 10 am"),
        ("tuesday after 3", "Tue Nov 24, 4 to 6 pm"),
        ("monday morning", "Mon Nov 23, 8 to 10 am"),
        ("anytime", "anytime"),
    ],
)
def test_a_time_that_can_be_had_is_kept_and_not_asked_again(text: str, when: str) -> None:
    talk = offered()
    assert when in talk.say(text)
    talk.say("Maria")
    assert talk.asks == "voicemail" and talk.screening.handover.when == when


def test_a_number_in_digits_is_the_one_to_call() -> None:
    talk = offered()
    talk.say("my cell is 650-555-0134")
    assert (talk.asks, talk.screening.handover.number) == ("call_name", "6505550134")


@pytest.mark.parametrize(
    "text",
    [
        *("not now", "good night", "later", "im good now", "is this number real"),
        *("i have to go now", "this number is not mine", "here", "no", "3"),
    ],
)
def test_what_says_no_or_asks_is_no_yes_to_a_call(text: str) -> None:
    talk = offered()
    talk.say(text)
    assert talk.screening.handover.wanted != "call_me"


@pytest.mark.parametrize("before", [(), ("me",), ("me", "hpsm"), ("me", "hpsm", "34")])
def test_words_of_a_phone_never_stop_a_talk_and_a_wish_to_stop_does(before) -> None:
    talk = live(*before)
    asked = talk.asks
    assert "we stop here" not in talk.say("this number. now") and talk.asks == asked
    assert "we stop here" in talk.say("stop texting me")


@pytest.mark.parametrize("before", [(), ("me",), ("me", "hpsm", "34")])
@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("can somebody just call me monday mornin", "Mon Nov 23, 8 to 10 am"),
        ("tuesday morning can someone call me", "Tue Nov 24, 8 to 10 am"),
        ("call me monday at 3 my heat is out", "Mon Nov 23, 2 to 4 pm"),
        ("i need a call asap", "Mon Nov 23, 8 to 10 am"),
    ],
)
def test_the_time_said_with_the_wish_for_a_call_is_booked(before, text: str, when: str) -> None:
    talk = live(*before)
    assert when in talk.say(text)
    talk.say("Maria")
    assert talk.asks == "voicemail" and talk.screening.handover.when == when
    assert when in talk.say("no", "skip", "english")


def test_a_day_on_which_nobody_calls_is_answered_at_once() -> None:
    talk = live()
    assert "Nobody calls on Nov 22" in talk.say("can somebody just call me tmrw mornin")
    assert talk.asks == "call_when"


def test_a_day_of_something_else_is_no_time_to_call() -> None:
    talk = live("me", "hpsm", "my heat went out on saturday can someone call me")
    assert talk.asks == "call_name" and talk.screening.handover.when is None


DETAILS = ["Maria", "1", "no", "skip", "english"]


@pytest.mark.parametrize("given", range(len(DETAILS)))
@pytest.mark.parametrize("text", ["STATUS", "status?"])
def test_amid_the_call_questions_status_tells_it_and_asks_on(given: int, text: str) -> None:
    talk = live("me", "hpsm", "call me", *DETAILS[:given])
    asked = talk.asks
    assert "You asked for a call" in talk.say(text) and talk.asks == asked
    assert talk.screening.attempts == 0


@pytest.mark.parametrize("given", range(len(DETAILS)))
@pytest.mark.parametrize("text", ["is anybody there?? this is takin forever", "omg so slow"])
def test_amid_the_call_questions_impatience_gets_a_kind_word_and_the_question(
    given: int, text: str
) -> None:
    talk = live("me", "hpsm", "call me", *DETAILS[:given])
    asked = talk.asks
    body = talk.say(text)
    assert "A person from HPSM gets what you write" in body and "801 Gateway" not in body
    assert talk.asks == asked and talk.screening.complaints[-1]["words"] == text


def test_with_a_case_impatience_asks_how_it_stands() -> None:
    talk = live("me", "hpsm", "call me", *DETAILS)
    text = "is anybody there?? this is takin forever"
    assert said_plainly(text, talk.screening, CASE_OPEN) == Status()
    assert "You asked for a call" in talk.say(text)


@pytest.mark.parametrize("text", ["asap", "asap please", "I need this ASAP!", "hurry up man"])
def test_who_wants_it_soon_amid_the_questions_hears_how_soon_and_the_question(text: str) -> None:
    talk = live("me", "hpsm")
    body = talk.say(text)
    assert "If it is urgent, in 72 hours." in body and "How old are you?" in body
    assert "Take care" not in body and talk.asks == "age"


@pytest.mark.parametrize(
    "text", ["11/24 at 10am", "call me nov 24 at 10", "call me tue 11/24 10am"]
)
def test_a_date_said_at_the_offer_is_the_time_of_the_call(text: str) -> None:
    talk = offered()
    assert "I put down Tue Nov 24, 10 am to noon." in talk.say(text)
    assert talk.asks == "call_name"

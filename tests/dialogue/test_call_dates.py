"""A day named by a date or a name is that day: taken, or told that nobody calls; never another."""

from __future__ import annotations

import copy
from functools import lru_cache

import pytest

from tests.dialogue.live import Live, live


@lru_cache(maxsize=1)
def _asked() -> Live:
    return live("me", "hpsm", "call me", "Maria")


@lru_cache(maxsize=1)
def _begun() -> Live:
    return live("me", "hpsm")


@lru_cache(maxsize=1)
def _booked() -> Live:
    return live("me", "hpsm", "call me", "Maria", "1", "no", "skip", "english")


def asked_when() -> Live:
    """Somebody who is asked when to call, on Saturday, Nov 21."""
    talk = copy.deepcopy(_asked())
    assert talk.asks == "call_when"
    return talk


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("call me on december 3 at 2 pm", "Thu Dec 3, 2 to 4 pm"),
        ("call me on nov 24 at 10 am", "Tue Nov 24, 10 am to noon"),
        ("nov 24 at 10 am", "Tue Nov 24, 10 am to noon"),
        ("november 24th at 10", "Tue Nov 24, 10 am to noon"),
        ("11/24 at 10am", "Tue Nov 24, 10 am to noon"),
        ("tuesday nov 24 2pm", "Tue Nov 24, 2 to 4 pm"),
        ("the 24th at 10 am", "Tue Nov 24, 10 am to noon"),
        ("monday the 30th at 10am", "Mon Nov 30, 10 am to noon"),
        ("i can talk dec 3 at 2", "Thu Dec 3, 2 to 4 pm"),
        ("day after tomorrow at 10 am", "Mon Nov 23, 10 am to noon"),
        ("call me wednesdays at 10", "Wed Nov 25, 10 am to noon"),
        ("call me wensday at 10 am", "Wed Nov 25, 10 am to noon"),
    ],
)
def test_a_date_on_which_somebody_calls_is_taken(text: str, when: str) -> None:
    talk = asked_when()
    assert f"I put down {when}." in talk.say(text)
    assert talk.screening.handover.slot and talk.screening.handover.when == when


@pytest.mark.parametrize(
    ("text", "hears"),
    [
        ("thursday nov 26 at 10am", "Nobody calls on Nov 26: the office is closed."),
        ("thanksgiving morning", "Nobody calls on Nov 26: the office is closed."),
        ("call me on nov 26 at 10 am", "Nobody calls on Nov 26: the office is closed."),
        ("call me christmas at 10 am", "Nobody calls on Dec 25: the office is closed."),
        ("dec 25 at 9 am", "Nobody calls on Dec 25: the office is closed."),
        ("dec 5 at 10", "Nobody calls on Dec 5: the office is closed."),
        ("nov 20 10am", "I have no call times on Nov 20."),
        ("yesterday at 10", "I have no call times on Nov 20."),
        ("call me nov 20 at 10 am", "I have no call times on Nov 20."),
        ("dec 10 at 2 pm", "I have no call times on Dec 10."),
        ("christmas", "Nobody calls on Dec 25: the office is closed."),
    ],
)
def test_who_names_a_day_on_which_nobody_calls_hears_so_with_the_times_there_are(
    text: str, hears: str
) -> None:
    talk = asked_when()
    body = talk.say(text)
    assert hears in body and "\n1 Mon Nov " in body
    assert (talk.asks, talk.screening.handover.slot) == ("call_when", None)
    talk.say("1")
    assert talk.asks == "voicemail" and talk.screening.handover.slot


@pytest.mark.parametrize(
    "text",
    [
        *("call me in two weeks at 10 am", "call me in 3 days at 10 am"),
        *("call me 2 days from now at 10am", "call me monday in 2 weeks at 10 am"),
        *("call me dec 3 or dec 4 at 2 pm", "dec 3-5 at 10", "call me nov 31 at 10 am"),
        *("call me tuesday dec 3 at 10", "call me on christmas eve at 10 am"),
        *("after christmas at 10 am", "call me december third at 2 pm", "next tuesday at 10 am"),
    ],
)
def test_a_day_that_is_not_plain_is_kept_in_their_words_and_books_none(text: str) -> None:
    talk = asked_when()
    assert "I noted: " in talk.say(text)
    assert talk.screening.handover.slot is None
    assert talk.screening.handover.when in (text, text.removeprefix("call me "))


@pytest.mark.parametrize("begun", [_begun, _asked])
@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("call me at 10 am on dec 3", "Thu Dec 3, 10 am to noon"),
        ("call me at 10 am, dec 3", "Thu Dec 3, 10 am to noon"),
        ("call me on december 3 at 2 pm", "Thu Dec 3, 2 to 4 pm"),
        ("call me 11/30 10:30am", "Mon Nov 30, 10 am to noon"),
        ("my heat went out nov 18 call me monday at 3", "Mon Nov 23, 2 to 4 pm"),
        ("they cut my heat yesterday call me at 3 pm", "Mon Nov 23, 2 to 4 pm"),
        ("my heat has been out 3 days call me tuesday at 3", "Tue Nov 24, 2 to 4 pm"),
    ],
)
def test_the_date_said_with_the_wish_for_a_call_is_its_day(begun, text: str, when: str) -> None:
    talk = copy.deepcopy(begun())
    assert f"I put down {when}." in talk.say(text)
    assert talk.screening.handover.when == when


def test_amid_other_questions_a_holiday_is_answered_at_once() -> None:
    talk = copy.deepcopy(_begun())
    assert "Nobody calls on Nov 26" in talk.say("call me on nov 26 at 10 am")
    assert (talk.asks, talk.screening.handover.slot) == ("call_when", None)


@pytest.mark.parametrize(
    "text", ["day after tomorrow at 10 am", "thanksgiving morning", "11/24 at 10am", "dec 3rd"]
)
def test_a_day_is_nobodys_name(text: str) -> None:
    talk = live("me", "hpsm", "call me")
    talk.say(text)
    assert (talk.asks, talk.screening.handover.name) == ("call_name", None)


@pytest.mark.parametrize("text", ["nov 24 at 10", "nov 24 at 10 instead", "11/24 at 10 am"])
def test_a_booked_call_is_moved_to_a_date(text: str) -> None:
    talk = copy.deepcopy(_booked())
    assert "I put down Tue Nov 24, 10 am to noon." in talk.say(text)
    assert talk.screening.handover.when == "Tue Nov 24, 10 am to noon"


def test_a_day_that_is_over_moves_no_booked_call() -> None:
    talk = copy.deepcopy(_booked())
    assert "the time can change" not in talk.say("yesterday")


@pytest.mark.parametrize(
    ("text", "when"),
    [("2nd", "Mon Nov 23, noon to 2 pm"), ("the 2nd one", "Mon Nov 23, noon to 2 pm")],
)
def test_a_number_in_order_still_picks_what_is_shown(text: str, when: str) -> None:
    talk = asked_when()
    talk.say(text)
    assert talk.screening.handover.when == when

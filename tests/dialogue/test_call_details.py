"""Name, number and time in one message, a note for who calls, another time: none of it is lost."""

from __future__ import annotations

import copy
from functools import lru_cache

import pytest

from tests.dialogue.live import Live, at_the_outcome

ALL_AT_ONCE = (
    "Maria 650-555-0134 mornings please after 9 i turn my phone off at night to save battery"
)


@lru_cache(maxsize=1)
def _asked() -> Live:
    talk = at_the_outcome()
    talk.say("call me")
    return talk


@lru_cache(maxsize=1)
def _booked() -> Live:
    talk = copy.deepcopy(_asked())
    talk.say("Maria", "1", "yes", "skip", "english")
    return talk


def asked() -> Live:
    """Somebody who is asked for a first name, for a call."""
    return copy.deepcopy(_asked())


def booked() -> Live:
    """Somebody with a call booked for Monday at 8."""
    return copy.deepcopy(_booked())


def test_name_number_and_time_at_once_are_all_kept_and_said_back() -> None:
    talk = asked()
    said = talk.say(ALL_AT_ONCE)
    kept = talk.screening.handover
    assert (kept.name, kept.number, kept.when) == (
        "Maria",
        "6505550134",
        "Mon Nov 23, 10 am to noon",
    )
    assert kept.note is not None and "phone off at night" in kept.note
    assert said.startswith("I noted: Maria, 650-555-0134, Mon Nov 23, 10 am to noon.")
    assert "I keep the rest for who calls." in said and talk.asks == "voicemail"


@pytest.mark.parametrize(
    ("text", "name", "when"),
    [
        ("its Maria Lopez, my cell is 650 555 0134, mornings work best", "Maria Lopez", "mornings"),
        ("my name is Jo and my number is 650-555-0134", "Jo", None),
        ("650-555-0134", None, None),
        ("Ana 6505550134 tuesday at 10", "Ana", "Tue Nov 24, 10 am to noon"),
    ],
)
def test_a_number_given_along_is_kept_and_only_what_is_missing_is_asked(
    text: str, name: str | None, when: str | None
) -> None:
    talk = asked()
    assert "650-555-0134" in talk.say(text)
    kept = talk.screening.handover
    assert (kept.number, kept.name, kept.when) == ("6505550134", name, when)
    missing = "call_name" if name is None else "call_when" if when is None else "voicemail"
    assert talk.asks == missing


def test_a_time_is_no_name_and_a_name_with_a_time_is_both() -> None:
    talk = asked()
    talk.say("monday morning")
    assert (talk.screening.handover.name, talk.asks) == (None, "call_name")
    talk.say("Maria")
    assert talk.screening.handover.slot is not None and talk.asks == "voicemail"
    other = asked()
    other.say("Maria mornings please")
    assert (other.screening.handover.name, other.screening.handover.when) == ("Maria", "mornings")


@pytest.mark.parametrize(
    "name", ["Maria del Carmen", "April", "Dawn", "my name is Jo", "call me Dee"]
)
def test_a_plain_name_is_as_it_was(name: str) -> None:
    talk = asked()
    assert "I noted" not in talk.say(name)
    assert talk.screening.handover.name == name.removeprefix("my name is ").removeprefix("call me ")


def test_who_would_rather_be_texted_has_it_noted_and_is_told_so_with_no_promise() -> None:
    talk = asked()
    said = talk.say("Maria 650-555-0134 only text i cant always talk")
    assert "texts are better for you" in said and "may still be a call" in said
    assert talk.screening.handover.note == "only text i cant always talk"
    assert talk.asks == "call_when"
    assert "texts are better" in booked().say("text me instead please i cant talk on the phone")


def test_a_time_when_nobody_calls_is_kept_for_staff_and_a_time_in_hours_is_asked() -> None:
    talk = asked()
    talk.say("Maria 650 555 0134 after 8pm")
    kept = talk.screening.handover
    assert (kept.when, kept.note, talk.asks) == (None, "after 8pm", "call_when")


def test_a_long_answer_about_the_time_is_no_farewell() -> None:
    talk = asked()
    talk.say("Maria", "mornings after 9, i turn my phone off at night to save battery")
    assert talk.screening.handover.slot is not None and talk.asks == "voicemail"


def test_another_day_for_a_booked_call_asks_for_the_time_and_keeps_the_old_until_then() -> None:
    talk = booked()
    before = talk.screening.handover
    said = talk.say("can they call tuesday instead")
    assert said.startswith("Sure, the time can change.") and "Tue Nov 24, 8 to 10 am" in said
    assert talk.screening.handover == before and talk.asks == "call_when"
    assert "Tue Nov 24, 8 to 10 am" in talk.say("3")


@pytest.mark.parametrize("text", ["can we do wednesday at 10", "call me wednesday at 10 instead"])
def test_another_day_and_hour_are_booked_at_once(text: str) -> None:
    talk = booked()
    assert "Someone from HPSM will call you Wed Nov 25, 10 am to noon" in talk.say(text)
    assert talk.screening.handover.complete and talk.asks is None


@pytest.mark.parametrize("text", ["thanks", "when will they call", "is it free", "see you monday"])
def test_what_asks_for_no_other_time_changes_none(text: str) -> None:
    talk = booked()
    talk.say(text)
    assert talk.asks is None and talk.screening.handover == booked().screening.handover


def test_back_takes_one_detail_back() -> None:
    talk = asked()
    talk.say(ALL_AT_ONCE, "back")
    assert talk.asks == "call_when" and talk.screening.handover.name == "Maria"


@pytest.mark.parametrize("text", ["STATUS", "status "])
def test_one_who_asks_how_things_stand_is_not_called_status(text: str) -> None:
    talk = asked()
    talk.say(text)
    assert talk.screening.handover.name is None
    assert talk.asks == "call_name"

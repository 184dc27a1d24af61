"""Name, number and time in one message, a note for who calls, another time: none of it is lost."""

from __future__ import annotations

import copy
from functools import lru_cache

import pytest

from tests.dialogue.live import Live, at_the_outcome, live

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


def asked_when() -> Live:
    """Somebody who is shown the times for a call, on a Saturday."""
    talk = asked()
    talk.say("Maria")
    assert talk.asks == "call_when"
    return talk


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("the first one", "Mon Nov 23, 8 to 10 am"),
        ("second one please", "Mon Nov 23, noon to 2 pm"),
        ("the last one", "Tue Nov 24, 8 to 10 am"),
        ("8", "Mon Nov 23, 8 to 10 am"),
        ("the noon one", "Mon Nov 23, noon to 2 pm"),
        ("asap", "Mon Nov 23, 8 to 10 am"),
    ],
)
def test_a_time_pointed_to_or_named_is_the_one_that_is_booked(text: str, when: str) -> None:
    talk = asked_when()
    talk.say(text)
    assert talk.screening.handover.when == when and talk.screening.handover.slot
    assert talk.asks == "voicemail"


@pytest.mark.parametrize(
    ("text", "hears"),
    [
        ("monday", "OK, Nov 23. Please pick a time."),
        ("monday please", "OK, Nov 23. Please pick a time."),
        ("the one on tuesday", "OK, Nov 24. Please pick a time."),
        ("tomorrow morning", "Nobody calls on Nov 22: the office is closed."),
        ("later today", "Nobody calls on Nov 21: the office is closed."),
        ("this afternoon", "Nobody calls on Nov 21: the office is closed."),
        ("tonight please", "calls are Mon-Fri, 8 to 6"),
        ("now", "Nobody can call right now: the office is closed."),
        ("call me now please", "Nobody can call right now: the office is closed."),
        ("can you call me in an hour", "Nobody can call right now: the office is closed."),
    ],
)
def test_a_time_that_cannot_be_had_is_met_with_what_can_and_books_nothing(
    text: str, hears: str
) -> None:
    talk = asked_when()
    said = talk.say(text)
    assert hears in said and "1 Mon Nov 23, 8 to 10 am" in said
    assert talk.screening.handover.slot is None and talk.asks == "call_when"
    talk.say("1")
    assert talk.screening.handover.slot and talk.asks == "voicemail"


@pytest.mark.parametrize("text", ["ok", "yes", "k", "sounds good", "sure that works"])
def test_an_ok_picks_no_time_and_said_again_is_any(text: str) -> None:
    talk = asked_when()
    assert "Please pick a time, or say Any time." in talk.say(text)
    assert talk.screening.handover.when is None and talk.asks == "call_when"
    assert "OK, any time." in talk.say(text)
    assert talk.screening.handover.when == "any" and talk.asks == "voicemail"


def test_who_can_do_none_of_the_times_is_shown_others_and_any_in_words_is_any() -> None:
    talk = asked_when()
    assert "Tue Nov 24, noon to 2 pm" in talk.say("none of those work for me")
    talk.say("anytime is fine")
    assert talk.screening.handover.when == "any"


@lru_cache(maxsize=1)
def _booked_early() -> Live:
    talk = live("please call me", "Maria", "1", "no", "skip", "english")
    assert talk.asks == "go_on"
    return talk


@pytest.mark.parametrize("begun", [_booked, _booked_early])
@pytest.mark.parametrize(
    "text", ["tonight please", "now", "asap", "can they call sooner", "i cant wait", "today please"]
)
def test_who_wants_a_booked_call_sooner_hears_the_number_and_keeps_the_call(begun, text) -> None:
    talk = copy.deepcopy(begun())
    before = talk.screening.handover
    said = talk.say(text)
    assert "will call you Mon Nov 23, 8 to 10 am" in said and "650-616-2133" in said
    assert talk.screening.handover == before and talk.asks in (None, "go_on")


@pytest.mark.parametrize("text", ["saturday please", "tonight", "ok"])
def test_a_new_time_that_cannot_be_had_leaves_the_call_as_it_is_booked(text: str) -> None:
    talk = booked()
    before = talk.screening.handover
    talk.say("another time please", text)
    assert talk.screening.handover == before and talk.asks == "call_when"
    assert "The call stays Mon Nov 23, 8 to 10 am." in talk.say(text)
    assert talk.screening.handover.slot == before.slot


def test_the_day_that_is_booked_said_once_more_changes_nothing() -> None:
    talk = copy.deepcopy(_booked_early())
    assert "will call you Mon Nov 23, 8 to 10 am" in talk.say("monday")
    assert "Tue Nov 24" in talk.say("tuesday instead") and talk.asks == "call_when"


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


@pytest.mark.parametrize("channel", ["sms", "web"])
def test_a_call_that_was_called_off_forgets_its_time_and_the_new_one_is_booked(channel) -> None:
    talk = live("please call me", "Maria", channel=channel)
    if channel == "web":
        talk.say("650-555-0134")
    talk.say("tuesday at 10", "yes", "skip", "english", "cancel the call")
    assert (talk.screening.handover.when, talk.screening.handover.slot) == (None, None)
    assert "Someone from HPSM will call you Wed Nov 25, 2 to 4 pm" in talk.say(
        "call me wednesday at 3 pm"
    )
    kept = talk.screening.handover
    assert kept.complete and kept.name == "Maria"
    assert kept.number == (None if channel == "sms" else "6505550134")


def test_a_call_that_was_called_off_and_is_wished_again_is_asked_about_its_time() -> None:
    talk = booked()
    talk.say("cancel the call")
    assert "When is a good time to call?" in talk.say("call me")


@lru_cache(maxsize=1)
def _may_leave_a_message() -> Live:
    talk = live("please call me", "Maria", "tuesday at 10")
    assert talk.asks == "voicemail"
    return talk


WEDNESDAY, TUESDAY = "Wed Nov 25, 2 to 4 pm", "Tue Nov 24, 2 to 4 pm"


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("call me wednesday at 2 pm instead", WEDNESDAY),
        ("can they call wednesday at 2 instead", WEDNESDAY),
        ("wednesday at 2 pm is better", WEDNESDAY),
        ("yes but wednesday at 2 works better", WEDNESDAY),
        ("wed at 2", WEDNESDAY),
        ("can they call at 3 instead", TUESDAY),
        ("call me asap", "Mon Nov 23, 8 to 10 am"),
        ("asap", "Mon Nov 23, 8 to 10 am"),
    ],
)
@pytest.mark.parametrize(("more", "asks"), [([], "voicemail"), (["no"], "birth_date")])
def test_a_new_time_amid_the_questions_for_a_call_is_put_down_and_they_go_on(
    more: list[str], asks: str, text: str, when: str
) -> None:
    talk = copy.deepcopy(_may_leave_a_message())
    talk.say(*more)
    assert when in talk.say(text)
    assert (talk.screening.handover.when, talk.asks) == (when, asks)
    assert talk.screening.handover.slot and talk.screening.handover.wanted == "call_me"


@pytest.mark.parametrize("text", ["wednesday", "call me wednesday", "yes but wednesday is better"])
def test_a_new_day_amid_those_questions_shows_its_times_and_then_they_go_on(text: str) -> None:
    talk = copy.deepcopy(_may_leave_a_message())
    assert "Nov 25. Please pick a time." in talk.say(text)
    assert talk.screening.handover.when == "Tue Nov 24, 10 am to noon"
    talk.say("3")
    assert (talk.screening.handover.when, talk.asks) == ("Wed Nov 25, noon to 2 pm", "voicemail")


@pytest.mark.parametrize(
    "text", ["april 9 1980", "8 10 1980", "april 9", "id rather not say right now", "not today"]
)
def test_a_date_of_birth_or_none_changes_no_time(text: str) -> None:
    talk = copy.deepcopy(_may_leave_a_message())
    talk.say("yes", text)
    assert talk.screening.handover.when == "Tue Nov 24, 10 am to noon"
    assert talk.asks in ("birth_date", "call_language")


@pytest.mark.parametrize(
    ("text", "when"), [("call me wednesday at 2", WEDNESDAY), ("call me at 3", TUESDAY)]
)
def test_a_time_said_with_the_wish_for_a_call_moves_the_one_that_is_booked(text, when) -> None:
    talk = live("please call me", "Maria", "tuesday at 10", "no", "skip", "english", "go on")
    assert f"will call you {when}" in talk.say(text)
    assert talk.screening.handover.complete

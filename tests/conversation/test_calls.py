"""The call: for whom, to which number, taken back, asked for twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.conversation.calling import is_doubtful
from bot.conversation.handover import CODE_PLACE, WANTS_A_CASE
from bot.conversation.replies import NotSure, Text
from tests.conversation.talk import TODAY, Talk, interview
from tests.conversation.test_stories import HOMELESS, asked, at_outcome

BOOKED = ("call me", "Ana", "any", "yes", "skip", "english")


def booked() -> Talk:
    talk = at_outcome()
    talk.say(*BOOKED)
    assert talk.screening.handover.complete
    return talk


def for_another(who: str) -> Talk:
    talk = asked(who, "medi-cal", "81")
    talk.answer(**HOMELESS)
    assert talk.asks == "handover", talk.asks
    return talk


def test_one_who_will_call_gets_a_code_and_makes_a_case() -> None:
    body = at_outcome().say("i will call")
    assert "call_now" in WANTS_A_CASE and CODE_PLACE in body and "nothing more" not in body


@pytest.mark.parametrize("who", ["my mom", "my son"])
def test_a_caregiver_gives_both_names_and_the_birth_date_says_whose(who: str) -> None:
    talk = for_another(who)
    assert "your own first name" in talk.say("call me")
    assert "irst name" in talk.say("Ana") and talk.asks == "member_name"
    talk.say("Rosa", "any", "yes")
    asks = talk.heard[-1]
    assert "person you care for" in asks or "your child's date of birth" in asks
    handover = talk.screening.handover
    assert (handover.name, handover.member_name) == ("Ana", "Rosa")


def test_a_members_name_can_be_skipped_and_is_not_asked_of_themselves() -> None:
    talk = for_another("my mom")
    talk.say("call me", "Ana", "skip")
    assert talk.asks == "call_when" and talk.screening.handover.member_name is None
    own = at_outcome()
    own.say("call me", "Ana")
    assert own.asks == "call_when"


@pytest.mark.parametrize(
    ("birth_date", "age", "doubtful"),
    [
        ("1990-05-01", 81, True),
        ("1945-05-01", 81, False),
        ("1943-05-01", 81, False),
        ("5/1/45", 81, False),
        ("5/1/90", 81, True),
        ("1990-05-01", {"at_least": 34, "at_most": 35}, False),
        ("1990-05-01", "declined", False),
        (None, 34, False),
    ],
)
def test_a_birth_date_far_from_the_age_is_doubtful(
    birth_date: str | None, age: Any, doubtful: bool
) -> None:
    assert is_doubtful(birth_date, age, date(2026, 11, 21)) is doubtful


def test_staff_learn_that_a_birth_date_is_doubtful() -> None:
    talk = for_another("my mom")
    talk.say("call me", "Ana", "Rosa", "any", "yes", "3/14/1990")
    assert talk.screening.handover.birth_date_doubtful
    talk.say("back", "3/14/1945")
    assert not talk.screening.handover.birth_date_doubtful


def test_without_a_number_on_the_web_nothing_more_is_asked() -> None:
    talk = at_outcome("web")
    body = talk.say("call me", "Ana", "skip")
    assert talk.asks == "" and "650-616-2133" in body and CODE_PLACE in body


def test_by_text_another_number_can_be_given() -> None:
    talk = at_outcome()
    assert "We will call this number" in talk.say("call me", "Ana")
    body = talk.say("use another number: 650 555-0100")
    assert talk.screening.handover.number == "6505550100" and talk.asks == "call_when"
    assert "6505550100" in body and "this number" not in body
    talk.say("mornings")
    assert talk.asks == "voicemail" and talk.screening.handover.when == "morning"


@pytest.mark.parametrize(
    "text", ["i dont want a call anymore", "please cancel the call", "Don't call me", "cancel"]
)
def test_a_booked_call_can_be_taken_back(text: str) -> None:
    talk = booked()
    body = talk.say(text)
    assert talk.screening.handover.wanted is None and not talk.screening.handover.complete
    assert "The call is off." in body and "650-616-2133" in body


def test_a_call_taken_back_in_the_middle_leaves_the_question_open() -> None:
    talk = asked("me", "1", "person", *BOOKED, "go on")
    assert talk.asks == "age"
    assert "call is off" in talk.say("cancel my call") and talk.asks == "age"
    assert talk.screening.handover.wanted is None


def test_no_call_while_it_is_offered_is_a_no() -> None:
    talk = at_outcome()
    talk.say("i dont want a call")
    assert talk.asks == "" and talk.screening.handover.wanted is None


def test_they_dont_call_me_back_takes_nothing_back() -> None:
    talk = booked()
    talk.say("they never call me back")
    assert talk.screening.handover.wanted == "call_me"


def test_asking_for_a_person_tells_of_the_call_that_is_booked() -> None:
    talk = booked()
    body = talk.say("a person")
    assert "booked" in body and "650-616-2133" in body and CODE_PLACE in body
    middle = asked("me", "1", "person", *BOOKED, "go on")
    body = middle.say("a person")
    assert "booked" in body and "650-616-2133" in body and middle.asks == "age"


def test_thanks_is_no_language() -> None:
    talk = at_outcome()
    talk.say(*BOOKED[:-1])
    assert talk.asks == "call_language"
    talk.reply(Text("thanks"), "thanks")
    assert talk.asks == "call_language" and talk.screening.handover.language is None
    talk.say("Arabic")
    assert talk.screening.handover.language == "Arabic"


def test_not_sure_about_a_call_keeps_the_choice_open_once() -> None:
    talk = at_outcome()
    body = talk.reply(NotSure(), "not sure")
    assert "Take your time" in body and "Call me" in body and talk.asks == "handover"
    talk.reply(NotSure(), "not sure")
    assert talk.asks == "" and talk.screening.handover.wanted is None


def test_why_me_is_asked_only_where_something_is_offered() -> None:
    assert "Why me?" in at_outcome().heard[-1]
    other = Talk(today=TODAY)
    other.say("me", "kaiser")
    assert other.asks == "handover" and "Why?" in other.heard[-1]
    assert "Why me?" not in other.heard[-1]


def test_the_web_promises_no_stop() -> None:
    assert "STOP" in Talk("sms").heard[0] and "STOP" not in Talk("web").heard[0]


def test_a_time_that_is_over_is_not_told_as_to_come() -> None:
    talk = at_outcome()
    talk.say("call me", "Ana", "1", "yes", "skip", "english")
    slot = talk.screening.handover.when
    assert slot and slot in talk.heard[-1]
    later = replace(talk.screening, today=date(2026, 11, 24), now="2026-11-24T10:00:00-08:00")
    told = interview().ask(later).text
    assert slot not in told and "will call you by Wednesday" in told
    same = replace(talk.screening, today=date(2026, 11, 23), now="2026-11-23T08:30:00-08:00")
    assert slot in interview().ask(same).text

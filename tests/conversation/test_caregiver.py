"""Somebody asks for somebody else: who is who on the phone, and who may be told what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.handover import Handover
from bot.conversation.replies import Chosen
from bot.handoff.drafting import CaseDrafter
from bot.wording.book import load_wording
from tests.conversation.talk import Talk, interview
from tests.conversation.test_calls import for_another

POLICY = interview().basis.policy
CALL = ("call me", "Ana", "Rosa", "any", "yes", "skip")
THEIR_PHONE = "+16505550199"


def summary(talk: Talk, address: str | None = THEIR_PHONE) -> str:
    drafter = CaseDrafter(POLICY, load_wording())
    found = drafter.draft(talk.screening.to_json(), None, talk.channel, address)
    assert found is not None
    return found.summary


@pytest.mark.parametrize(
    ("said", "kept", "staff_read"),
    [
        ("yes", "yes", "the member knows and is OK with it"),
        ("no", "no", "does NOT know or agree"),
        ("not sure", "not_sure", "Not sure whether the member knows"),
    ],
)
def test_a_caregiver_is_asked_once_and_late_whether_they_may_speak(
    said: str, kept: str, staff_read: str
) -> None:
    talk = for_another("my mom")
    talk.say(*CALL)
    assert talk.asks == "may_speak" and "is it OK that HPSM talks with you" in talk.heard[-1]
    talk.say(said)
    assert talk.asks == "call_language" and talk.screening.handover.may_speak == kept
    talk.say("english")
    assert talk.asks == "" and staff_read in summary(talk)


@pytest.mark.parametrize(("said", "doubted"), [("im 52", True), ("I think she's 80", False)])
def test_an_age_that_a_caregiver_may_have_told_of_themselves_is_asked_again(
    said: str, doubted: bool
) -> None:
    talk = Talk()
    talk.say("my mom", "hpsm", said, *CALL)
    assert (f'Check whose age it is: they said "{said}".' in summary(talk)) is doubted


def test_a_no_is_taken_kindly_and_goes_on() -> None:
    talk = for_another("my mom")
    assert "HPSM can still help" in talk.say(*CALL, "no")


def test_it_can_be_skipped() -> None:
    talk = for_another("my mom")
    talk.say(*CALL, "skip")
    assert talk.asks == "call_language" and talk.screening.handover.may_speak is None


def test_of_a_small_child_it_is_not_asked() -> None:
    talk = Talk()
    talk.say("my child", "kaiser", "call me", "Ana", "Leo", "any", "yes", "skip")
    assert talk.asks == "call_language"
    talk = Talk()
    talk.say("my child", "medi-cal", "8", "person", "call me", "Ana", "Leo", "any", "yes", "skip")
    assert talk.asks == "call_language"


def test_of_a_grown_child_it_is_asked() -> None:
    talk = for_another("my son")
    talk.say(*CALL)
    assert talk.asks == "may_speak"


def test_staff_read_whose_number_it_is_and_that_the_member_was_not_spoken_to() -> None:
    talk = for_another("my mom")
    talk.screening = replace(talk.screening, relation="mom")
    talk.say(*CALL, "yes", "english")
    text = summary(talk)
    assert "Caller: Ana (caregiver), 650-555-0199" in text and "Member: Rosa, age 81" in text
    assert "All answers are second-hand: the member was not spoken to." in text
    assert "The member is the caller's mom." in text
    assert "The number is the caller's own." in text


@pytest.mark.parametrize("said", ["her number is 650 555 0133", "call my mom at 650-555-0133"])
def test_the_members_own_number_is_kept_apart_from_the_callers(said: str) -> None:
    talk = for_another("my mom")
    talk.say("call me", "Ana", "Rosa", said)
    assert talk.asks == "call_when" and "own number" in talk.heard[-1]
    handover = talk.screening.handover
    assert handover.member_number == "6505550133" and handover.number is None
    talk.say("any", "yes", "skip", "yes", "english")
    text = summary(talk)
    assert "650-555-0199" in text and "The member's own number: 650-555-0133." in text


def test_on_the_web_the_caller_is_asked_for_their_own_number_all_the_same() -> None:
    talk = Talk("web")
    talk.say("my mom", "kaiser", "call me", "Ana", "Rosa")
    assert "your own number" in talk.heard[-1]
    talk.say("her number is 650 555 0133")
    assert talk.asks == "call_number" and talk.screening.handover.number is None
    talk.say("650 555 0100")
    handover = talk.screening.handover
    assert (handover.number, handover.member_number) == ("6505550100", "6505550133")


def test_ones_own_number_is_nobody_elses() -> None:
    talk = Talk("web")
    talk.say("me", "kaiser", "call me", "Ana", "650 555 0100")
    assert talk.screening.handover.member_number is None


def test_two_people_on_one_phone_are_two_cases_with_nothing_in_common() -> None:
    talk = for_another("my mom")
    talk.say(*CALL, "yes", "english")
    drafter = CaseDrafter(POLICY, load_wording())
    first = drafter.draft(talk.screening.to_json(), None, "sms", THEIR_PHONE)
    talk.say("start over", "my dad", "kaiser")
    handover = talk.screening.handover
    assert handover.name == "Ana" and not talk.screening.relation
    kept = (handover.member_name, handover.member_number, handover.may_speak, handover.birth_date)
    assert kept == (None,) * 4
    talk.say("call me")
    second = drafter.draft(talk.screening.to_json(), None, "sms", THEIR_PHONE)
    assert first is not None and second is not None and first.subject != second.subject
    assert "Rosa" not in second.summary and "81" not in second.summary


def test_somebody_else_who_takes_the_phone_is_asked_for_their_own_name() -> None:
    talk = Talk()
    talk.say("me", "kaiser", "call me", "Ana", "any", "yes", "skip", "english")
    talk.say("start over", "me", "kaiser", "call me")
    assert talk.asks == "call_name" and talk.screening.handover.name is None


def test_a_hand_over_of_an_older_version_is_still_read() -> None:
    old = {k: v for k, v in Handover(name="Ana").to_json().items() if not k.startswith("m")}
    assert Handover.from_json(old).may_speak is None


def test_a_button_says_the_same_as_the_word() -> None:
    talk = for_another("my mom")
    talk.say(*CALL)
    talk.reply(Chosen(("yes",)))
    assert talk.screening.handover.may_speak == "yes"

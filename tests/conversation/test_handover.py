"""Being handed over: at the outcome, or at any time."""

from __future__ import annotations

from tests.conversation.talk import Talk
from tests.conversation.test_stories import asked, at_outcome


def test_asking_for_a_person_sets_the_wish_at_once_and_keeps_the_screening() -> None:
    talk = asked("me", "1", "i want to talk to someone")
    assert talk.screening.handover.wanted == "person"
    assert "650-616-2133" in talk.heard[-1]
    talk.say("go on")
    assert talk.asks == "age" and talk.screening.handover.wanted == "person"


def test_a_call_is_arranged_in_few_messages_by_text() -> None:
    talk = at_outcome()
    talk.say("call me")
    assert talk.screening.handover.wanted == "call_me"
    talk.say("my name is Ana", "mornings", "yes", "3/14/1992", "english")
    handover = talk.screening.handover
    assert handover.complete and talk.asks == ""
    assert (handover.name, handover.when, handover.voicemail) == ("Ana", "morning", True)
    assert handover.birth_date == "1992-03-14" and handover.number is None
    assert "Ana" in talk.heard[-1] and "nothing more" in talk.heard[-1]


def test_on_the_web_the_number_is_asked() -> None:
    talk = at_outcome("web")
    talk.say("call me", "Ana")
    assert talk.asks == "call_number"
    talk.say("(650) 555-0100")
    assert talk.screening.handover.number == "6505550100"


def test_without_a_number_the_person_is_told_to_call() -> None:
    talk = at_outcome("web")
    talk.say("call me", "Ana", "skip")
    assert talk.screening.handover.complete and talk.asks == "" and "650-616-2133" in talk.heard[-1]
    assert "can't call" in talk.heard[-1]


def test_everything_in_the_hand_over_can_be_skipped() -> None:
    talk = at_outcome()
    talk.say("call me", "skip", "skip", "skip", "skip", "skip")
    assert talk.screening.handover.complete and talk.screening.handover.voicemail is None


def test_one_who_will_call_is_told_number_and_hours_and_is_done() -> None:
    talk = at_outcome()
    body = talk.say("2")
    assert talk.screening.handover.wanted == "call_now" and talk.screening.handover.complete
    assert "650-616-2133" in body and "711" in body and "8 to 6" in body


def test_a_call_arranged_in_the_middle_offers_to_go_on() -> None:
    talk = asked("me", "1", "person", "call me", "Ana", "any", "yes", "skip", "english")
    assert talk.asks == "go_on" and talk.screening.handover.complete
    talk.say("go on")
    assert talk.asks == "age" and talk.screening.handover.wanted == "call_me"


def test_back_reopens_the_last_part_of_the_hand_over() -> None:
    talk = at_outcome()
    talk.say("call me", "Ana", "back")
    assert talk.asks == "call_name" and talk.screening.handover.name is None
    talk.say("back")
    assert talk.asks == "handover" and talk.screening.handover.wanted is None


def test_asking_for_a_person_during_the_hand_over_gives_the_number_and_goes_on() -> None:
    talk = at_outcome()
    talk.say("call me", "agent")
    assert "650-616-2133" in talk.heard[-1] and talk.asks == "call_name"


def test_a_careadvantage_member_is_given_their_own_line() -> None:
    talk = Talk()
    talk.say("me", "careadvantage")
    talk.answer(age="70", support_needs="meals", support_needs_list="meals", wants_supports="yes")
    talk.answer(chronic_condition="yes", has_care_manager="no", life_now="none", health_now="5")
    assert talk.asks == "handover" and "1-866-880-0606" in talk.heard[-1]

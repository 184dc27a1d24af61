"""A date of birth that does not fit is asked about once; a stuck talk takes its own numbers."""

from __future__ import annotations

from tests.conversation.talk import Talk


def at_birth_date() -> Talk:
    talk = Talk()
    talk.say("me", "kaiser")
    talk.say("call me", "Ana", "any time", "yes")
    assert talk.asks == "birth_date"
    return talk


def at_birth_date_of_one_who_is_34() -> Talk:
    talk = Talk()
    talk.say("me", "1", "34")
    while talk.asks != "handover":
        talk.say("none" if talk.message["question"]["kind"] == "multiple" else "no")
    talk.say("call me", "Ana", "any time", "yes")
    assert talk.asks == "birth_date"
    return talk


def test_a_date_that_does_not_go_with_the_age_is_asked_about_once() -> None:
    talk = at_birth_date_of_one_who_is_34()
    body = talk.say("3/14/2001")
    assert talk.asks == "birth_date" and "do not go together" in body
    talk.say("3/14/1992")
    assert talk.asks == "call_language"
    assert talk.screening.handover.birth_date == "1992-03-14"
    assert not talk.screening.handover.birth_date_doubtful


def test_the_same_date_twice_is_taken_and_staff_are_told() -> None:
    talk = at_birth_date_of_one_who_is_34()
    talk.say("3/14/2001", "3/14/2001")
    assert talk.asks == "call_language"
    assert talk.screening.handover.birth_date_doubtful


def test_skipping_then_keeps_the_first_date_with_its_doubt() -> None:
    talk = at_birth_date_of_one_who_is_34()
    talk.say("3/14/2001", "skip")
    assert talk.asks == "call_language"
    assert talk.screening.handover.birth_date == "2001-03-14"
    assert talk.screening.handover.birth_date_doubtful


def test_a_date_that_fits_or_no_age_to_fit_is_not_asked_about() -> None:
    for talk, date in (
        (at_birth_date_of_one_who_is_34(), "3/14/1992"),
        (at_birth_date(), "1/2/1950"),
    ):
        talk.say(date)
        assert talk.asks == "call_language"


def test_the_numbers_of_a_stuck_talk_are_its_own() -> None:
    for number, asks in (("1", "handover"), ("2", "coverage"), ("3", "age")):
        talk = Talk()
        talk.say("me", "qwerty foo", "blah bla", "zzz zzz")
        assert "1 Talk to a person" in talk.heard[-1]
        talk.say(number)
        assert talk.asks == asks

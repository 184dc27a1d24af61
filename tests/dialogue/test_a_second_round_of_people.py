"""People of a second round of trials, each with what was not taken up the first time."""

from __future__ import annotations

import pytest

from tests.dialogue.live import Live


def asked_to_speak() -> Live:
    """A daughter who asked for a call, at the question whether her mother knows."""
    talk = Live()
    talk.say(
        "my mother", "HPSM CareAdvantage", "call me", "maria", "skip", "any time", "yes", "skip"
    )
    assert talk.saved["open"] == "may_speak"
    return talk


@pytest.mark.parametrize(
    "said",
    [
        "no she has dementia. im her POA",
        "im her conservator",
        "i have power of attorney",
    ],
)
def test_who_acts_for_a_member_by_law_may_speak_for_her(said: str) -> None:
    talk = asked_to_speak()
    talk.say(said)
    handover = talk.saved["handover"]
    assert handover["may_speak"] == "legal" and handover["may_speak_words"] == said


@pytest.mark.parametrize(
    ("said", "kept"),
    [("no", "no"), ("no she doesnt know", "no"), ("no she cant talk any more", "not_sure")],
)
def test_only_a_plain_no_keeps_all_from_the_caller(said: str, kept: str) -> None:
    talk = asked_to_speak()
    talk.say(said)
    assert talk.saved["handover"]["may_speak"] == kept


def test_whether_it_is_a_scam_is_answered_and_is_no_complaint() -> None:
    talk = Live()
    assert "no bank card" in talk.say("i never signed up for anything is this a scam")
    assert not talk.saved["complaints"]


def test_a_complaint_that_was_none_is_taken_back() -> None:
    talk = Live()
    talk.say("me", "nobody calls me back this is a joke")
    assert talk.saved["complaints"]
    assert "took the complaint back" in talk.say("im not complaining")
    assert not talk.saved["complaints"]


@pytest.mark.parametrize("said", ["how did you get my number", "who gave u my number"])
def test_who_asks_for_the_number_hears_that_they_wrote_first(said: str) -> None:
    assert "You wrote to us first" in Live().say(said)


def test_a_teen_with_a_call_to_book_is_answered_every_time() -> None:
    talk = Live()
    talk.say("me", "call me")
    assert "We will call this number" in talk.say("jay. will my foster mom find out") or (
        talk.saved["handover"]["name"] == "jay"
    )
    assert "I noted: after school like 4." in talk.say("after school like 4")
    assert "They call the number you give" in talk.say("are they gonna call her")
    body = talk.say("person")
    assert body.startswith("A person will call you.") and "leave a message" in body
    talk.say("no")
    assert "OK. There is no rush." in talk.say("ok")
    assert "a person will call you" in talk.say("my name is jay do u still call me")
    assert "I noted: after school like 4." in talk.say("skip", "english")
    assert "They call Mon-Fri, 8 to 6." in talk.say("will they call when im in school")


def test_a_time_out_of_hours_is_said_back_and_asked_about_once() -> None:
    talk = Live()
    talk.say("me", "call me", "frank")
    body = talk.say("after 6pm i work")
    assert "I noted: after 6pm i work." in body and "Is there a time in those hours?" in body
    assert talk.saved["open"] == "call_when"
    talk.say("after 6pm")
    assert talk.saved["open"] == "voicemail"


def test_a_time_given_with_the_wish_is_not_asked_again() -> None:
    talk = Live()
    assert "I noted: not before noon." in talk.say("me", "call me, not before noon i sleep bad")
    talk.say("frank")
    assert talk.saved["open"] == "voicemail"
    assert talk.saved["handover"]["when"] == "not before noon"


def test_spanish_after_the_booking_is_answered_in_spanish() -> None:
    talk = Live(begins="hola necesito ayuda, no hablo mucho ingles")
    talk.say("1")
    assert talk.say("ok cuando me llaman").startswith("Una persona de HPSM le va a llamar")
    assert talk.say("mi hijo tiene asma y va mucho a la emergencia").startswith("Gracias. Una")
    assert talk.say("gracias").startswith("Que le vaya bien")


@pytest.mark.parametrize("said", ["not understand", "no understand english"])
def test_little_english_hears_of_a_call_in_their_language(said: str) -> None:
    body = Live().say("me", "medi cal hpsm", said)
    assert "in your language, free" in body and "HPSM le llama" in body and "How old" in body


@pytest.mark.parametrize("said", ["can she come home?", "can my mom get out of there"])
def test_whether_she_can_come_home_is_answered(said: str) -> None:
    assert "There is help for that." in Live().say("my mother", "hpsm careadvantage", said)


@pytest.mark.parametrize("said", ["will u tell cps on me", "can they take my kids"])
def test_who_fears_for_the_children_is_told_the_truth(said: str) -> None:
    body = Live().say("me", said)
    assert "I can't promise" in body and "Staff must report if a child is hurt" in body


def test_a_goodbye_amid_the_questions_is_followed_by_no_list() -> None:
    talk = Live()
    body = talk.say("me", "medi cal hpsm", "i dont trust this. bye")
    assert body.startswith("Take care.") and "650-616-2133" in body and "\n1 " not in body

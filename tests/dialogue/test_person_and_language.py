"""Who begins with asking for a person gets the way to one; Spanish is offered to who writes it."""

from __future__ import annotations

import pytest

from tests.dialogue.live import Live, live

SPANISH = "Yo solo escribo"


def first(text: str) -> Live:
    """A conversation that this text begins."""
    return Live(begins=text)


WANTS_A_PERSON = [
    "can i talk to somebody",
    "can i talk to somebody please i dont get this",
    "i need to speak to a human",
    "hello can i speak with a person please",
]


@pytest.mark.parametrize("text", WANTS_A_PERSON)
@pytest.mark.parametrize("channel", ["sms", "web"])
def test_who_begins_with_asking_for_a_person_gets_the_way_to_one_at_once(
    text: str, channel: str
) -> None:
    talk = Live(channel, begins=text)
    body = talk.bodies[-1]
    assert body.startswith("Hi. I am an automated helper for HPSM.")
    assert "650-616-2133" in body and "someone can call you" in body
    assert ("STOP" in body) == (channel == "sms") and talk.asks == "handover"


@pytest.mark.parametrize("text", WANTS_A_PERSON)
def test_who_asks_for_a_person_amid_the_questions_gets_the_same(text: str) -> None:
    assert "A person at HPSM can help you" in live("me").say(text)


def test_who_begins_with_asking_for_a_call_is_asked_what_it_takes() -> None:
    talk = first("hello i need someone to call me please")
    assert talk.bodies[-1].startswith("Hi.") and talk.asks == "call_name"
    assert talk.screening.handover.wanted == "call_me"


def test_what_was_told_along_with_the_wish_for_a_call_is_kept() -> None:
    talk = first("im 34 and pregnant living in my car please call me at 650 555 0111")
    assert talk.screening.handover.number == "6505550111"
    assert talk.known["age"] == 34 and talk.known["pregnancy"] == "pregnant"


def test_who_would_rather_go_on_after_asking_for_a_person_first_is_greeted() -> None:
    assert "Who is this for?" in first("i need to speak to a human").say("go on")


@pytest.mark.parametrize("text", ["am i talking to a real person", "hi", "my son needs a nurse"])
def test_who_asks_for_no_person_is_greeted(text: str) -> None:
    assert first(text).asks == "who" or "automated helper" in first(text).bodies[-1]
    assert first(text).screening.handover.wanted is None


@pytest.mark.parametrize(
    "text", ["yo", "yo yo yo", "yo whats up", "me", "no", "sos", "me la y", "por favor", "la la la"]
)
def test_words_that_english_has_too_are_no_spanish(text: str) -> None:
    talk = first(text)
    assert SPANISH not in talk.bodies[-1] and talk.screening.handover.language is None


@pytest.mark.parametrize(
    "text", ["they told me txt this", "i just got out", "who is this", "hi i need help"]
)
def test_english_after_a_greeting_in_spanish_is_answered_in_english(text: str) -> None:
    talk = first("hola")
    body = talk.say(text)
    assert SPANISH not in body and "automated helper" in body
    assert talk.screening.handover.language is None and talk.asks != "handover"


@pytest.mark.parametrize(
    "text",
    ["i dont speak spanish", "english please", "english", "why are you texting me in spanish"],
)
def test_who_wants_english_has_it_back_at_once(text: str) -> None:
    talk = first("hola necesito ayuda")
    assert "Who is this for?" in talk.say(text)
    assert talk.screening.handover.language is None and not talk.screening.handover.brief
    assert SPANISH not in talk.say(text)


def test_who_speaks_no_spanish_is_offered_none_amid_the_questions() -> None:
    talk = live("me")
    assert "health plan" in talk.say("i dont speak spanish")
    assert talk.screening.handover.language is None


def test_who_speaks_another_language_still_is_helped_in_it() -> None:
    talk = live("me")
    talk.say("i dont speak spanish i speak tagalog")
    assert talk.screening.handover.language == "tagalog" and talk.asks == "handover"

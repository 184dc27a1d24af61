"""Somebody wants a call, in their own words and at any time, and gets as far as having one."""

from __future__ import annotations

import copy
from functools import lru_cache

import pytest

from bot.conversation.handover import CODE_PLACE
from bot.dialogue.interviewing import interview
from tests.dialogue.live import Live, at_the_outcome, live


@lru_cache(maxsize=1)
def _told() -> Live:
    return at_the_outcome()


def offered() -> Live:
    """Somebody who is offered a call, at the outcome."""
    return copy.deepcopy(_told())


@pytest.mark.parametrize(
    "text",
    [
        "yea call me",
        "yea",
        "yes please call me",
        "can somebody call me",
        "have them call me",
        "call me",
        "yes id like that",
        "yeah have em call",
        "sure why not",
        "i guess",
        "that would be good",
        "ok call",
    ],
)
def test_at_the_outcome_a_call_is_had_however_it_is_asked_for(text: str) -> None:
    talk = offered()
    talk.say(text)
    assert (talk.asks, talk.screening.handover.wanted) == ("call_name", "call_me")


@pytest.mark.parametrize("text", ["nah", "no thank you", "not right now", "im good thanks bye"])
def test_at_the_outcome_a_no_in_any_words_ends_kindly(text: str) -> None:
    talk = offered()
    assert "You can ask again any time" in talk.say(text).replace("you", "You")
    assert talk.screening.handover.wanted is None


@pytest.mark.parametrize(
    "before", [(), ("me",), ("me", "hpsm"), ("me", "hpsm", "34"), ("me", "hpsm", "34", "none")]
)
@pytest.mark.parametrize("text", ["call me", "yea call me", "can someone call me pls"])
def test_mid_way_a_call_leads_to_the_name_and_back(before: tuple[str, ...], text: str) -> None:
    talk = live(*before)
    open_before = talk.asks
    talk.say(text)
    assert talk.asks == "call_name"
    body = talk.say("Maria", "any", "no", "skip", "english")
    assert "Thank you, Maria" in body and CODE_PLACE in body
    talk.say("go on")
    assert talk.asks == open_before


def test_what_is_told_with_the_wish_is_kept() -> None:
    talk = live("me", "hpsm", "im 34 and homeless, can somebody call me")
    assert talk.asks == "call_name"
    assert talk.known["age"] == 34 and "housing" in talk.known


def test_the_number_given_with_the_wish_is_the_one_to_call() -> None:
    talk = live("me", "hpsm", "call me at 650 555 0111", channel="web")
    talk.say("Maria")
    assert talk.asks == "call_when" and talk.screening.handover.number == "6505550111"


def test_a_question_asked_with_the_wish_is_answered() -> None:
    talk = offered()
    body = talk.say("is it free? can someone call me")
    assert "It is free" in body and talk.asks == "call_name"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Maria", "Maria"),
        ("hi its maria", "maria"),
        ("ok maria", "maria"),
        ("soy Maria", "Maria"),
        ("call me dee", "dee"),
        ("Grace", "Grace"),
        ("Hope", "Hope"),
        ("Will", "Will"),
        ("Bill", "Bill"),
        ("Mercedes", "Mercedes"),
        ("Jesus", "Jesus"),
        ("Christian", "Christian"),
        ("maria thanks", "maria"),
        ("Hai", "Hai"),
    ],
)
def test_at_the_name_question_a_name_is_a_name(text: str, name: str) -> None:
    talk = offered()
    talk.say("call me", text)
    assert (talk.asks, talk.screening.handover.name) == ("call_when", name)


@pytest.mark.parametrize("text", ["same number as this", "this one", "the one im texting from"])
def test_this_phone_is_the_number_by_text_message(text: str) -> None:
    talk = offered()
    body = talk.say("call me", "Maria", text)
    assert "We will call this number" in body and talk.asks == "call_when"
    assert talk.screening.complaints == () and talk.screening.handover.number is None


def test_on_the_page_the_number_has_to_be_typed() -> None:
    talk = live("call me", "Maria", channel="web")
    body = talk.say("same number as this")
    assert "can't see your number" in body and talk.asks == "call_number"
    talk.say("650 555 0111")
    assert talk.screening.handover.number == "6505550111"


@pytest.mark.parametrize("text", ["same plan", "same as before", "same number"])
def test_the_same_is_no_complaint(text: str) -> None:
    talk = live("me")
    talk.say(text)
    assert talk.screening.complaints == ()


@pytest.mark.parametrize("text", ["this is ridiculous", "your service is terrible"])
def test_a_complaint_is_still_noted(text: str) -> None:
    talk = live("me")
    talk.say(text)
    assert [one["words"] for one in talk.screening.complaints] == [text]


def test_once_all_is_said_a_thank_you_gets_a_few_warm_words() -> None:
    talk = offered()
    long = talk.say("yea call me", "Maria", "bye")
    assert CODE_PLACE in long
    bodies = [
        talk.say(text) for text in ("thank you so much", "ok", "k thx", "goodbye", "god bless")
    ]
    assert all(len(body) < 60 and "\n" not in body for body in bodies)
    assert talk.screening.handover.complete


SPANISH = "Yo solo escribo"


@pytest.mark.parametrize(
    "text", ["hola", "hola necesito ayuda con mi renta", "Buenos días", "ayuda"]
)
def test_who_begins_in_spanish_is_offered_a_call_in_spanish_at_once(text: str) -> None:
    talk = first(text)
    assert talk.bodies[-1].startswith(SPANISH)


@pytest.mark.parametrize("text", ["si", "sí", "Sí por favor", "claro", "quiero que me llamen", "1"])
def test_a_yes_in_spanish_is_a_yes(text: str) -> None:
    talk = first("hola")
    assert "HPSM va a llamarle" in talk.say(text)
    assert talk.screening.handover.wanted == "call_me"


@pytest.mark.parametrize("text", ["qué", "que", "no entiendo", "gracias", "no se"])
def test_what_is_neither_has_the_offer_made_again_in_spanish(text: str) -> None:
    talk = first("hola")
    assert talk.say(text).startswith(SPANISH)


@pytest.mark.parametrize("text", ["no", "no gracias"])
def test_a_no_in_spanish_ends_in_spanish(text: str) -> None:
    assert first("hola").say(text).startswith("Que le vaya bien")


@pytest.mark.parametrize("text", ["qué", "quiero que me llamen", "no hablo ingles"])
def test_spanish_at_an_english_question_gets_the_offer_in_spanish(text: str) -> None:
    assert live().say(text).startswith(SPANISH)


@pytest.mark.parametrize("text", ["hi", "hello i need help", "me", "no home", "help me please"])
def test_who_begins_in_english_is_greeted_in_english(text: str) -> None:
    assert "automated helper" in first(text).bodies[-1]


def first(text: str) -> Live:
    """A conversation that this text begins."""
    return Live(begins=text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("no phone, can i just go somewhere", "801 Gateway"),
        ("who is gonna call", "A person from HPSM"),
        ("what happens now", "HPSM decides"),
        ("when will they call", "Mon-Fri, 8 to 6"),
        ("what number will it be", "I don't know what number"),
        ("can i call you", "650-616-2133"),
        ("is this a yes", "Nothing is decided"),
        ("what is this", "automated helper"),
        ("who pays you", "get no pay"),
        ("how do i know what plan i have", "plan card"),
        ("will they leave a message", "leave a message"),
    ],
)
def test_what_is_asked_about_the_call_and_the_outcome_has_an_answer(text: str, answer: str) -> None:
    talk = offered()
    body = talk.say(text)
    assert answer in body and "Would you like a call?" in body
    assert talk.asks == "handover"


def test_when_a_call_is_asked_for_when_it_comes_is_how_things_stand() -> None:
    talk = offered()
    talk.say("call me", "Maria", "any", "no", "skip", "english")
    assert "You asked for a call" in talk.say("when will they call")


@pytest.mark.parametrize(
    "said",
    [
        *("actually don't call me", "nah dont call", "can you not call me please", "no calls"),
        *("i dont want the call no more", "no more calls please", "nvm no call"),
        "i dont want to be called no more",
    ],
)
def test_who_wants_no_call_after_all_gets_none(said: str) -> None:
    talk = live("me", "kaiser", "call me", "Robin")
    assert "The call is off" in talk.say(said)
    assert talk.screening.handover.wanted is None


@pytest.mark.parametrize("said", ["dont call me", "i dont want to be called no more"])
def test_who_is_not_to_be_called_is_offered_no_call_until_they_ask_for_one(said: str) -> None:
    talk = live("me", "kaiser")
    talk.say(said)
    body = talk.say("talk to a person")
    assert "call you" not in body and "Call me" not in body and "650-616-2133" in body
    assert "call_me" not in values(talk)
    talk.say("call me please", "Robin", "1", "no", "skip", "english")
    assert talk.screening.handover.complete and talk.screening.handover.wanted == "call_me"


def test_at_the_outcome_too_no_call_is_offered_to_who_is_not_to_be_called() -> None:
    talk = offered()
    assert "Would you like a call?" in talk.bodies[-1] and "call_me" in values(talk)
    talk.say("no dont call me")
    body = talk.say("why me")
    assert "Call me" not in body and "call_me" not in values(talk)
    assert "To talk with HPSM, call 650-616-2133." in talk.say("is it free")
    talk.say("yes")
    assert talk.screening.handover.wanted != "call_me"


def test_a_time_that_is_cancelled_says_not_that_they_are_never_to_be_called() -> None:
    talk = live("me", "kaiser", "call me", "Robin", "cancel")
    assert "call_me" in (talk.say("talk to a person") and values(talk))


def values(talk: Live) -> list[str]:
    """The options of the question that is open."""
    question = interview().open_question(talk.screening)
    return [option.value for option in question.options] if question else []


@pytest.mark.parametrize("said", ["dont call me before noon", "i dont want to be called before 10"])
def test_not_before_noon_calls_nothing_off(said: str) -> None:
    talk = live("me", "kaiser", "call me", "Robin", said)
    assert talk.screening.handover.wanted == "call_me"


def test_who_would_rather_have_english_gets_it() -> None:
    talk = Live(begins="hola necesito ayuda")
    assert "Who is this for?" in talk.say("english") or "health plan" in talk.bodies[-1]

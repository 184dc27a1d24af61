"""What is no answer, whatever is asked; and what must not be taken for one."""

from __future__ import annotations

import pytest

from bot.conversation.replies import (
    AskPerson,
    AskWhy,
    Chosen,
    Declined,
    NotSure,
    NotUnderstood,
    Repeat,
    Reply,
    SideQuestion,
    Text,
)
from bot.language.reader import read_reply
from tests.language.test_reader import read

ASKED = ("life_now", "nursing_facility_resident", "age", "coverage", "who")


@pytest.mark.parametrize("id", ASKED)
@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("i dont know what you mean", NotUnderstood()),
        ("I don't know what that is", NotUnderstood()),
        ("i cant read", NotUnderstood()),
        ("i don't understand", NotUnderstood()),
        ("i am confused", NotUnderstood()),
        ("what does that mean", AskWhy()),
        ("what do you mean?", AskWhy()),
        ("huh", Repeat()),
        ("huh?", Repeat()),
    ],
)
def test_words_not_understood_never_close_a_question(id: str, text: str, reply: Reply) -> None:
    for intent in (None, "not_sure", "help"):
        assert read(text, id, intent=intent) == reply


def test_a_doubt_about_the_answer_is_no_doubt_about_the_question() -> None:
    assert read("idk what plan it is i lost the card", "coverage") == NotSure()
    assert read("uh dont know how to answer that one", "crisis_care_primary") == NotSure()
    assert read("i dont know what some of it is", "life_now") == NotUnderstood()


@pytest.mark.parametrize("text", ["are you a real person", "who am i texting, is it a human"])
def test_a_question_who_is_there_calls_nobody(text: str) -> None:
    assert read(text, "life_now", intent="are_you_a_bot") == NotUnderstood()


@pytest.mark.parametrize("intent", ["not_sure", "decline_to_answer", "skip"])
def test_a_list_is_closed_by_words_and_not_by_a_guess(intent: str) -> None:
    assert read("blue bananas", "life_now", intent=intent) == NotUnderstood()
    assert read("1 but who knows about that other one, idk", "life_now") == NotUnderstood()
    assert read("honestly i dont know", "life_now") == NotSure()
    assert read("id rather not say thanks", "life_now") == Declined()


@pytest.mark.parametrize("id", [*ASKED, "call_number"])
@pytest.mark.parametrize(
    "text",
    [
        "unsubscribe",
        "Unsubscribe me please",
        "remove me",
        "wrong number",
        "you have the wrong number",
        "dont text me",
        "Don't text me anymore",
        "stop",
        "leave me alone",
    ],
)
def test_a_wish_for_no_more_texts_is_no_answer(id: str, text: str) -> None:
    for intent in (None, "not_sure", "deny", "decline_to_answer"):
        assert read(text, id, intent=intent) == NotUnderstood()


@pytest.mark.parametrize("id", ASKED)
@pytest.mark.parametrize(
    "text",
    [
        "espa\u00f1ol por favor",
        "Espa\u00f1ol",
        "no hablo ingles",
        "\u00bfhabla espa\u00f1ol?",
        "i need an interpreter",
        "tagalog please",
        "do you speak spanish",
        "my mom doesnt speak english",
        "\u6211\u4e0d\u4f1a\u82f1\u8bed",
        "\u042f \u043d\u0435 \u0433\u043e\u0432\u043e\u0440\u044e",
    ],
)
def test_another_language_is_heard(id: str, text: str) -> None:
    assert read(text, id) == SideQuestion("other_language")
    assert read_reply(text, None, None) == SideQuestion("other_language")


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("espa\u00f1ol por favor", Chosen(("spanish",))),
        ("tagalog please", Chosen(("tagalog",))),
        ("mandarin please", Chosen(("chinese",))),
        ("Russian", Text("Russian")),
    ],
)
def test_a_language_is_the_answer_where_one_is_asked_for(text: str, reply: Reply) -> None:
    assert read(text, "call_language") == reply


def test_a_plain_answer_in_spanish_is_still_an_answer() -> None:
    assert read("si por favor", "nursing_facility_resident") == Chosen(("yes",))
    assert read("si", "nursing_facility_resident") == Chosen(("yes",))
    assert read("no", "nursing_facility_resident") == Chosen(("no",))


@pytest.mark.parametrize("id", ASKED)
def test_help_says_what_one_can_say(id: str) -> None:
    assert read("help", id) == SideQuestion("help") == read("HELP!", id)


@pytest.mark.parametrize(
    "text",
    [
        "someone",
        "somebody",
        "another person",
        "an elderly person",
        "new person",
        "for someone",
        "i take care of an elderly person",
    ],
)
def test_someone_to_care_for_is_not_a_call_for_a_person(text: str) -> None:
    assert read(text, "who", intent="ask_human") == Chosen(("other",))


@pytest.mark.parametrize("text", ["someone", "an elderly woman", "new guy", "whoever"])
def test_a_guess_does_not_call_a_person(text: str) -> None:
    assert read(text, "life_now", intent="ask_human") == NotUnderstood()


@pytest.mark.parametrize("id", ASKED)
@pytest.mark.parametrize(
    "text",
    [
        "person",
        "a person",
        "let me speak to a human",
        "representative",
        "can i please talk to someone",
        "call me",
        "please call me",
        "get me person",
    ],
)
def test_a_person_comes_when_called(id: str, text: str) -> None:
    assert read(text, id, intent="ask_human") == AskPerson()


@pytest.mark.parametrize(
    "text",
    [
        "i had medi-cal but lost it",
        "used to have medi cal",
        "my medi-cal ended",
        "i applied for medi-cal",
        "medi-cal with hpsm expired",
    ],
)
def test_a_plan_of_once_is_no_plan_of_now(text: str) -> None:
    assert read(text, "coverage") == NotUnderstood()

"""What is said to who goes, comes back or speaks another language: short, plain, sendable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.channels.sms_text import is_gsm, render, segments
from bot.conversation.breaks import PAUSED, RESUMED, STATUS, STOPPED
from bot.conversation.handover import CASE_ROOM
from bot.conversation.languages import LANGUAGE
from tests.conversation.talk import interview
from tests.wording.reading import grade

DAY = date(2026, 11, 21)
QUESTIONS = [*interview().basis.policy.questions, "who", "call_name", "call_when", "may_speak"]


@pytest.mark.parametrize("channel", ["sms", "web"])
@pytest.mark.parametrize("aside", [PAUSED, STOPPED])
def test_who_goes_is_told_in_plain_words_how_to_come_back(aside: str, channel: str) -> None:
    begun = replace(interview().begin(DAY, channel=channel), who="self", aside=aside)
    for page in (0, 1):
        said = interview().ask(replace(begun, page=page))
        assert said.question is None and "?" not in said.text and is_gsm(said.text)
        assert segments(said.text) <= 2 and grade(said.text) <= 6.0, said.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_where_things_are_goes_into_one_message_with_any_question(question: str) -> None:
    begun = interview().begin(DAY, channel="sms")
    for who, relation in (("self", ""), ("other", "granddaughter"), ("child", "")):
        for wanted in (None, "person", "call_me", "call_now"):
            for aside in (RESUMED, STATUS):
                handover = replace(begun.handover, wanted=wanted)
                asked = replace(begun, who=who, relation=relation, handover=handover)
                asked = replace(asked, open=question, stage="asking", aside=aside, remaining=5)
                body = render(interview().ask(asked).to_json())
                assert is_gsm(body) and segments(body) <= 2, body


@pytest.mark.parametrize("language", ["", "spanish", "vietnamese"])
def test_the_offer_of_a_call_in_another_language_can_be_sent(language: str) -> None:
    begun = interview().begin(DAY, channel="sms")
    handover = replace(begun.handover, language=language, brief=True)
    asked = replace(begun, stage="person", open="handover", handover=handover)
    body = render(interview().ask(replace(asked, aside=LANGUAGE + language)).to_json())
    assert (is_gsm(body) and segments(body) <= 2 and "call" in body) or "llam" in body, body


@pytest.mark.parametrize("key", interview().basis.wording.book("en").under("breaks.case"))
def test_where_a_case_is_is_told_in_plain_words_with_room_for_a_question(key: str) -> None:
    by, numbers = "by Wednesday, Sept 30", interview().basis.numbers
    told = {"by": by, "weekday": "Wednesday", "date": "Sept 30", "sent": "Sept 30"}
    told["slot"] = "Wed Sept 30, 10 am to noon"
    told |= {"time": "10:07 am", "at": "on Sept 30 at 10:07 am", "number": "650-616-2133"}
    book = interview().basis.wording.book("en")
    text = book.say(f"breaks.case.{key}", name="Maria", code="KTR-493", **{**numbers, **told})
    assert is_gsm(text) and len(text) <= CASE_ROOM
    is_sentence = text.endswith(".")  # else a few words that stand within one
    assert not is_sentence or grade(text) <= 6.0, (grade(text), text)

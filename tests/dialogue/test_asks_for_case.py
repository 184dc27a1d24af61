"""Who has a case and asks in their own words what has become of it is told; nobody else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.conversation.handover import CASE_OPEN, Handover
from bot.conversation.replies import Complain, SideQuestion, Status
from bot.conversation.screening import Screening
from bot.dialogue.at_a_loss import said_plainly
from tests.conversation.talk import interview
from tests.dialogue.second_thoughts import TODAY

ASKS = [
    "did u guys get my thing",
    "Did you get my thing?",
    "so whats happening with my case",
    "So what's happening with my case?",
    "is somebody coming or what",
    "did she find it",
    "where is my call?",
    "why hasnt anyone called me?",
]
WAITS = [
    "nobody called me",
    "no one ever called",
    "still waiting on that call",
    "yall said u would call",
    "You said someone would call me today",
]
WHO = ["who called me", "Who just called me?", "who was that", "did yall call me?"]
NO_QUESTION = [
    *("did she find it hard to walk", "yes", "my case manager", "no"),
    *("nobody came with me to the hospital", "never called 911", "i been waiting for housing"),
]


def begun(**handover) -> Screening:
    new = interview().begin(date.fromisoformat(TODAY), channel="sms")
    return replace(new, handover=Handover(**handover))


@pytest.mark.parametrize("text", ASKS)
def test_who_has_a_case_or_wished_for_one_asks_for_its_status(text: str) -> None:
    assert said_plainly(text, begun(), CASE_OPEN) == Status()
    assert said_plainly(text, begun(wanted="call_me"), "") == Status()
    assert said_plainly(text, replace(begun(), settled=True), "") == Status()


@pytest.mark.parametrize("text", WAITS)
def test_who_has_a_case_and_says_that_nobody_called_complains(text: str) -> None:
    assert said_plainly(text, begun(), CASE_OPEN) == Complain()
    assert said_plainly(text, replace(begun(), settled=True), "") == Complain()


@pytest.mark.parametrize("text", WHO)
def test_who_has_a_case_and_asks_who_called_is_told(text: str) -> None:
    assert said_plainly(text, begun(), CASE_OPEN) == SideQuestion("faq_who_calls")


@pytest.mark.parametrize("text", [*ASKS, *WAITS, *WHO])
def test_with_no_case_such_words_are_left_to_be_read(text: str) -> None:
    assert said_plainly(text, begun(), "") is None


@pytest.mark.parametrize("text", NO_QUESTION)
def test_an_answer_is_no_such_question(text: str) -> None:
    assert said_plainly(text, begun(wanted="call_me"), CASE_OPEN) is None

"""Out of a live talk a case goes to the other desk, and the member hears where it went."""

from __future__ import annotations

import pytest

from bot.channels.sms_text import is_gsm, segments
from bot.handoff.case_life import Refused
from bot.storage import case_life
from bot.worker.handing_on import hand_on
from tests.fakes.line import Line
from tests.fakes.serving import wait_for
from tests.worker.test_takeover import (
    ANA,
    PHONE,
    asks_for_a_person,
    do,
    holder,
    said,
    speak,
    status,
    take_over,
    texts_for_a_person,
)

WENT = (
    "Maria has left. I am the automated helper, and I go on from here. Your request is with Care "
    "Management now. They can see what you told us. To hear where it is, write STATUS."
)


def goes_to(line: Line, case) -> str:
    with line.database.read() as connection:
        return case_life.life_of(connection, case.id).goes_to


def test_in_the_chat_they_hear_who_left_where_it_went_and_the_question(line: Line) -> None:
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        speak(line, case, "Care Management can help with the move.")
        do(line, hand_on, case, "icm", note="Wants to leave the nursing home.")
        last = member.hear()[-1]
    assert last["from"] == "assistant" and last["text"].startswith(WENT)
    assert last["question"] is not None
    assert (status(line, case), goes_to(line, case)) == ("waiting", "icm")
    assert holder(line, case) is None


def test_by_text_message_they_hear_it_in_two_segments(line: Line) -> None:
    with line.working():
        case = texts_for_a_person(line)
        take_over(line, case)
        do(line, hand_on, case, "icm")
        told = wait_for(lambda: [text for text in line.texts_to(PHONE) if text.startswith(WENT)])
    assert is_gsm(WENT) and segments(WENT) <= 2
    assert len(told) == 1


def test_the_next_desk_goes_on_in_the_same_talk(line: Line) -> None:
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        do(line, hand_on, case, "icm")
        member.hear()
        take_over(line, case, ANA)
    assert said(line, case)[-1][1] == "Ana, Care Management"
    assert status(line, case) == "talking"


def test_words_that_wait_for_an_answer_are_not_left_to_nobody(line: Line) -> None:
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        member.post(id="a", text="will it cost me anything?")
        with pytest.raises(Refused, match="Answer them first"):
            do(line, hand_on, case, "icm")
        assert (status(line, case), goes_to(line, case)) == ("talking", "member_services")


def test_to_the_desk_where_it_is_nothing_happens_and_nothing_is_said(line: Line) -> None:
    with line.working():
        _, case = asks_for_a_person(line)
        take_over(line, case)
        before = said(line, case)
        with pytest.raises(Refused, match="at that desk already"):
            do(line, hand_on, case, "member_services")
    assert said(line, case) == before and status(line, case) == "talking"


def test_who_does_not_have_the_talk_cannot_hand_it_on(line: Line) -> None:
    with line.working():
        _, case = asks_for_a_person(line)
        take_over(line, case)
        with pytest.raises(Refused):
            do(line, hand_on, case, "icm", staff=ANA)
    assert status(line, case) == "talking"

"""A case is closed, and the member hears so once, where they still listen and nobody else does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.channels.fixed_texts import FINISHED_WHY, tells_nothing_new, waits_for_the_day
from bot.channels.staff_text import counted
from bot.handoff.case_life import Refused, StaffMember
from bot.handoff.promises import promises
from bot.storage import case_life
from bot.storage.cases import StoredCase
from bot.worker import call_tries, closing, together
from tests.fakes.line import Line
from tests.fakes.serving import wait_for
from tests.worker.test_takeover import (
    MARIA,
    PHONE,
    asks_for_a_person,
    do,
    holder,
    now,
    said,
    speak,
    status,
    take_over,
    texts_for_a_person,
)

DONE = (
    "Maria has finished with your request. Your questions were answered. To talk with a person "
    "again, write PERSON here or call 650-616-2133 (TTY 711)."
)
BARE = (
    "Maria has finished with your request. To talk with a person again, write PERSON here or call "
    "650-616-2133 (TTY 711)."
)


def close(line: Line, case: StoredCase, reason: str = "questions_answered", at=None) -> None:
    with line.database.write() as connection:
        closing.close(connection, line.the_case(), MARIA, reason, at or now(), "Done.")
    assert status(line, case) == "resolved"


def claim(line: Line, case: StoredCase) -> None:
    with line.database.write() as connection:
        case_life.claim(connection, case.id, MARIA, now())


def told(line: Line, case: StoredCase) -> list[str]:
    return [text for _, _, text in said(line, case) if "has finished" in text]


def test_closed_while_they_write_it_is_said_once_and_the_helper_is_there_again(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        speak(line, case, "Good luck to you.")
        close(line, case)
        with pytest.raises(Refused):
            close(line, case)
        assert told(line, case) == [DONE] and holder(line, case) is None
        assert said(line, case)[-1] == ("assistant", None, DONE)
        member.last = member.read()[-1]["seq"]
        member.say("thanks")
    assert line.turns.seen[-1]["crossed"]


def test_closed_after_a_call_the_question_that_is_open_in_the_chat_stays_open(line):
    with line.working():
        member, case = asks_for_a_person(line)
        asked = member.last
        claim(line, case)
        close(line, case)
        assert said(line, case)[-1] == ("system", None, DONE)
        assert member.choose(asked, "yes").status_code == 202


def test_closed_after_a_call_it_is_texted_in_one_text(line):
    with line.working():
        case = texts_for_a_person(line)
        claim(line, case)
        close(line, case)
        wait_for(lambda: DONE in line.texts_to(PHONE))
    assert line.texts_to(PHONE).count(DONE) == 1


@pytest.mark.parametrize("reason", promises().reasons)
def test_each_reason_is_told_as_is_kind_in_at_most_two_texts_and_needs_no_answer(reason):
    words = closing.finished_words(MARIA.name, reason, "en")
    assert counted(words).segments <= 2 and not counted(words).odd
    assert tells_nothing_new(words) and waits_for_the_day(words)


def test_the_reasons_told_are_reasons_there_are():
    assert set(FINISHED_WHY) < set(promises().reasons)
    assert not {"safe_now", "emergency_called", "duplicate", "other"} & set(FINISHED_WHY)


@pytest.mark.parametrize(
    ("reason", "words"), [("safe_now", [BARE]), ("other", [BARE]), ("duplicate", [])]
)
def test_of_danger_nothing_is_said_and_of_the_same_case_twice_nothing_at_all(line, reason, words):
    with line.working():
        _, case = asks_for_a_person(line)
        claim(line, case)
        close(line, case, reason)
    assert told(line, case) == words


def test_who_opted_out_or_ended_the_chat_is_told_nothing(line):
    with line.working():
        case = texts_for_a_person(line)
        claim(line, case)
        line.text(PHONE, "STOP")
        close(line, case)
    assert told(line, case) == []


def test_who_ended_the_chat_is_told_nothing(line):
    with line.working():
        member, case = asks_for_a_person(line)
        claim(line, case)
        line.http.request("DELETE", "/api/conversations", headers=member.headers)
        close(line, case)
    assert told(line, case) == []


@pytest.mark.parametrize(
    ("words", "minutes", "heard"),
    [
        ("he hits me and i have to get out now", 1, 1),
        ("he hits me and i have to get out now", 60, 0),
        ("i want to kill myself", 60, 1),
    ],
)
def test_where_somebody_is_violent_only_who_is_there_now_is_texted(line, words, minutes, heard):
    with line.working():
        line.text(PHONE, words)
        case = line.the_case()
        claim(line, case)
        close(line, case, "safe_now", now() + timedelta(minutes=minutes))
    assert len(told(line, case)) == heard


def is_tried(line: Line, case: StoredCase) -> None:
    do(line, call_tries.write_down, case, call_tries.Tried("no_answer", keeps=True))


def test_that_they_were_called_in_vain_is_told_only_where_somebody_called(line):
    with line.working():
        case = texts_for_a_person(line)
        claim(line, case)
        close(line, case, "not_reached")
        assert told(line, case) == [BARE]


def test_of_calls_that_were_tried_they_hear_that_nobody_was_reached(line):
    with line.working():
        case = texts_for_a_person(line)
        claim(line, case)
        is_tried(line, case)
        close(line, case, "not_reached")
    [words] = told(line, case)
    assert FINISHED_WHY["not_reached"]["en"] in words


def test_whose_telephone_may_be_in_other_hands_reads_nothing_of_calls(line):
    with line.working():
        line.text(PHONE, "he hits me and i have to get out now")
        case = line.the_case()
        claim(line, case)
        is_tried(line, case)
        close(line, case, "not_reached")
    [words] = told(line, case)
    assert FINISHED_WHY["not_reached"]["en"] not in words


def test_where_somebody_else_closes_it_the_member_hears_of_whom_they_know(line):
    boss = StaffMember("boss", "Lee", "member_services", oversees=True)
    with line.working():
        _, case = asks_for_a_person(line)
        take_over(line, case)
        with line.database.write() as connection:
            closing.close(connection, case, boss, "questions_answered", now())
    assert told(line, case) == [DONE]


def test_by_telephone_the_questions_are_stopped_first(line):
    with line.working():
        case = texts_for_a_person(line)
        do(line, together.begin, case)
        with pytest.raises(Refused, match="Stop that first"):
            close(line, case)
        do(line, together.stop, case)
        close(line, case)
    assert told(line, case) == [DONE]


def test_at_night_the_text_waits_for_the_morning(line):
    def morning(at: datetime) -> datetime:
        return at + timedelta(hours=8)

    case = texts_with_no_worker(line)
    claim(line, case)
    close(line, case)
    sender = line.sender(morning=morning)
    while sender.step():
        pass
    assert DONE not in line.texts_to(PHONE)
    assert line.count("SELECT count(*) FROM outbox WHERE status = 'queued'") == 1


def texts_with_no_worker(line: Line) -> StoredCase:
    line.turns.handover = {"wanted": "person"}
    line.text(PHONE, "person please")
    assert line.taker().step()
    return line.the_case()


QUESTION = "one more question: do i lose my doctor"


def closes(line: Line, reason: str, note: str = "") -> None:
    with line.database.write() as connection:
        closing.close(connection, line.the_case(), MARIA, reason, now(), note)


def test_a_question_that_nobody_answered_is_not_closed_over_unless_a_note_says_why(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        speak(line, case, "We sent it in.")
        member.post(id="a", text=QUESTION)
        with pytest.raises(Refused, match="They wrote last"):
            closes(line, "questions_answered", "  ")
        assert status(line, case) == "talking" and told(line, case) == []
        closes(line, "questions_answered", "Answered by telephone.")
    assert status(line, case) == "resolved"


def test_once_it_is_answered_it_closes(line):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        member.post(id="a", text=QUESTION)
        speak(line, case, "No, you keep your doctor.")
        closes(line, "questions_answered")
    assert status(line, case) == "resolved"


@pytest.mark.parametrize("reason", ["safe_now", "emergency_called", "duplicate"])
def test_where_they_are_looked_after_already_nothing_stands_in_the_way(line, reason):
    with line.working():
        member, case = asks_for_a_person(line)
        take_over(line, case)
        member.post(id="a", text="ok they are here")
        closes(line, reason)
    assert status(line, case) == "resolved"

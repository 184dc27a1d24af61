"""Who complains that nobody called, or asks who called, hears what became of their case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.channels.sms_text import is_gsm, render, segments
from bot.conversation.handover import CASE_MARK
from bot.conversation.replies import Complain, SideQuestion
from bot.conversation.screening import Said
from bot.handoff.case import CaseDraft
from bot.handoff.case_life import StaffMember
from bot.handoff.danger import mark_danger
from bot.storage import case_events, case_life, cases, conversations, messages, staff
from bot.worker.call_tries import Tried, write_down
from bot.worker.case_status import with_case
from tests.conversation.talk import interview
from tests.fakes.damage import spoil
from tests.wording.reading import grade
from tests.worker.test_case_status import CALL, DRAFT, FRIDAY, PHONE, SENTENCES, Asker

ANA = StaffMember("ana", "Ana", "member_services")
SATURDAY, MONDAY = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=3)
NOBODY, WHO = Complain(), SideQuestion("faq_who_calls")
NOT_KNOWN = "I don't know who yet."


class Waiter(Asker):
    """Somebody who texts of a call that came or did not."""

    def says(self, reply, text: str, now: datetime, question: str | None = None) -> str:
        """Text it; give what the dialogue and the worker say together, which is kept."""
        begun = interview().begin(date(2026, 11, 20), channel="sms")
        stage = "asking" if question else "closed"
        told = replace(begun, who="self", stage=stage, open=question)
        taken = interview().take(told, reply, Said(text))
        shown, kept = interview().ask(taken.screening).to_json(), taken.screening.to_json()
        shown = {**shown, "text": " ".join((*taken.remarks, shown["text"]))}
        with self.database.write() as connection:
            to = conversations.get(connection, self.conversation)
            shown = with_case(connection, to, shown, None, SENTENCES, now, kept)
            messages.add(connection, to.id, "assistant", shown["text"], now)
        body = render(shown)
        assert is_gsm(body) and segments(body) <= 2 and CASE_MARK not in body, body
        assert grade(shown["text"]) <= 6.0 and "  " not in body, body
        return body

    def called(self, outcome: str, now: datetime, draft: CaseDraft = CALL) -> None:
        """Have Ana call, with this outcome."""
        number = self.put(draft, FRIDAY)
        with self.database.write() as connection:
            staff.add(connection, "ana", "Ana", "agent", "member_services", "-", FRIDAY)
            code = self.newest(connection)
            case_life.claim(connection, number, ANA, now)
            case = cases.by_code(connection, code)
            assert case is not None
            write_down(connection, case, ANA, Tried(outcome), now)

    def newest(self, connection) -> str:
        [case] = cases.newest(connection, 2)
        return case.code


@pytest.fixture
def waiter(database) -> Waiter:
    with database.write() as connection:
        identity = conversations.find_or_create_sms(connection, PHONE, FRIDAY)
    return Waiter(database, identity)


def test_the_day_after_their_case_was_closed_they_hear_of_the_new_one_and_can_get_a_call(waiter):
    waiter.resolved("questions_answered")
    waiter.put(DRAFT, SATURDAY)
    said = waiter.says(NOBODY, "nobody called me", SATURDAY)
    assert said.startswith("I noted it for HPSM. I'm sorry for the wait.")
    assert "HPSM closed your last request on Nov 20. Now a new one is open." in said
    assert "A person will get to it by Monday, Nov 23." in said
    assert "To get a call, say CALL ME." in said and "To make a complaint, call" in said


@pytest.mark.parametrize("question", [None, "age", "support_needs", "coverage"])
def test_the_same_complaint_twice_is_not_answered_word_for_word(waiter, question):
    waiter.put()
    first = waiter.says(NOBODY, "no one ever called", FRIDAY, question)
    second = waiter.says(NOBODY, "NOBODY CALLED ME!!", FRIDAY, question)
    assert first != second and all("by Monday, Nov 23" in each for each in (first, second))


def test_whose_call_is_promised_is_told_by_when_and_is_offered_no_other(waiter):
    waiter.put()
    said = waiter.says(NOBODY, "still waiting on that call", FRIDAY)
    assert "Someone from HPSM will call by Monday, Nov 23." in said
    assert f"Your code is {waiter.codes[0]}." in said and "CALL ME" not in said


def test_who_is_late_is_not_sorry_twice(waiter):
    waiter.put()
    said = waiter.says(NOBODY, "yall said u would call", FRIDAY + timedelta(days=5))
    assert "A person is late with it. They were told." in said and said.count("sorry") == 1


def test_who_was_called_and_missed_it_hears_of_that_call(waiter):
    waiter.called("no_answer", MONDAY)
    said = waiter.says(NOBODY, "nobody called me", MONDAY)
    assert "Ana from HPSM called you at 10 am from 650-616-2133." in said
    assert "will call by Tuesday, Nov 24." in said


def test_a_complaint_of_anything_else_is_answered_as_ever(waiter):
    waiter.put()
    said = waiter.says(NOBODY, "you people are rude", FRIDAY)
    assert "It will not change any benefit." in said and "will call by" not in said


def test_who_wrote_of_danger_hears_of_help_now_and_is_offered_no_call(waiter):
    waiter.put(mark_danger(DRAFT, "self_harm", "i want to die", "2026-11-20T18:00:00"))
    said = waiter.says(NOBODY, "nobody called me", FRIDAY)
    assert "988" in said and "CALL ME" not in said


def test_who_asks_who_called_hears_who_when_from_where_and_of_the_next_call(waiter):
    waiter.called("no_answer", MONDAY + timedelta(minutes=7))
    said = waiter.says(WHO, "who called me", MONDAY + timedelta(hours=1))
    assert said.startswith("Ana from HPSM called you at 10:07 am from 650-616-2133.")
    assert "Someone from HPSM will call by Tuesday, Nov 24." in said and NOT_KNOWN not in said
    later = waiter.says(WHO, "who called me", MONDAY + timedelta(days=1))
    assert later.startswith("Ana from HPSM called you on Nov 23 at 10:07 am from")


def test_a_call_begun_from_the_console_rang_when_it_was_begun(waiter):
    number = waiter.put()
    waiter.staff(case_events.add, number, "call begun", "ana", MONDAY)
    waiter.called("busy", MONDAY + timedelta(minutes=9))
    said = waiter.says(WHO, "who called me", MONDAY + timedelta(hours=1))
    assert "called you at 10 am from" in said


def test_who_was_reached_hears_who_it_was_and_how_to_talk_again(waiter):
    waiter.called("reached", MONDAY)
    said = waiter.says(WHO, "who called me", MONDAY + timedelta(hours=1))
    assert said.startswith("Ana from HPSM called you at 10 am from") and "To talk now" in said
    assert "has called about it" not in said


@pytest.mark.parametrize("question", [None, "age", "support_needs"])
def test_where_nobody_called_lately_it_is_not_known_who_will(waiter, question):
    assert NOT_KNOWN in waiter.says(WHO, "who will call me", FRIDAY, question)
    waiter.put()
    assert NOT_KNOWN in waiter.says(WHO, "who will call me", FRIDAY, question)


def test_a_call_of_weeks_ago_is_not_the_one_they_mean(waiter):
    waiter.called("no_answer", MONDAY)
    assert NOT_KNOWN in waiter.says(WHO, "who called me", MONDAY + timedelta(days=21))


def test_who_wrote_of_violence_reads_of_no_call(waiter):
    afraid = mark_danger(CALL, "violence", "he hits me", "2026-11-20T18:00:00")
    waiter.called("no_answer", MONDAY, afraid)
    assert NOT_KNOWN in waiter.says(WHO, "who called me", MONDAY)
    assert "called you" not in waiter.says(NOBODY, "nobody called me", MONDAY)


def test_of_a_case_that_cannot_be_read_any_more_no_call_is_told(waiter):
    waiter.called("no_answer", MONDAY)
    spoil(waiter.database, "cases.details")
    assert "called you" not in waiter.says(WHO, "who called me", MONDAY)
    assert "called you" not in waiter.says(NOBODY, "nobody called me", MONDAY)

"""The member asks STATUS and hears where the case is, by when, and that the plan decides."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import text

from bot.app.wiring import build_replies
from bot.channels.sms_text import is_gsm, render, segments
from bot.conversation.breaks import STATUS
from bot.conversation.handover import CASE_MARK
from bot.conversation.replies import Repeat
from bot.conversation.screening import Said
from bot.handoff.bare import bare_details
from bot.handoff.case import CaseDraft
from bot.handoff.case_life import StaffMember
from bot.handoff.danger import mark_danger
from bot.handoff.decisions import decided_by
from bot.handoff.erasing import REACHING
from bot.handoff.office_hours import office_contacts
from bot.handoff.promises import promises
from bot.storage import case_life, cases, conversations, decisions
from bot.worker.case_status import with_case
from tests.conversation.talk import interview
from tests.fakes.serving import wait_for
from tests.wording.reading import grade

PHONE = "+16505550133"
MARIA = StaffMember("maria", "Maria", "icm")
FRIDAY = datetime(2026, 11, 20, 18, 0, tzinfo=timezone.utc)  # ten in the morning there
SENTENCES = build_replies().sentences
DRAFT = CaseDraft("self", "routine", "icm", "Wants a call.", {"person": "self"})
CALL = replace(DRAFT, details={"person": "self", "wanted": "call_me"})


@dataclass
class Asker:
    """Somebody who texts, and the cases of theirs."""

    database: Any
    conversation: str

    def put(self, draft: CaseDraft = CALL, now: datetime = FRIDAY) -> int:
        """Have a case opened or changed; give its number."""
        with self.database.write() as connection:
            code = cases.open_or_update(connection, self.conversation, draft, now)
            case = cases.by_code(connection, code)
            due = promises().due(case.urgency, case.details, now, office_contacts())
            case_life.promise(connection, case.id, due)
            return case.id

    def staff(self, act, *arguments) -> None:
        with self.database.write() as connection:
            act(connection, *arguments)

    def resolved(self, reason: str, draft: CaseDraft = CALL, now: datetime = FRIDAY) -> None:
        case = self.put(draft, now)
        self.staff(case_life.claim, case, MARIA, now)
        self.staff(case_life.resolve, case, MARIA, reason, now)

    def hears(self, now: datetime = FRIDAY, question: str | None = None, **handover) -> str:
        """What the dialogue and the worker say together to STATUS by text message."""
        begun = interview().begin(date(2026, 11, 20), channel="sms")
        told = replace(begun.handover, **handover)
        stage = "asking" if question else "closed"
        asked = replace(begun, who="self", stage=stage, open=question, handover=told)
        shown = interview().ask(replace(asked, aside=STATUS, remaining=5)).to_json()
        with self.database.write() as connection:
            to = conversations.get(connection, self.conversation)
            shown = with_case(connection, to, shown, None, SENTENCES, now)
        body = render(shown)
        assert is_gsm(body) and segments(body) <= 2 and CASE_MARK not in body, body
        return body

    @property
    def codes(self) -> list[str]:
        with self.database.read() as connection:
            return list(connection.execute(text("SELECT code FROM cases ORDER BY id")).scalars())


@pytest.fixture
def asker(database):
    with database.write() as connection:
        identity = conversations.find_or_create_sms(connection, PHONE, FRIDAY)
    return Asker(database, identity)


def test_without_a_case_they_hear_that_nothing_was_sent(asker):
    said = asker.hears(question="age")
    assert said.startswith("Nothing was sent to HPSM yet. I have about 5 more to ask.")
    assert "How old are you?" in said


def test_a_call_that_waits_is_promised_for_a_day_and_the_clock_is_told(asker):
    asker.put()
    said = asker.hears(wanted="call_me", complete=True)
    assert said == (
        "You asked for a call. Someone from HPSM will call by Monday, Nov 23. "
        f"Your code is {asker.codes[0]}. "
        "HPSM decides, not this chat: within 5 working days once it is sent in."
    )
    assert grade(said) <= 6.0


def test_what_waits_without_a_call_is_told_too(asker):
    asker.put(DRAFT)
    assert asker.hears(wanted="person").startswith(
        "HPSM has your request. A person will get to it by Monday, Nov 23."
    )


def test_on_the_day_itself_it_is_today(asker):
    asker.put()
    monday = datetime(2026, 11, 23, 18, 0, tzinfo=timezone.utc)
    assert "will call today." in asker.hears(monday, wanted="call_me", complete=True)


def test_what_was_promised_as_the_call_was_asked_for_is_what_status_says(asker):
    asker.put()
    begun = interview().begin(date(2026, 11, 20), channel="sms")
    told = replace(begun.handover, wanted="call_me", complete=True, when="any")
    closed = replace(begun, who="self", stage="closed", open=None, handover=told)
    assert "will call you by Monday, between 8 and 6." in interview().ask(closed).text
    assert "will call by Monday, Nov 23." in asker.hears(wanted="call_me", complete=True)


def test_in_the_chat_the_status_is_said_before_a_long_list_too(asker):
    asker.put()
    begun = interview().begin(date(2026, 11, 20), channel="web")
    told = replace(begun.handover, wanted="call_me", complete=True)
    asked = replace(begun, who="self", stage="asking", open="support_needs", handover=told)
    shown = interview().ask(replace(asked, aside=STATUS, remaining=5))
    assert shown.text.startswith(CASE_MARK) and shown.question["id"] == "support_needs"


def test_by_text_message_repeat_after_it_brings_the_question_it_left_out(asker):
    begun = interview().begin(date(2026, 11, 20), channel="sms")
    told = replace(begun.handover, wanted="call_me", complete=True)
    asked = replace(begun, who="self", stage="asking", open="support_needs", handover=told)
    status = replace(asked, aside=STATUS, remaining=5)
    assert "send REPEAT" in interview().ask(status).text
    again = interview().ask(interview().take(status, Repeat(), Said("REPEAT")).screening)
    assert again.question["id"] == "support_needs" and CASE_MARK not in again.text


def test_who_has_booked_a_call_is_told_of_it_at_the_outcome_and_not_asked():
    begun = interview().begin(date(2026, 11, 20), channel="sms")
    told = {"wanted": "call_me", "complete": True, "slot": "2026-11-23T20:00Z/2026-11-23T22:00Z"}
    handover = replace(begun.handover, **told)
    at_the_end = replace(begun, who="self", stage="outcome", open="handover", handover=handover)
    shown = interview().ask(at_the_end)
    assert "Your call is Mon Nov 23, noon to 2 pm." in shown.text
    assert "Would you like a call" not in shown.text
    assert "call_me" not in [option["value"] for option in shown.question["options"]]


def test_who_has_the_case_is_told_by_first_name(asker):
    case = asker.put()
    asker.staff(case_life.claim, case, MARIA, FRIDAY)
    said = asker.hears(wanted="call_me", complete=True)
    assert said.startswith("Maria from HPSM has your request now, and will call by Monday, Nov 23.")


def test_after_a_call_they_hear_of_it_and_the_number(asker):
    case = asker.put()
    asker.staff(case_life.claim, case, MARIA, FRIDAY)
    asker.staff(case_life.call, case, MARIA, FRIDAY)
    said = asker.hears(wanted="call_me", complete=True)
    assert said.startswith("Maria from HPSM has called about it. If you missed the call,")
    assert "650-616-2133" in said


def test_a_broken_promise_is_owned_up_to(asker):
    asker.put()
    tuesday = datetime(2026, 11, 24, 18, 0, tzinfo=timezone.utc)
    said = asker.hears(tuesday, wanted="call_me", complete=True)
    assert "A person is late with it, and I'm sorry." in said and "650-616-2133" in said
    assert "will call" not in said


@pytest.mark.parametrize("reason", ["referral_started", "authorization_sent"])
def test_what_was_sent_in_is_decided_by_a_day_that_counts_no_holiday(asker, reason):
    asker.resolved(reason)
    said = asker.hears(wanted="call_me", complete=True)
    # Thanksgiving and the Friday after it are no working days.
    assert said.startswith(
        "It was sent in for a decision on Nov 20. HPSM decides by Tuesday, Dec 1."
    )


def test_when_the_time_to_decide_is_over_they_are_told_whom_to_ask(asker):
    asker.resolved("referral_started")
    december = datetime(2026, 12, 2, 18, 0, tzinfo=timezone.utc)
    said = asker.hears(december, wanted="call_me", complete=True)
    assert "that time is over. To ask, call 650-616-2133." in said


def test_when_the_plan_has_decided_they_are_told_whom_to_ask_and_not_what(asker):
    case = asker.put()
    asker.staff(case_life.claim, case, MARIA, FRIDAY)
    asker.staff(case_life.resolve, case, MARIA, "referral_started", FRIDAY)
    asker.staff(decisions.decide, case, MARIA, FRIDAY, "Not approved.")
    said = asker.hears(wanted="call_me", complete=True)
    assert said.startswith("HPSM has decided on what was sent in on Nov 20. To hear it, call")
    assert "approved" not in said and grade(said) <= 6.0


@pytest.mark.parametrize(
    ("sent", "urgency", "day"),
    [
        (datetime(2026, 11, 19, 20, tzinfo=timezone.utc), "routine", date(2026, 11, 30)),
        (datetime(2026, 11, 20, 4, tzinfo=timezone.utc), "routine", date(2026, 11, 30)),
        (datetime(2026, 11, 21, 20, tzinfo=timezone.utc), "routine", date(2026, 12, 1)),
        (datetime(2026, 11, 20, 20, tzinfo=timezone.utc), "urgent", date(2026, 11, 23)),
        (datetime(2026, 10, 30, 6, 30, tzinfo=timezone.utc), "urgent", date(2026, 11, 1)),
    ],
)
def test_working_days_skip_weekends_and_holidays_and_urgent_hours_do_not(sent, urgency, day):
    assert decided_by(sent, urgency, office_contacts()) == day


@pytest.mark.parametrize("reason", promises().reasons)
def test_each_reason_to_close_is_told_kindly_with_a_way_on(asker, reason):
    asker.resolved(reason)
    said = asker.hears(wanted="call_me", complete=True)
    assert "will call" not in said and "danger" not in said.lower()
    assert "{" not in said and f"Your code is {asker.codes[0]}." in said
    ways_on = ("650-616-2133", "ask again any time", "who to call", "HPSM decides by")
    assert any(way in said for way in ways_on)


def test_after_a_closed_case_the_open_one_is_told(asker):
    asker.resolved("not_reached")
    asker.put()
    said = asker.hears(wanted="call_me", complete=True)
    assert f"Your code is {asker.codes[1]}" in said and asker.codes[0] not in said


def test_of_two_open_cases_both_codes_are_told(asker):
    asker.put()
    asker.put(replace(CALL, person="child", round=2))
    said = asker.hears(wanted="call_me", complete=True)
    assert all(code in said for code in asker.codes)


def test_an_urgent_case_tells_of_help_now_of_no_decision_and_nothing_of_why(asker):
    asker.put(mark_danger(DRAFT, "self_harm", "i want to die", "2026-11-20T18:00:00"))
    said = asker.hears(question="age")
    assert said.startswith("HPSM has your request. A person will get to it today.")
    assert "Nothing was sent" not in said and "die" not in said
    assert "911" in said and "988" in said and "hours" not in said


def test_at_night_no_hour_is_promised_to_who_is_due_at_once(asker):
    night = FRIDAY + timedelta(hours=12)
    asker.put(mark_danger(DRAFT, "self_harm", "i want to die", "2026-11-20T18:00:00"), night)
    for minutes in (1, 60):
        said = asker.hears(night + timedelta(minutes=minutes), question="age")
        assert said.startswith("HPSM has your request. It waits for a person.")
        assert "today" not in said and "late" not in said


@pytest.mark.parametrize("question", [*interview().basis.policy.questions, "call_name"])
def test_where_the_case_is_goes_into_one_message_with_any_question(asker, question):
    case = asker.put()
    asker.put(replace(CALL, person="child", round=2))
    asker.staff(case_life.claim, case, MARIA, FRIDAY)
    for wanted in (None, "person", "call_me"):
        assert "HPSM" in asker.hears(question=question, wanted=wanted)


def test_a_person_who_had_all_erased_hears_of_the_call_that_is_kept(line):
    line.turns.handover = {"wanted": "call_me"}
    reach = dict.fromkeys((*REACHING, "channel", "birth_date", "member_name"))
    kept = replace(
        CALL, details=bare_details("self", "call_me", {**reach, "number": PHONE, "language": "en"})
    )
    line.make_case = lambda screening, to: kept if screening["handover"]["wanted"] else None
    with line.working():
        line.text(PHONE, "call me")
        wait_for(lambda: line.texts_to(PHONE))
        line.text(PHONE, "ERASE")
        wait_for(lambda: len(line.texts_to(PHONE)) == 2)
        line.turns.handover = {"wanted": None}
        line.text(PHONE, f"{CASE_MARK}Nothing was sent.{CASE_MARK} More.")
        heard = wait_for(lambda: line.texts_to(PHONE)[2:])
    assert f"Your code is {line.the_case().code}." in heard[0]
    assert "once it is sent in. More." in heard[0] and "Nothing was sent" not in heard[0]


def test_in_the_web_chat_the_same_is_told(line):
    line.turns.handover = {"wanted": "call_me"}
    with line.working():
        member = line.new_member()
        [_, said] = [m for m in (*member.hear(), *member.say(f"{CASE_MARK}x{CASE_MARK}"))][-2:]
    assert f"Your code is {line.the_case().code}." in said["text"]
    assert CASE_MARK not in said["text"]

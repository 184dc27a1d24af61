"""What an open case keeps when later turns bring it up to date."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.handover import Handover
from bot.conversation.screening import Answer, Screening
from bot.eligibility.loader import load_policy
from bot.handoff.case import CaseDraft
from bot.handoff.danger import mark_danger
from bot.handoff.drafting import CaseDrafter
from bot.storage import case_events, cases, conversations
from bot.storage.cases import StoredCase
from bot.storage.database import Database
from bot.wording.book import load_wording
from tests.storage.conftest import NOW

SECOND = timedelta(seconds=1)
AT = NOW.isoformat()


def new_conversation(database: Database) -> str:
    with database.write() as connection:
        return conversations.create_web(connection, "t", "en", NOW)


def put(database: Database, conversation: str, draft: CaseDraft, seconds: int = 0) -> StoredCase:
    with database.write() as connection:
        now = NOW + seconds * SECOND
        code = cases.open_or_update(connection, conversation, draft, now)
        assert code is not None
        found = cases.by_code(connection, code)
        assert found is not None
        return found


def plain(summary: str = "Wants a call.", person: str = "self", **details) -> CaseDraft:
    return CaseDraft(person, "routine", "icm", summary, {"person": person, **details})


def test_what_was_written_of_danger_stays_first_in_later_turns(database):
    conversation = new_conversation(database)
    urgent = mark_danger(plain("Asked for a person."), "self_harm", "i want to die", AT)
    put(database, conversation, urgent)
    case = put(database, conversation, plain("Wants a call. Maria"), 1)
    assert case.urgency == "urgent"
    first, second, third = case.summary.splitlines()
    assert first.startswith("URGENT: wrote of harming themselves")
    assert second == "Wants a call. Maria" and third == f"Next: {case.details['next_step']}"
    assert [entry["words"] for entry in case.details["danger"]] == ["i want to die"]


def test_danger_after_a_routine_case_makes_it_urgent(database):
    conversation = new_conversation(database)
    first = put(database, conversation, plain())
    case = put(database, conversation, mark_danger(plain(), "overdose", "took 30 pills", AT), 1)
    assert (case.code, case.urgency) == (first.code, "urgent")
    again = mark_danger(plain(), "self_harm", "i want to die", f"{AT}1")
    case = put(database, conversation, again, 2)
    assert [entry["kind"] for entry in case.details["danger"]] == ["overdose", "self_harm"]
    assert case.summary.count("URGENT") == 2


def test_who_wrote_of_danger_is_not_left_alone_for_taking_back_a_call(database):
    conversation = new_conversation(database)
    put(database, conversation, mark_danger(plain(), "self_harm", "i want to die", AT))
    taken_back = plain("Took back the wish for a call. Do not call. Maria")
    case = put(database, conversation, taken_back, 1)
    assert "Do not call" not in case.summary and "Took back" in case.summary


PERSON = Handover(wanted="person")
BOOKED = Handover(
    wanted="call_me", name="Maria", when="morning", voicemail=True, language="en", complete=True
)
ANSWERS = (
    Answer("coverage", ("hpsm",), ({"coverage": "medi_cal_hpsm"},), "1"),
    Answer("age", (), ({"age": 34},), "34"),
    Answer("ed_visits_6_months", (), ({"ed_visits_6_months": 6},), "like 6 times i think it was"),
)


@pytest.fixture(scope="module")
def drafter() -> CaseDrafter:
    return CaseDrafter(load_policy(), load_wording())


def screened(drafter, round: int, answers, handover: Handover, *, left: int = 0, who="self"):
    made = Screening(
        *("2026-11-21", NOW.date()),
        who=who,
        answers=answers,
        handover=handover,
        round=round,
        remaining=left,
    )
    draft = drafter.draft(made.to_json(), None, "sms", "+16505550111")
    assert draft is not None
    return draft


def kinds(database: Database, case: StoredCase) -> list[str]:
    with database.read() as connection:
        return [event["kind"] for event in case_events.of_case(connection, case.id)]


def test_a_later_screening_broken_off_replaces_nothing_that_a_finished_one_told(database, drafter):
    conversation = new_conversation(database)
    finished = put(database, conversation, screened(drafter, 1, ANSWERS, BOOKED))
    begun = screened(drafter, 2, ANSWERS[:2], PERSON, left=7)
    case = put(database, conversation, begun, 1)
    assert case.code == finished.code
    assert case.details["wanted"] == "call_me"
    assert case.details["contact"] == finished.details["contact"]
    for kept in ("populations", "answers", "facts", "ecm", "screening_complete"):
        assert case.details[kept] == finished.details[kept]
    assert [later["round"] for later in case.details["later"]] == [2]
    assert case.summary.startswith("Wants a call. Maria, 650-555-0111, mornings")
    assert '"like 6 times i think it was"' in case.summary
    assert "Asked again later (2 answers, not finished): Asked for a person" in case.summary
    assert kinds(database, case) == ["opened", "asked again"]


def test_the_later_screening_is_brought_up_to_date_in_its_place(database, drafter):
    conversation = new_conversation(database)
    put(database, conversation, screened(drafter, 1, ANSWERS, BOOKED))
    put(database, conversation, screened(drafter, 2, ANSWERS[:1], PERSON, left=8), 1)
    again = screened(drafter, 2, ANSWERS[:2], PERSON, left=7)
    case = put(database, conversation, again, 2)
    assert put(database, conversation, again, 3) == case
    assert [len(later["answers"]) for later in case.details["later"]] == [2]
    assert kinds(database, case) == ["opened", "asked again", "updated"]


def test_a_later_screening_that_is_finished_leads_and_keeps_the_earlier_one(database, drafter):
    conversation = new_conversation(database)
    first = put(database, conversation, screened(drafter, 1, ANSWERS, BOOKED))
    case = put(database, conversation, screened(drafter, 2, ANSWERS[:2], PERSON), 1)
    assert case.details["later"] == [] and case.details["wanted"] == "call_me"
    assert case.details["earlier"][0]["populations"] == first.details["populations"]
    assert "Asked before (3 answers, finished): Wants a call." in case.summary


def test_a_new_time_for_the_call_is_taken_over(database, drafter):
    conversation = new_conversation(database)
    put(database, conversation, screened(drafter, 1, ANSWERS, BOOKED))
    moved = Handover(wanted="call_me", name="Maria", when="afternoon")
    case = put(database, conversation, screened(drafter, 2, ANSWERS[:1], moved, left=8), 1)
    assert case.details["contact"]["when"] == "afternoon"
    assert case.details["contact"]["voicemail"] is True
    assert "afternoons" in case.summary.splitlines()[0]


def test_taking_back_a_later_wish_leaves_the_call_booked_before(database, drafter):
    conversation = new_conversation(database)
    put(database, conversation, screened(drafter, 1, ANSWERS, BOOKED))
    wish = screened(drafter, 2, ANSWERS[:1], PERSON, left=8)
    put(database, conversation, wish, 1)
    back = replace(wish, may_open=False, details={**wish.details, "wanted": None})
    case = put(database, conversation, back, 2)
    assert case.details["wanted"] == "call_me"


def test_asking_for_a_person_does_not_undo_a_call_booked_in_the_same_screening(database, drafter):
    conversation = new_conversation(database)
    put(database, conversation, screened(drafter, 1, ANSWERS, BOOKED))
    case = put(database, conversation, screened(drafter, 1, ANSWERS, PERSON), 1)
    assert case.summary.startswith("Wants a call. Maria")
    assert kinds(database, case) == ["opened", "updated"]


def test_a_call_booked_is_kept_when_danger_is_written_later(database, drafter):
    conversation = new_conversation(database)
    put(database, conversation, screened(drafter, 1, ANSWERS, BOOKED))
    begun = screened(drafter, 2, ANSWERS[:1], PERSON, left=8)
    case = put(database, conversation, mark_danger(begun, "self_harm", "i want to die", AT), 1)
    first, second, *_ = case.summary.splitlines()
    assert "URGENT" in first and second.startswith("Wants a call. Maria")
    case = put(database, conversation, screened(drafter, 2, ANSWERS[:2], PERSON, left=7), 2)
    assert case.summary.count("URGENT") == 1 and case.urgency == "urgent"
    assert len(case.details["answers"]) == 3


def test_who_turns_out_to_have_a_case_has_one_afterwards(database, drafter):
    conversation = new_conversation(database)
    first = put(database, conversation, screened(drafter, 1, ANSWERS, BOOKED))
    unnamed = screened(drafter, 2, (), PERSON, who=None)
    second = put(database, conversation, mark_danger(unnamed, "overdose", "pills", AT), 1)
    assert second.code != first.code
    case = put(database, conversation, screened(drafter, 2, ANSWERS[:1], PERSON, left=8), 2)
    assert (case.code, case.urgency) == (first.code, "urgent")
    assert "pills" in case.summary.splitlines()[0]
    with database.read() as connection:
        joined = cases.by_code(connection, second.code)
        listed = [one.code for one in cases.newest(connection, 10)]
    assert joined is not None and joined.status == "joined"
    assert joined.summary.startswith(f"The same person as case {first.code}.")
    assert listed == [first.code, second.code]


def test_cases_opened_in_the_same_moment_are_listed_in_one_order(database):
    for number in range(5):
        with database.write() as connection:
            conversation = conversations.create_web(connection, f"t{number}", "en", NOW)
            cases.open_or_update(connection, conversation, plain(str(number)), NOW)
    with database.read() as connection:
        listed = [case.summary for case in cases.newest(connection, 10)]
    assert listed == ["4", "3", "2", "1", "0"]

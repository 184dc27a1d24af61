"""The case for staff: what was found, in whose words, what is unverified, whom to call and when."""

from datetime import date

import pytest

from bot.conversation.handover import WANTS_A_CASE, Handover
from bot.conversation.screening import Answer, Screening
from bot.eligibility.loader import load_policy
from bot.handoff.answers import quote
from bot.handoff.codes import new_code, tidy_code
from bot.handoff.drafting import CaseDrafter
from bot.wording.book import load_wording

TODAY = date(2026, 11, 21)
PHONE = "+16505550111"
COVERED = Answer("coverage", ("hpsm",), ({"coverage": "medi_cal_hpsm"},), "1")
AGE = Answer("age", (), ({"age": 34},), "34")
VISITS = Answer("ed_visits_6_months", (), ({"ed_visits_6_months": 6},), "like 6 times since may")


@pytest.fixture(scope="module")
def drafter() -> CaseDrafter:
    return CaseDrafter(load_policy(), load_wording())


def screening(*answers: Answer, who: str | None = "self", **handover) -> dict:
    wish = Handover(**{"wanted": "call_me", **handover})
    return Screening("2026-11-21", TODAY, who=who, answers=answers, handover=wish).to_json()


FULL = {
    "name": "Maria",
    "when": "morning",
    "voicemail": True,
    "birth_date": "1992-02-03",
    "language": "en",
    "complete": True,
}


@pytest.mark.parametrize("wanted", [None, "call_now", "call_me", "person"])
def test_a_case_is_made_for_who_wants_staff(drafter, wanted):
    draft = drafter.draft(screening(COVERED, wanted=wanted), None, "web", None)
    assert (draft is not None) == (wanted in WANTS_A_CASE)


def test_the_number_is_the_one_they_text_from_or_the_one_they_gave(drafter):
    on_sms = drafter.draft(screening(), None, "sms", PHONE)
    on_web = drafter.draft(screening(number="6505550122"), None, "web", None)
    assert on_sms.details["contact"]["number"] == PHONE
    assert on_web.details["contact"]["number"] == "6505550122"


def test_each_criterion_stands_with_the_members_own_words_and_what_to_verify(drafter):
    draft = drafter.draft(screening(COVERED, AGE, VISITS), None, "sms", PHONE)
    found = {offer["id"]: offer for offer in draft.details["populations"]}
    visits = next(
        c for c in found["avoidable_use_adult"]["criteria"] if c["criterion"] == "ed_visits"
    )
    assert visits["member_said"][0]["quote"] == "like 6 times since may"
    assert visits["facts"] == {"ed_visits_6_months": 6}
    assert visits["plan_says"].startswith("Five or more emergency department visits")
    assert visits["to_verify"] == "the visits could have been avoided"
    assert found["avoidable_use_adult"]["band"] == "appears"


def test_the_summary_says_what_an_agent_needs_in_the_time_it_takes_to_say_hello(drafter):
    summary = drafter.draft(screening(COVERED, AGE, VISITS, **FULL), None, "sms", PHONE).summary
    first, *_ = summary.splitlines()
    for part in ("call", "Maria", "650-555-0111", "mornings", "English", "Voicemail", "1992-02-03"):
        assert part in first
    assert "Medi-Cal with HPSM" in summary and "34" in summary
    assert '"like 6 times since may"' in summary
    assert "Verify: the visits could have been avoided" in summary
    assert len(summary.split()) <= 90


def test_a_bare_number_is_told_as_what_was_chosen():
    assert quote("2", ["My child"]) == "My child"
    assert quote("my little girl", ["My child"]) == "my little girl"
    assert quote("34", []) == "34"


def test_what_is_not_sure_skipped_contradicted_and_not_asked_is_told_apart(drafter):
    answers = (
        COVERED,
        AGE,
        Answer("stays_6_months", ("not_sure",), ({"stays_6_months": "not_sure"},), "dont know"),
        Answer("disparity_group", ("skip",), ({"disparity_group": "declined"},), "skip"),
        Answer("housing", (), ({"housing": "stable"},), "at home"),
        Answer("housing", (), ({"housing": "unsheltered"},), "my car"),
    )
    details = drafter.draft(screening(*answers), None, "sms", PHONE).details
    assert "stays_6_months" in details["not_sure"]
    assert "disparity_group" in details["declined"]
    assert "housing" in details["conflicts"]
    assert any("mental health" in label for label in details["not_settled"])


def test_what_was_withdrawn_no_longer_counts(drafter):
    corrected = Answer("which_is_right", ("second",), withdraws=(2, "ed_visits_6_months"))
    draft = drafter.draft(screening(COVERED, AGE, VISITS, corrected), None, "sms", PHONE)
    assert draft.details["populations"] == []


def test_a_caregivers_words_are_marked_as_theirs(drafter):
    answer = Answer("age", (), ({"age": 7},), "she is 7", said_by="caregiver")
    draft = drafter.draft(screening(COVERED, answer, who="child"), None, "sms", PHONE)
    assert draft.person == "child"
    assert draft.details["answers"][1]["said_by"] == "caregiver"
    assert "for their child" in draft.summary


def test_a_person_asked_for_before_anything_is_known_goes_to_member_services(drafter):
    draft = drafter.draft(screening(who=None, wanted="person"), None, "web", None)
    assert (draft.goes_to, draft.person) == ("member_services", "not_said")
    assert "No name given, no number yet" in draft.summary


@pytest.mark.parametrize(
    ("before", "after", "made", "may_open"),
    [
        (None, None, False, None),
        (None, "call_me", True, True),
        ("person", "call_me", True, True),
        ("call_me", "call_me", True, False),
        ("call_me", None, True, False),
        ("call_me", "call_now", True, "call_now" in WANTS_A_CASE),
    ],
)
def test_a_case_is_opened_by_a_new_wish_and_follows_when_it_changes(
    drafter, before, after, made, may_open
):
    earlier, now = screening(COVERED, wanted=before), screening(COVERED, wanted=after)
    draft = drafter.draft(now, earlier, "sms", PHONE)
    assert (draft is not None) == made
    if made:
        assert draft.may_open == may_open
        assert (after == "call_me") == ("Wants a call" in draft.summary)


def test_a_wish_of_the_person_before_is_not_taken_back_by_a_new_screening(drafter):
    second = {**screening(wanted=None, who=None), "round": 2}
    assert drafter.draft(second, screening(COVERED), "sms", PHONE) is None


@pytest.mark.parametrize("broken", [{"answers": None}, {"who": 7, "today": "soon"}, {"round": {}}])
def test_a_screening_nobody_can_read_still_makes_a_call_back(drafter, broken):
    content = {**screening(name="Maria", number="6505550122"), "answers": [{}], **broken}
    draft = drafter.draft(content, None, "web", None)
    assert "Maria, 650-555-0122" in draft.summary


def test_today_is_told_with_its_date_in_san_mateo(drafter):
    evening = Answer("call_when", ("today",), (), "Today", at="2026-11-22T02:30:00+00:00")
    summary = drafter.draft(screening(evening, when="today"), None, "sms", PHONE).summary
    assert "today (2026-11-21)" in summary


def test_every_case_can_be_stored_as_json(drafter):
    import json

    draft = drafter.draft(screening(COVERED, AGE, VISITS, **FULL), None, "sms", PHONE)
    assert json.loads(json.dumps(draft.to_json())) == draft.to_json()


def test_codes_have_no_letter_or_digit_that_is_taken_for_another():
    codes = {new_code() for _ in range(500)}
    assert not set("".join(codes)) & set("AEIOUL01SBGZNVQDPF")
    assert all(len(code) == 7 and code[3] == "-" for code in codes)
    assert tidy_code(" ktr 493") == "KTR-493"

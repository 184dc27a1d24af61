"""The summary: who is who, what is doubtful, what is not known, and the next step, in words."""

from dataclasses import replace
from datetime import date

import pytest

from bot.conversation.handover import Handover
from bot.conversation.screening import Answer, Screening
from bot.eligibility.loader import load_policy
from bot.handoff.birth import birth_doubt
from bot.handoff.drafting import CaseDrafter
from bot.handoff.summary import summarize
from bot.handoff.words import FLAGS, REASONS, SHORT, WANTED
from bot.wording.book import load_wording

TODAY = date(2026, 11, 21)
POLICY = load_policy()
PHONE = "+16505550111"
COVERED = Answer("coverage", ("hpsm",), ({"coverage": "medi_cal_hpsm"},), "1")


@pytest.fixture(scope="module")
def drafter() -> CaseDrafter:
    return CaseDrafter(POLICY, load_wording())


def draft(drafter, *answers: Answer, who: str | None = "self", phone: str | None = PHONE, **wish):
    handover = Handover(**{"wanted": "call_me", **wish})
    made = Screening("2026-11-21", TODAY, who=who, answers=answers, handover=handover)
    found = drafter.draft(made.to_json(), None, "sms" if phone else "web", phone)
    assert found is not None
    return found


def age(years: int) -> Answer:
    return Answer("age", (), ({"age": years},), str(years))


def ticked(question: str, *values: str, words: str = "") -> Answer:
    options = POLICY.questions[question].options
    forms = [o.sets if o.value in values else o.clears for o in options]
    learned = tuple(form for form in forms if form)
    return Answer(question, values, learned, words)


def not_sure(question: str) -> Answer:
    forms = dict.fromkeys(POLICY.questions[question].facts, "not_sure")
    return Answer(question, ("not_sure",), (forms,), "not sure")


def test_the_caller_and_the_member_are_kept_apart(drafter):
    told = {"name": "Maria", "when": "morning", "language": "es", "birth_date": "1945-03-14"}
    summary = draft(drafter, COVERED, age(81), who="other", **told).summary
    first, second, *_ = summary.splitlines()
    assert "Caller: Maria (caregiver), 650-555-0111, mornings, Spanish." in first
    assert "Member: name not given, age 81, born 1945-03-14." in second
    assert "Born" not in first and "Maria" not in second


def test_the_members_name_is_told_where_it_is_known(drafter):
    details = draft(drafter, age(7), who="child", name="Maria").details
    details["contact"]["member_name"] = "Lucia"
    assert "Member: Lucia, age 7." in summarize(details)


@pytest.mark.parametrize(
    ("born", "age", "doubtful"),
    [
        ("1990-03-14", 81, True),
        ("1945-03-14", 81, False),
        ("1945-12-14", 81, False),
        ("1943-03-14", 81, True),
        ("in 1990 i think", 81, True),
        ("spring", 81, False),
        (None, 81, False),
        ("1990-03-14", None, False),
        ("2030-03-14", None, True),
        ("1990-03-14", {"at_least": 65}, True),
        ("1950-03-14", {"at_least": 65}, False),
        ("2015-03-14", {"at_least": 18, "at_most": 20}, True),
    ],
)
def test_a_birth_date_that_does_not_fit_the_age_is_marked(born, age, doubtful):
    assert bool(birth_doubt(born, age, TODAY)) == doubtful


def test_a_birth_date_found_doubtful_before_is_marked():
    assert "doubtful" in birth_doubt("1990-03-14", 36, TODAY, True)
    assert birth_doubt("1990-03-14", 81, TODAY, True) == "born 1990 does not fit age 81: check"


def test_the_doubt_stands_in_the_summary(drafter):
    summary = draft(drafter, age(81), who="other", birth_date="1990-03-14").summary
    assert "born 1990 does not fit age 81: check" in summary


def test_when_most_answers_say_nothing_the_case_is_short(drafter):
    unsure = [not_sure(q) for q in ("life_now", "health_now", "programs", "support_needs")]
    summary = draft(drafter, COVERED, age(34), *unsure).summary
    assert "Little is known: of 4 answers 4 not sure." in summary
    assert "Not sure of" not in summary and "Verify" not in summary
    assert summary.count("\n- ") == 0
    assert len(summary.splitlines()) <= 10


def test_a_criterion_is_quoted_with_the_item_that_bears_on_it(drafter):
    values = ("no_steady_home", "locked_up_past_year")
    answers = (
        COVERED,
        age(34),
        ticked("life_now", *values, words="1, 3"),
        ticked("health_now", "lasting_illness", "hard_to_manage", words="4 and 5"),
    )
    details = draft(drafter, *answers).details
    said = {
        (offer["id"], words["quote"])
        for offer in details["populations"]
        for criterion in offer["criteria"]
        for words in criterion["member_said"]
        if words["question"] == "life_now"
    }
    whole = details["answers"][2]["quote"]
    assert said and whole.count(", ") >= 1
    for _, quoted in said:
        assert quoted != whole and quoted in whole


def test_their_own_words_are_quoted_whole(drafter):
    words = "no place of my own and jail last spring"
    answer = ticked("life_now", "no_steady_home", "locked_up_past_year", words=words)
    health = ticked("health_now", "lasting_illness", "hard_to_manage", words="4 and 5")
    details = draft(drafter, COVERED, age(34), answer, health).details
    assert any(
        said["quote"] == words
        for offer in details["populations"]
        for criterion in offer["criteria"]
        for said in criterion["member_said"]
    )


def test_what_was_not_asked_stands_in_one_line(drafter):
    found = draft(drafter, COVERED, age(34))
    lines = [line for line in found.summary.splitlines() if line.startswith("Not asked: ")]
    assert len(lines) == 1 and lines[0].endswith("more")
    assert set(found.details["not_asked"]) <= SHORT.keys()


def test_every_flag_and_reason_of_the_policy_has_words_for_staff():
    assert {flag.id for flag in POLICY.ecm.flags} == FLAGS.keys()
    closing = (*POLICY.ecm.not_available, *POLICY.ecm.excluded)
    assert {criterion.id for criterion in closing} == REASONS.keys()
    assert {*POLICY.populations, *POLICY.supports} == SHORT.keys()


@pytest.mark.parametrize(
    ("coverage", "step"),
    [
        ("other_plan", "Next: Refer to their own plan"),
        ("none", "Next: Help to apply for Medi-Cal: San Mateo County"),
        ("care_advantage", "Next: Hand on to the CareAdvantage Unit (1-866-880-0606)"),
    ],
)
def test_where_ecm_is_closed_the_next_step_says_where_to_go(drafter, coverage, step):
    answer = Answer("coverage", (), ({"coverage": coverage, "wants_supports": False},), "that")
    assert step in draft(drafter, answer, age(34)).summary


def test_flags_are_told_in_words(drafter):
    answers = (
        *(COVERED, age(34), ticked("health_now", "hard_to_manage", "lasting_illness")),
        Answer("ed_visits_6_months", (), ({"ed_visits_6_months": 6},), "6"),
        ticked("programs", "waiver_1915c"),
    )
    summary = draft(drafter, *answers).summary
    assert "Flags: Is in a waiver, CCT or CCM: has to choose" in summary
    assert "_" not in summary


@pytest.mark.parametrize(
    ("who", "years", "marked"),
    [("self", 15, True), ("self", 18, False), ("child", 7, False), ("self", None, False)],
)
def test_a_minor_writing_alone_is_marked(drafter, who, years, marked):
    answers = (COVERED,) if years is None else (COVERED, age(years))
    assert ("MINOR" in draft(drafter, *answers, who=who).summary) == marked


def test_a_case_without_a_number_says_that_nobody_can_call_back(drafter):
    without = draft(drafter, COVERED, phone=None).summary
    assert "No number was given." in without and "will call us" not in without.lower()
    assert "No number was given." not in draft(drafter, COVERED).summary


def test_who_calls_themselves_is_not_told_as_wanting_a_call(drafter):
    details = {**draft(drafter, COVERED).details, "wanted": "call_now"}
    assert WANTED["call_now"] == "Will call us."
    assert summarize(details).startswith("Will call us. ")


def test_a_screening_hardly_begun_is_not_told_as_finished(drafter):
    assert not draft(drafter, who=None, wanted="person").details["screening_complete"]
    begun = Screening("2026-11-21", TODAY, who="self", answers=(COVERED,), remaining=8)
    wish = replace(begun, handover=Handover(wanted="person"))
    made = drafter.draft(wish.to_json(), None, "sms", PHONE)
    assert made is not None and not made.details["screening_complete"]


def test_who_wants_a_home_and_was_not_asked_where_they_sleep_is_asked_first(drafter):
    wish = Answer("support_needs", (), ({"support_needs": {"includes": ["find_housing"]}},), "1")
    asks = "Where they sleep was not asked: ask first."
    assert asks in draft(drafter, COVERED, age(16), wish).summary
    told = Answer("housing", ("shelter",), ({"housing": "shelter"},), "2")
    assert asks not in draft(drafter, COVERED, age(16), wish, told).summary
    assert asks not in draft(drafter, COVERED, age(16)).summary

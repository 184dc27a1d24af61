"""Whole screenings of made-up people: short, and ending in what the full profile says."""

from __future__ import annotations

import pytest

from bench.lengths import asked, replied
from bench.people import Person, people
from bot.eligibility.facts import Facts
from bot.eligibility.planner import Planner
from tests.eligibility.strategies import POLICY
from tests.eligibility.test_audit import told

PLANNER = Planner(POLICY)
MIX = people(POLICY, 150)


@pytest.fixture(scope="module")
def counts() -> list[int]:
    """Replies of each person, with the first question (who is screened)."""
    return sorted(1 + len(asked(POLICY, PLANNER, PLANNER.next_question, p)) for p in MIX)


def test_half_of_the_people_need_eight_replies_or_fewer(counts: list[int]) -> None:
    assert counts[len(counts) // 2] <= 8


def test_nine_in_ten_need_twelve_replies_or_fewer(counts: list[int]) -> None:
    assert counts[int(len(counts) * 0.9)] <= 12


def test_nobody_needs_more_than_eighteen_replies(counts: list[int]) -> None:
    assert counts[-1] <= 18


@pytest.mark.parametrize("person", MIX[:80], ids=lambda person: person.kind)
def test_the_short_way_ends_where_the_full_profile_does(person: Person) -> None:
    facts = Facts.blank(POLICY)
    while question := PLANNER.next_question(facts):
        facts = replied(POLICY, facts, question, PLANNER, person.facts)
    early, full = told_of(facts), told(dict(person.facts))
    if {early["band"], full["band"]} == {"not_available", "not_indicated"}:
        full = {**full, "band": early["band"]}
    assert early == full


def told_of(facts: Facts) -> dict[str, object]:
    """As `told`, from facts instead of a profile."""
    from bot.eligibility.judge import screen

    found = screen(POLICY, facts)
    supports = {id: finding.band for id, finding in found.supports.items()}
    ecm = {"band": found.ecm.band, "flags": sorted(found.ecm.flags), "sent_to": found.sent_to}
    return {**ecm, **supports}


def test_coverage_and_age_come_first() -> None:
    facts = Facts.blank(POLICY)
    first = PLANNER.next_question(facts)
    assert first is not None and first.id == "coverage"
    second = PLANNER.next_question(facts.learn({"coverage": "medi_cal_hpsm"}))
    assert second is not None and second.id == "age"


def test_a_person_in_another_plan_is_asked_nothing_more() -> None:
    assert PLANNER.next_question(Facts.from_json(POLICY, {"coverage": "other_plan"})) is None


def test_a_careadvantage_member_is_asked_only_what_supports_need() -> None:
    facts = Facts.from_json(POLICY, {"coverage": "care_advantage"})
    question = PLANNER.next_question(facts)
    assert question is not None and "support_needs" in question.facts


def test_programs_are_not_asked_of_a_person_whom_no_population_fits() -> None:
    nobody = {"age": 40, "coverage": "medi_cal_hpsm"}
    person = Person("none", {**{f.id: False for f in POLICY.facts.values()}, **nobody})
    plain = {
        "choice": lambda fact: fact.values[-1],
        "number": lambda fact: 0,
        "set": lambda fact: [],
        "yes_no": lambda fact: False,
    }
    facts = {f.id: plain[f.kind](f) for f in POLICY.facts.values() if not f.never_asked}
    person = Person("none", {**facts, **nobody})
    assert "programs" not in asked(POLICY, PLANNER, PLANNER.next_question, person)


def test_the_number_of_questions_left_falls_to_nothing() -> None:
    facts, left = Facts.blank(POLICY), []
    while question := PLANNER.next_question(facts):
        left.append(PLANNER.remaining(facts))
        facts = replied(POLICY, facts, question, PLANNER, MIX[0].facts)
    assert left[-1] >= 1
    assert left[0] > left[-1]
    assert PLANNER.remaining(facts) == 0

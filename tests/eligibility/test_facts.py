"""What is known of a fact: narrowed, closed, contradicted, followed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.eligibility.facts import Facts
from bot.errors import FactError
from tests.eligibility.strategies import POLICY

FORMS = [
    ("age", 34),
    ("housing", "shelter"),
    ("complex_need", False),
    ("social_factors", ["food", "other"]),
    ("social_factors", []),
    ("pregnancy", {"one_of": ["pregnant", "postpartum_12_months"]}),
    ("ed_visits_6_months", {"at_least": 5}),
    ("ed_visits_6_months", {"at_least": 6, "at_most": 7}),
    ("ed_visits_6_months", {"at_most": 2}),
    ("ed_visits_6_months", {"one_of": [1, 4]}),
    ("programs", {"includes": ["pace"], "excludes": ["cct"]}),
    ("foster_care", "not_sure"),
    ("disparity_group", "declined"),
]


@pytest.mark.parametrize(("fact", "form"), FORMS)
def test_what_was_said_is_written_back_in_the_same_form(fact: str, form: Any) -> None:
    assert Facts.from_json(POLICY, {fact: form}).form(fact) == form


def test_a_choice_without_one_value_is_written_as_those_left() -> None:
    form = Facts.from_json(POLICY, {"foster_care": {"excludes": ["never"]}}).form("foster_care")
    assert set(form["one_of"]) == set(POLICY.facts["foster_care"].values) - {"never"}


WRONG = [
    ("shoe_size", 42),
    ("age", "34"),
    ("age", -1),
    ("age", 121),
    ("age", 3.5),
    ("age", True),
    ("complex_need", 1),
    ("complex_need", "true"),
    ("housing", "castle"),
    ("housing", None),
    ("social_factors", ["food", "castle"]),
    ("social_factors", "food"),
    ("social_factors", {"includes": ["food"], "excludes": ["food"]}),
    ("ed_visits_6_months", {"more": 2}),
    ("ed_visits_6_months", {"at_least": 5, "at_most": 2}),
    ("pregnancy", {"one_of": []}),
]


@pytest.mark.parametrize(("fact", "form"), WRONG)
def test_an_unknown_fact_or_value_is_refused_by_name(fact: str, form: Any) -> None:
    with pytest.raises(FactError, match=fact):
        Facts.from_json(POLICY, {fact: form})


def test_learning_narrows_what_is_possible() -> None:
    facts = Facts.blank(POLICY).learn({"ed_visits_6_months": {"at_least": 2}})
    facts = facts.learn({"ed_visits_6_months": {"at_most": 4}})
    assert facts.form("ed_visits_6_months") == {"at_least": 2, "at_most": 4}
    assert facts.is_open("ed_visits_6_months")


def test_not_sure_closes_without_settling() -> None:
    facts = Facts.from_json(POLICY, {"housing": {"excludes": ["stable"]}})
    facts = facts.learn({"housing": "not_sure"})
    assert not facts.is_open("housing") and not facts.is_settled("housing")
    assert "stable" not in facts.form("housing")["one_of"]


@pytest.mark.parametrize(
    ("fact", "one", "other", "kept"),
    [
        ("complex_need", False, True, True),
        ("ed_visits_6_months", 4, 6, 6),
        ("housing", "at_risk", "shelter", "shelter"),
        ("pregnancy", "no", "pregnant", "pregnant"),
        ("foster_care", "never", "earlier", "earlier"),
    ],
)
def test_of_two_answers_the_one_that_opens_a_door_counts(
    fact: str, one: Any, other: Any, kept: Any
) -> None:
    for first, second in ((one, other), (other, one)):
        facts = Facts.from_json(POLICY, {fact: first}).learn({fact: second})
        assert facts.form(fact) == kept
        assert facts.conflicts == (fact,)


@pytest.mark.parametrize(
    ("said", "fact", "follows"),
    [
        ({"justice_conditions": {"includes": ["chronic_condition"]}}, "chronic_condition", True),
        ({"justice_conditions": {"includes": ["hiv"]}}, "chronic_condition", True),
        ({"programs": {"includes": ["ccm"]}}, "has_care_manager", True),
        ({"programs": {"includes": ["county_tcm"]}}, "has_care_manager", True),
        ({"stays_6_months": 2}, "stays_12_months", {"at_least": 2}),
        ({"foster_care": "earlier"}, "social_factors", {"includes": ["former_foster_youth"]}),
        (
            {"incarceration": {"one_of": ["leaving", "within_12_months"]}},
            "social_factors",
            {"includes": ["law_enforcement_contact"]},
        ),
        ({"age": 9}, "pregnancy", "no"),
        ({"age": 61}, "pregnancy", "no"),
        ({"age": 60}, "pregnancy", None),
        ({"support_needs": {"includes": ["meals"]}}, "wants_supports", True),
    ],
)
def test_what_follows_from_what(said: dict[str, Any], fact: str, follows: Any) -> None:
    assert Facts.from_json(POLICY, said).form(fact) == follows


def test_a_pregnancy_that_was_volunteered_stands_at_any_age() -> None:
    facts = Facts.from_json(POLICY, {"age": 62, "pregnancy": "pregnant"})
    assert facts.form("pregnancy") == "pregnant"


def test_no_to_supports_stands_beside_a_ticked_need() -> None:
    facts = Facts.from_json(POLICY, {"wants_supports": False, "support_needs": ["meals"]})
    assert facts.form("wants_supports") is False


def test_a_tick_for_hiv_alone_contradicts_nothing() -> None:
    assert Facts.from_json(POLICY, {"justice_conditions": ["hiv"]}).conflicts == ()


def test_a_set_settled_value_by_value_is_written_as_the_list_that_it_is():
    policy = POLICY
    others = [v for v in policy.facts["programs"].values if v != "pace"]
    assert policy.forms.plainest("programs", {"includes": ["pace"], "excludes": others}) == ["pace"]
    assert policy.forms.plainest("programs", {"excludes": [*others, "pace"]}) == []
    assert policy.forms.plainest("programs", {"includes": ["pace"]}) == {"includes": ["pace"]}
    assert policy.forms.plainest("coverage", {"excludes": ["none"]}) == {"excludes": ["none"]}

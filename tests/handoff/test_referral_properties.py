"""Whatever a member says: every referral renders, every bundle is valid, and nothing is made up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.screening import Screening
from bot.eligibility.judge import screen
from bot.handoff.fhir import checked, make_bundle
from bot.handoff.referral import make_referral
from bot.handoff.referral_page import referral_page
from bot.handoff.referral_parts import Referral
from bot.handoff.referral_told import clean
from tests.conversation.talk import interview
from tests.handoff.referrals import AT, CONTACTS, POLICY, ACase, by_profile, by_walking, case_of

MAKERS = {"talks with the real interview": by_walking, "whole profiles": by_profile}
OWN_WORDS = "In their own words"


def resources(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in bundle["entry"]]
    return [resource for resource in found if resource["resourceType"] == kind]


def criteria(referral: Referral) -> set[tuple[str, str, str]]:
    services = (*referral.populations, *referral.supports)
    return {(found.id, c.id, c.plan_says) for found in services for c in found.criteria}


def findings(screening: Screening) -> set[tuple[str, str, str]]:
    """The reasons the engine itself gives for what was learned."""
    found = screen(POLICY, interview().basis.facts(screening))
    judged = {**found.ecm.populations, **found.supports}
    return {
        (id, reason.criterion, reason.text)
        for id, finding in judged.items()
        for reason in finding.because
    }


def told_words(case: ACase) -> set[str]:
    """All that stands in the answers: their words, what they chose, what was learned of it."""
    words = set()
    for answer in case.details["answers"]:
        words |= {answer["words"], answer["quote"], answer["value"], *answer["chosen"]}
    return {clean(word) for word in words}


def values(items: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    for item in items:
        for answer in item["answer"]:
            yield from ((item["linkId"], v) for k, v in answer.items() if k.startswith("value"))
            yield from values(answer.get("item", []))


@pytest.mark.parametrize("maker", MAKERS)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_each_criterion_is_a_finding_and_each_quote_was_said(maker: str, seed: int) -> None:
    screening = MAKERS[maker](seed)
    case = case_of(screening)
    referral = make_referral(case, CONTACTS, AT)
    assert criteria(referral) == findings(screening)
    said = told_words(case)
    services = (*referral.populations, *referral.supports)
    quoted = [one.words for found in services for c in found.criteria for one in c.said]
    assert all(is_made_of(words, said) for words in quoted), quoted


def is_made_of(quote: str, said: set[str]) -> bool:
    """Whether a quote is what was said, or the part of a ticked list that bears on a criterion."""
    if quote in said or quote.startswith("not ticked: "):
        return True
    rest = quote
    for label in sorted(said, key=len, reverse=True):
        rest = rest.replace(label, "") if label else rest
    return not rest.strip(", ")


@pytest.mark.parametrize("maker", MAKERS)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_every_page_renders_and_every_bundle_is_valid_and_reads_back(maker: str, seed: int) -> None:
    case = case_of(MAKERS[maker](seed))
    assert referral_page(make_referral(case, CONTACTS, AT)).endswith("</html>")
    bundle = make_bundle(case, CONTACTS, AT)
    assert checked(bundle) == bundle


@pytest.mark.parametrize("maker", MAKERS)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_fact_is_told_that_the_member_did_not_give(maker: str, seed: int) -> None:
    case = case_of(MAKERS[maker](seed))
    bundle = make_bundle(case, CONTACTS, AT)
    said = told_words(case)
    learned = [f for a in case.details["answers"] for forms in a["learned"] for f in forms.values()]
    for response in resources(bundle, "QuestionnaireResponse"):
        for link, value in values(response["item"]):
            assert value in (said if isinstance(value, str) else learned), (link, value)
    contact = case.details["contact"]
    for resource in bundle["entry"]:
        for person in resource["resource"].get("contained", []):
            names = [name["text"] for name in person.get("name", [])]
            assert set(names) <= {contact["name"], contact["member_name"]}
            assert person.get("birthDate") in (None, contact["birth_date"])

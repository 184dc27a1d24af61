"""The policy is coded twice; both codings must agree on every profile."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from bot.eligibility.facts import Facts
from bot.eligibility.judge import screen
from tests.eligibility.reference import Member, populations, screened
from tests.eligibility.strategies import POLICY, profiles


def told(profile: dict[str, Any]) -> dict[str, Any]:
    """Band, flags, where sent and all supports, as the engine tells them."""
    found = screen(POLICY, Facts.from_json(POLICY, profile))
    supports = {id: finding.band for id, finding in found.supports.items()}
    ecm = {"band": found.ecm.band, "flags": sorted(found.ecm.flags), "sent_to": found.sent_to}
    return {**ecm, **supports}


def by_hand(profile: dict[str, Any]) -> dict[str, Any]:
    """The same from the second coding."""
    found = screened({f: None if v == "not_sure" else v for f, v in profile.items()})
    return {**found, "flags": sorted(found["flags"])}


@settings(max_examples=1000, deadline=None)
@given(profiles())
def test_both_codings_of_the_policy_agree_on_a_complete_profile(profile: dict[str, Any]) -> None:
    assert told(profile) == by_hand(profile)


@settings(max_examples=1000, deadline=None)
@given(profiles())
def test_both_codings_agree_on_every_population(profile: dict[str, Any]) -> None:
    found = screen(POLICY, Facts.from_json(POLICY, profile)).ecm.populations
    known = {f: None if v == "not_sure" else v for f, v in profile.items()}
    assert {id: finding.band for id, finding in found.items()} == populations(Member(known))

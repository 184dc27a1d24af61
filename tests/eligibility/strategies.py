"""Random profiles, complete and partial, for property tests."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import strategies as st

from bot.eligibility.definitions import FactDefinition
from bot.eligibility.loader import load_policy

POLICY = load_policy()
ASKED = [fact for fact in POLICY.facts.values() if not fact.never_asked]
# Near every threshold and birthday the policy knows.
AGES = [0, 9, 10, 15, 17, 18, 20, 21, 25, 26, 27, 34, 60, 61, 75]


def value(fact: FactDefinition, chance: random.Random) -> Any:
    """A value of one fact, or "not_sure" about one time in six."""
    if chance.random() < 0.17:
        return "not_sure"
    if fact.kind == "set":
        return chance.sample(fact.values, chance.choice([0, 0, 1, 2]))
    if fact.kind == "number":
        return chance.choice(AGES) if fact.id == "age" else chance.randint(0, 6)
    return chance.choice(fact.values)


def profile(chance: random.Random) -> dict[str, Any]:
    """A complete profile of a person who does not contradict themself."""
    return consistent({fact.id: value(fact, chance) for fact in ASKED})


def chances() -> st.SearchStrategy[random.Random]:
    """Sources of chance; a profile drawn value by value would cost a hundred times as much."""
    return st.integers(0, 2**32).map(random.Random)


def profiles() -> st.SearchStrategy[dict[str, Any]]:
    """Complete profiles."""
    return chances().map(profile)


def partly(told: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same person with only some facts told so far."""
    share = chance.random()
    return {fact: value for fact, value in told.items() if chance.random() < share}


def consistent(profile: dict[str, Any]) -> dict[str, Any]:
    """The same person, with what follows from what they said."""

    def held(fact: str) -> set[str]:
        return set(profile[fact]) if isinstance(profile.get(fact), list) else set()

    if held("justice_conditions") & {"chronic_condition", "hiv"}:
        profile["chronic_condition"] = True
    if held("programs") & {"ccm", "county_tcm"}:
        profile["has_care_manager"] = True
    social = held("social_factors")
    if profile.get("foster_care") not in ("never", "not_sure", None):
        social.add("former_foster_youth")
    if profile.get("incarceration") in ("leaving", "within_12_months"):
        social.add("law_enforcement_contact")
    if isinstance(profile.get("social_factors"), list):
        profile["social_factors"] = sorted(social)
    age = profile.get("age")
    if isinstance(age, int) and not 10 <= age <= 60:
        profile["pregnancy"] = "no"
    for name in ("ed_visits", "stays"):
        six, twelve = profile.get(f"{name}_6_months"), profile.get(f"{name}_12_months")
        if isinstance(six, int) and isinstance(twelve, int):
            profile[f"{name}_12_months"] = max(six, twelve)
    return profile

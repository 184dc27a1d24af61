"""
Made-up people to measure the screening on: complete, consistent, with stated shares.

Read from `people.yaml`; the same seed gives the same people.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.eligibility.policy import Policy

FILE = Path(__file__).with_name("people.yaml")


@dataclass(frozen=True)
class Person:
    """One made-up person: the kind they were drawn from, and every fact about them."""

    kind: str
    facts: Mapping[str, Any]


def people(policy: Policy, number: int | None = None, seed: int | None = None) -> list[Person]:
    """The committed mix, or as many people as asked for."""
    mix = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    chance = random.Random(mix["seed"] if seed is None else seed)
    return [_person(policy, mix, chance) for _ in range(number or mix["people"])]


def _person(policy: Policy, mix: Mapping[str, Any], chance: random.Random) -> Person:
    kinds = mix["kinds"]
    kind = chance.choices(kinds, weights=[kind["share"] for kind in kinds])[0]
    shares = {**mix["everyone"], **kind["facts"]}
    facts = {fact: _drawn(policy, fact, share, chance) for fact, share in shares.items()}
    for name in ("ed_visits", "stays"):
        facts[f"{name}_12_months"] = facts[f"{name}_6_months"] + chance.choice([0, 0, 0, 1, 2])
    return Person(kind["kind"], dict(_said(policy, mix, _consistent(facts), chance)))


def _drawn(policy: Policy, fact: str, share: Any, chance: random.Random) -> Any:
    kind = policy.facts[fact].kind
    if kind == "yes_no":
        return chance.random() * 100 < share
    if kind == "set":
        return [value for value, percent in share.items() if chance.random() * 100 < percent]
    drawn = chance.choices(list(share), weights=list(share.values()))[0]
    if kind == "choice":
        return drawn
    low, _, high = drawn.partition("-")
    return chance.randint(int(low), int(high or low))


def _consistent(facts: dict[str, Any]) -> dict[str, Any]:
    """What a real person could be: one fact does not speak against another."""
    if not 10 <= facts["age"] <= 60:
        facts["pregnancy"] = "no"
    if facts["age"] < 18 and facts["foster_care"] == "in_care_at_18":
        facts["foster_care"] = "within_12_months"
    if facts["age"] >= 21 and facts["foster_care"] in ("now", "within_12_months"):
        facts["foster_care"] = "in_care_at_18"
    if facts["age"] < 10:
        facts["incarceration"] = "no"
    if facts["age"] < 18:
        facts["caring_for_child"] = False
    if "hiv" in facts["justice_conditions"]:
        facts["justice_conditions"] = sorted({*facts["justice_conditions"], "chronic_condition"})
    if "chronic_condition" in facts["justice_conditions"]:
        facts["chronic_condition"] = True
    if facts["chronic_condition"] and "chronic_condition" not in facts["justice_conditions"]:
        facts["justice_conditions"] = sorted({*facts["justice_conditions"], "chronic_condition"})
    if facts["age"] < 55:
        facts["programs"] = [program for program in facts["programs"] if program != "pace"]
    if {"ccm", "county_tcm"} & set(facts["programs"]):
        facts["has_care_manager"] = True
    social = set(facts["social_factors"])
    social |= {"former_foster_youth"} if facts["foster_care"] != "never" else set()
    if facts["incarceration"] in ("leaving", "within_12_months"):
        social.add("law_enforcement_contact")
    facts["social_factors"] = sorted(social)
    if not facts["wants_supports"]:
        facts["support_needs"] = []
    return facts


def _said(
    policy: Policy, mix: Mapping[str, Any], facts: Mapping[str, Any], chance: random.Random
) -> Iterator[tuple[str, Any]]:
    """What they would say: now and then they are not sure, or would rather not."""
    for fact, value in facts.items():
        rate = mix["not_sure_staff" if policy.facts[fact].staff_confirms else "not_sure"]
        if fact in ("age", "coverage", "wants_supports"):
            rate = 0
        sensitive = policy.questions[fact].sensitive
        if sensitive and chance.random() * 100 < mix["declined"]:
            yield fact, "declined"
        elif chance.random() * 100 < rate:
            yield fact, "not_sure"
        else:
            yield fact, value

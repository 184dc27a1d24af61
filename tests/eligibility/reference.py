"""
A second coding of the policy, by hand and without the YAML, to audit the first.

Each rule is written as plain Python over values that may be None (asked, and still unknown); it was
written from the policy's text alone. Profiles here are complete: a fact is a value or unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HOMELESS = {
    "unsheltered",
    "shelter",
    "losing_in_30_days",
    "leaving_institution",
    "fleeing_violence",
    "hospital_no_discharge_place",
}
INSECURE = {"doubled_up", "motel_or_hotel", "trailer_park_or_campground"}
Three = bool | None


def both(*parts: Three) -> Three:
    return False if False in parts else None if None in parts else True


def some(*parts: Three) -> Three:
    return True if True in parts else None if None in parts else False


def no(part: Three) -> Three:
    return None if part is None else not part


class Member:
    """One complete profile, with what follows from it."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.f = {fact: value for fact, value in facts.items() if value is not None}
        f = self.f
        conditions = f.get("justice_conditions")
        if conditions is not None and "hiv" in conditions:
            f["justice_conditions"] = conditions = set(conditions) | {"chronic_condition"}
        if conditions is not None and "chronic_condition" in conditions:
            f["chronic_condition"] = True
        if set(f.get("programs", ())) & {"ccm", "county_tcm"}:
            f["has_care_manager"] = True
        self.social_known = set(f.get("social_factors", ()))
        if f.get("foster_care", "never") != "never":
            self.social_known.add("former_foster_youth")
        if f.get("incarceration") in {"leaving", "within_12_months"}:
            self.social_known.add("law_enforcement_contact")
        for name in ("ed_visits", "stays"):
            six, twelve = f.get(f"{name}_6_months"), f.get(f"{name}_12_months")
            if six is not None and twelve is not None:
                f[f"{name}_12_months"] = max(six, twelve)
            elif six is not None:
                f[f"{name}_12_months_at_least"] = six
        age = f.get("age")
        if "pregnancy" not in f and age is not None and not 10 <= age <= 60:
            f["pregnancy"] = "no"
        if f.get("support_needs") and "wants_supports" not in f:
            f["wants_supports"] = True

    def get(self, fact: str) -> Any:
        return self.f.get(fact)

    def yes(self, fact: str) -> Three:
        return self.f.get(fact)

    def within(self, fact: str, values: set[str]) -> Three:
        value = self.get(fact)
        return None if value is None else value in values

    def at_least(self, fact: str, n: int) -> Three:
        value = self.get(fact)
        if value is None:
            return True if self.f.get(f"{fact}_at_least", 0) >= n else None
        return value >= n

    def any_in(self, fact: str, values: set[str] | None = None) -> Three:
        value = self.get(fact)
        if fact == "social_factors" and self.social_known & (values or self.social_known):
            return True
        if value is None:
            return None
        return bool(set(value) & values if values else value)


def populations(m: Member) -> dict[str, str]:
    adult, youth = m.at_least("age", 21), no(m.at_least("age", 21))
    homeless, insecure = m.within("housing", HOMELESS), m.within("housing", INSECURE)
    at_risk = m.within("housing", {"at_risk"})
    perinatal = m.within("pregnancy", {"pregnant", "postpartum_12_months"})
    social = some(homeless, insecure, at_risk, m.any_in("social_factors"))
    released = m.within("incarceration", {"leaving", "within_12_months"})
    smhs, complex_need = m.yes("specialty_behavioral_health"), m.yes("complex_need")
    conditions = m.any_in("justice_conditions")
    chronic, nursing = m.yes("chronic_condition"), m.yes("nursing_level_need")
    resident, out = m.yes("nursing_facility_resident"), m.yes("wants_to_move_out")
    home, community = m.yes("support_at_home"), m.yes("can_live_in_community")
    recent = m.within("foster_care", {"now", "within_12_months"})
    aged_out = m.within("foster_care", {"in_care_at_18"})
    under_18, under_26 = no(m.at_least("age", 18)), no(m.at_least("age", 26))
    is_26 = both(m.at_least("age", 26), no(m.at_least("age", 27)))
    aap, fm = m.yes("adoption_assistance"), m.yes("family_maintenance")
    not_never = no(m.within("foster_care", {"never"}))
    not_no = no(m.within("incarceration", {"no"}))
    childhood = m.any_in("social_factors", {"adverse_childhood"})
    rules: dict[str, tuple[Three, Three]] = {
        "homeless_adult": (
            both(adult, homeless, some(complex_need, perinatal)),
            both(
                adult,
                some(
                    both(insecure, some(complex_need, perinatal)),
                    both(homeless, some(smhs, nursing, chronic, conditions)),
                ),
            ),
        ),
        "homeless_family_or_youth": (
            both(some(youth, m.yes("caring_for_child")), some(homeless, insecure, at_risk)),
            False,
        ),
        "behavioral_health_adult": (
            both(
                adult,
                smhs,
                social,
                some(
                    perinatal,
                    m.at_least("behavioral_visits_12_months", 2),
                    m.yes("high_risk"),
                    m.yes("crisis_care_primary"),
                ),
            ),
            False,
        ),
        "behavioral_health_youth": (
            both(youth, smhs),
            both(youth, some(homeless, insecure, not_no, not_never, fm, childhood)),
        ),
        "long_term_care_risk_adult": (
            both(
                adult,
                no(resident),
                nursing,
                some(social, m.any_in("environment_factors")),
                community,
            ),
            False,
        ),
        "avoidable_use_adult": (
            both(adult, some(m.at_least("ed_visits_6_months", 5), m.at_least("stays_6_months", 3))),
            both(adult, some(m.at_least("ed_visits_6_months", 3), m.at_least("stays_6_months", 2))),
        ),
        "avoidable_use_youth": (
            both(
                youth, some(m.at_least("ed_visits_12_months", 3), m.at_least("stays_12_months", 2))
            ),
            both(
                youth, some(m.at_least("ed_visits_12_months", 2), m.at_least("stays_12_months", 1))
            ),
        ),
        "nursing_facility_transition_adult": (
            both(adult, resident, out, home, community),
            both(adult, resident, out, community),
        ),
        "ccs_youth": (both(youth, m.yes("ccs_enrolled"), social), False),
        "child_welfare": (
            some(
                both(youth, recent),
                both(under_26, aged_out),
                both(adult, under_26, recent),
                both(under_18, aap),
                both(under_18, fm),
            ),
            some(both(is_26, aged_out), both(youth, aap)),
        ),
        "birth_equity": (both(perinatal, m.yes("disparity_group")), False),
        "justice_adult": (
            both(adult, released, some(conditions, perinatal, chronic, smhs)),
            both(adult, released, complex_need),
        ),
        "justice_youth": (
            both(youth, released, m.within("facility", {"youth"})),
            both(released, some(youth, both(no(m.at_least("age", 27)), aged_out))),
        ),
    }
    return {
        id: "appears" if rule is True else "not_indicated" if rule is may is False else "may"
        for id, (rule, may) in rules.items()
    }


NEEDS = {
    "housing_navigation": "find_housing",
    "housing_deposits": "move_in_costs",
    "housing_tenancy": "keep_housing",
    "assisted_living_transition": "assisted_living",
    "home_transition": "move_home",
    "home_modifications": "home_modifications",
    "medically_tailored_meals": "meals",
    "respite": "respite",
    "personal_care": "personal_care",
}


def screened(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Band, flags, sent_to and every support's band of one complete profile."""
    m = Member(facts)
    found = populations(m)
    best = next((b for b in ("appears", "may") if b in found.values()), "not_indicated")
    coverage, programs = m.get("coverage"), m.get("programs")
    held = set(programs or ())
    band, flags = best, []
    if coverage is not None and coverage != "medi_cal_hpsm":
        band = "not_available"
    elif best != "not_indicated":
        if held & {"hospice", "pace", "family_mosaic"}:
            band = "not_available"
        elif coverage is None:
            band = "may"
    if band in ("appears", "may"):
        flags += ["choose_one_program"] * bool(held & {"waiver_1915c", "cct", "ccm"})
        flags += ["switch_possible"] * ("county_tcm" in held)
        flags += ["check_programs"] * (programs is None)
        already = m.yes("mssp_or_wpc_before_2022") or m.yes("in_ecm_now")
        flags += ["may_already_have_ecm"] * bool(already)
        flags += ["continue_ecm"] * bool(m.yes("ecm_from_other_plan_90_days"))
    supports = {id: support(m, id, want, band) for id, want in NEEDS.items()}
    offered = {"appears", "may"} & set(supports.values())
    to = "icm" if band not in ("appears", "may") and offered else "member_services"
    return {"band": band, "flags": flags, "sent_to": to, **supports}


def support(m: Member, id: str, want: str, ecm: str) -> str:
    coverage = m.get("coverage")
    if coverage in ("other_plan", "none"):
        return "not_available"
    need = m.any_in("support_needs", {want})
    resident, level = m.yes("nursing_facility_resident"), m.yes("nursing_level_need")
    if id == "assisted_living_transition":
        need = both(need, some(resident, level))
    if id == "home_transition":
        need = both(need, some(resident, m.yes("other_licensed_facility")))
    if id == "medically_tailored_meals":
        need = both(need, m.yes("chronic_condition"))
    if need is False or m.yes("wants_supports") is False:
        return "not_indicated"
    basics = m.yes("has_care_manager") is True or ecm == "appears"
    wants = m.yes("wants_supports")
    return "appears" if coverage and need and wants and basics else "may"

"""What was said in two ways that cannot both be so, for staff to ask."""

from __future__ import annotations

from bot.eligibility.facts import Facts

LIVING_PLACE = "where_they_live"
INSTITUTIONS = ("nursing_facility_resident", "other_licensed_facility")
ELSEWHERE = {"unsheltered", "shelter", "doubled_up", "motel_or_hotel", "trailer_park_or_campground"}
"""Where nobody sleeps who lives in one of those; to have no home to go back to is another thing."""


def conflicts_of(facts: Facts) -> list[str]:
    """Name the facts on which two statements differ, and the place where they live likewise."""
    two_places = [LIVING_PLACE] if _has_two_places(facts) else []
    return [*facts.conflicts, *two_places]


def _has_two_places(facts: Facts) -> bool:
    housing = facts.form("housing")
    named = housing.get("one_of", ()) if isinstance(housing, dict) else [housing]
    is_elsewhere = bool(named) and ELSEWHERE.issuperset(named)
    return is_elsewhere and any(facts.form(fact) is True for fact in INSTITUTIONS)

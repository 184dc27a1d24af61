"""Ids in words for staff. Every flag and every reason that closes ECM has its own here."""

from typing import Any

WANTED = {
    "call_me": "Wants a call.",
    "person": "Asked for a person, not yet how.",
    "call_now": "Will call us.",
}
NO_LONGER = "Took back the wish for a call. Do not call."
COMPLAINED = "Complained, asked for no call."
UNASKED = "Wrote words of danger. No wish of theirs is known yet."
NO_WISH = "Has not asked for a call."
"""Of who did not ask; the words for who took a wish back would keep staff from calling."""
NO_LONGER_URGENT = "Took back the wish for a call."

PERSONS = {
    "self": "For themselves.",
    "child": "A parent or caregiver, for their child.",
    "other": "A caregiver, for someone they care for.",
    "provider": "A provider.",
}
CALLERS = {"child": "parent or caregiver", "other": "caregiver"}
"""For whom else they may answer: then the name is the caller's and the birth date the member's."""

MAY_SPEAK = {
    "yes": "The caller says the member knows and is OK with it. Check with the member.",
    "legal": "The caller says they act for the member, by law or in all things. Ask for papers.",
    "no": "The member does NOT know or agree: tell the caller nothing about the member.",
    "not_sure": "Not sure whether the member knows: tell the caller nothing before it is clear.",
}
"""Whether the member agrees that staff talk with the caller, as the caller has it."""

COVERAGE = {
    "medi_cal_hpsm": "Medi-Cal with HPSM",
    "care_advantage": "HPSM CareAdvantage",
    "other_plan": "another plan",
    "none": "none",
}
WHEN = {"any": "any time", "today": "today", "morning": "mornings", "afternoon": "afternoons"}
LANGUAGES = {"en": "English", "es": "Spanish", "other": "another language"}

FLAGS = {
    "choose_one_program": "Is in a waiver, CCT or CCM: has to choose between that and ECM",
    "switch_possible": "Has county case management: could switch to ECM, not have both",
    "check_programs": "Other programs not known: check for a waiver, CCT, CCM, PACE or hospice",
    "may_already_have_ecm": "May have ECM already: look it up",
    "continue_ecm": "Had ECM with another plan in the last 90 days: should go on with it",
}
REASONS = {
    "care_advantage": "is in CareAdvantage",
    "other_plan": "is in another plan",
    "no_medi_cal": "has no Medi-Cal",
    "hospice": "is in hospice",
    "pace": "is in PACE",
    "family_mosaic": "is in Family Mosaic",
}

SHORT = {
    "homeless_adult": "homeless adults",
    "homeless_family_or_youth": "homeless families and youth",
    "avoidable_use_adult": "ER and hospital use, adults",
    "avoidable_use_youth": "ER and hospital use, youth",
    "behavioral_health_adult": "mental health or drug use, adults",
    "behavioral_health_youth": "mental health or drug use, youth",
    "justice_adult": "prison or jail, adults",
    "justice_youth": "youth justice",
    "long_term_care_risk_adult": "at risk for long-term care",
    "nursing_facility_transition_adult": "leaving a nursing facility",
    "ccs_youth": "CCS",
    "child_welfare": "child welfare",
    "birth_equity": "birth equity",
    "housing_navigation": "finding housing",
    "housing_deposits": "housing deposits",
    "housing_tenancy": "keeping housing",
    "assisted_living_transition": "move to assisted living",
    "home_transition": "move to a home",
    "home_modifications": "home modifications",
    "medically_tailored_meals": "meals",
    "respite": "respite",
    "personal_care": "personal care",
}
"""Populations and Community Supports where many are named in one line."""

VOICEMAIL = {
    None: "Voicemail not agreed.",
    True: "Voicemail is fine.",
    False: "NO voicemail.",
}


def readable(word: str) -> str:
    """Write an id as words."""
    return word.replace("_", " ")


def number_in_words(form: Any) -> str:
    """Write what is known of a number: 34, 5 or more, 3 to 4."""
    if isinstance(form, dict):
        low, high = form.get("at_least"), form.get("at_most")
        if low is None or high is None:
            return f"{high} or less" if low is None else f"{low} or more"
        return f"{low} to {high}"
    return "not said" if form is None else readable(str(form))


def spoken_number(number: str | None) -> str:
    """Write a US number as people read it: 650-555-0122."""
    digits = (number or "").removeprefix("+1")
    if len(digits) == 10 and digits.isdecimal():
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return number or ""


def language_in_words(language: str) -> str:
    """Write a language as staff name it."""
    return LANGUAGES.get(language, language.capitalize())


def time_in_words(when: str | None, asked_on: str | None) -> str:
    """Say when to call; "today" is worth nothing tomorrow without its date."""
    if when == "today" and asked_on:
        return f"today ({asked_on})"
    return WHEN.get(when or "", when or "no time given")

"""How hard a message is to read, as the health plan's materials are measured."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import textstat

# Names are left out of the measure: of plans, programs, places, forms, groups and languages.
NAMES = (
    "Health Plan of San Mateo",
    "HPSM, page on Enhanced Care Management",
    "HPSM, page on CalAIM",
    "State of California, ECM Policy Guide",
    "HPSM Prior Authorization Request Form",
    "Community Supports Request Information Form",
    "Integrated Care Management",
    "Enhanced Care Management",
    "California Children's Services",
    "San Mateo County",
    "CareAdvantage Unit",
    "CareAdvantage",
    "Member Services",
    "Community Supports",
    "ECM Referral form",
    "Family Maintenance",
    "Family Mosaic",
    "Native American",
    "Alaska Native",
    "Pacific Islander",
    "Bridges to Wellness, Healthcare in Action, Upward Health",
    "Medi-Cal",
    "Kaiser",
    "Medicare",
    "English",
    "Spanish",
    "Chinese",
    "Tagalog",
    "CalAIM",
    "HPSM",
    "IHSS",
    "AAP",
    "CCS",
    "CPS",
    "CCM",
    "CCT",
    "ECM",
    "PACE",
    "TTY",
    "MSSP, ALW, HCBA, HIV or DD",
)
_NAME = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in NAMES))
_NUMBER = re.compile(r"\S+@\S+|\+?\d[\d\-/:]*")
_QUOTED = re.compile(r'"[^"]*"')


def grade(text: str, labels: Iterable[str] = ()) -> float:
    """The Flesch-Kincaid grade of a message, each option taken as a sentence of its own."""
    sentences = [text, *labels]
    stripped = [_NUMBER.sub("", _NAME.sub("", _QUOTED.sub("", s))).strip() for s in sentences]
    told = [s if s.endswith((".", "?", "!")) else f"{s}." for s in stripped if s.strip(" .?():,")]
    return float(textstat.flesch_kincaid_grade(" ".join(told))) if told else 0.0


def labels_of(question: dict[str, Any] | None) -> list[str]:
    """The words of a question's options, without the twins that only repeat them."""
    options = question["options"] if question else []
    return [o["label"] for o in options if not o["value"].endswith("?")]

"""What a prepared referral is made of, as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.handoff.referral_ways import Way
from bot.handoff.words import readable

BANDS = {"appears": "appears to fit", "may": "may fit"}


@dataclass(frozen=True)
class Field:
    """
    One field as it stands.

    Args:
        value: Empty where a person has to fill it.
        hint: For whoever fills it by hand.
        asked_by: Who asks for it, in words.
        is_missing: Whether the request is incomplete without it.
    """

    id: str
    label: str
    value: str
    hint: str
    asked_by: str
    is_missing: bool


@dataclass(frozen=True)
class Section:
    """Fields under one heading."""

    id: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Said:
    """
    What was said about a criterion.

    Args:
        is_choice: Whether it is an option they chose and not their own words.
        by: "self" or "caregiver".
        at: When, in local time; empty where it is not known.
        ended: "not_sure" or "skip" where they could not or would not say.
        by_phone: Whether staff wrote it down, by telephone with them.
    """

    words: str
    is_choice: bool
    asked: str
    by: str
    at: str
    ended: str
    by_phone: bool


@dataclass(frozen=True)
class Criterion:
    """
    A criterion in the plan's words, what was said about it, and what staff must verify.

    Args:
        source: The document's key in bot/policy/sources.yaml, and the page where there is one.
        page: The same in words.
    """

    id: str
    plan_says: str
    source: str
    page: str
    said: tuple[Said, ...]
    to_verify: str

    @property
    def is_told(self) -> bool:
        """Whether anybody said something of it, beyond "not sure"."""
        return any(not said.ended for said in self.said)


@dataclass(frozen=True)
class Service:
    """
    A population of focus or a Community Support that appears or may fit.

    Args:
        band: "appears" or "may".
        is_wanted: Whether they themselves asked for it; a population is nothing to ask for.
    """

    id: str
    label: str
    band: str
    criteria: tuple[Criterion, ...]
    is_wanted: bool

    @property
    def band_in_words(self) -> str:
        """The band as staff read it."""
        return BANDS.get(self.band, readable(self.band))


@dataclass(frozen=True)
class Referral:
    """
    Everything that is prepared for one case.

    Args:
        version: Of the form's layout; it changes with the keys of `to_json`.
        kind: "both", "ecm", "supports" or "none": what is asked for.
        ecm: What was found for ECM as a whole, in words.
        is_little_known: Whether most answers say nothing, so that what may fit is only what was
            not ruled out.
        verify: What staff must verify, each once.
        not_asked, not_sure, declined, conflicts: What stays open.
        dangers: What was written of danger: kind, words and time.
        decide_by: The last day for the decision on ECM if it is sent on the day it was made; empty
            where no ECM is asked for, since the plan's pages tell the time for ECM only.
        missing: Labels of the fields a person still has to fill.
    """

    version: str
    case_code: str
    made_at: str
    kind: str
    title: str
    urgency: str
    notices: tuple[str, ...]
    dangers: tuple[Mapping[str, str], ...]
    sections: tuple[Section, ...]
    ecm: str
    populations: tuple[Service, ...]
    supports: tuple[Service, ...]
    flags: tuple[str, ...]
    is_little_known: bool
    verify: tuple[str, ...]
    not_asked: tuple[str, ...]
    not_sure: tuple[str, ...]
    declined: tuple[str, ...]
    conflicts: tuple[str, ...]
    ways: tuple[Way, ...]
    decide_by: str
    missing: tuple[str, ...]
    edition: str
    no_more_papers: str
    confidential: str

    def to_json(self) -> dict[str, Any]:
        """Plain JSON with every key, always; for the plan's systems."""
        content: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return content

"""The people of a case in FHIR, with only what is known of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.handoff.referral_told import Told, clean
from bot.handoff.referral_values import VALUES

Resource = dict[str, Any]
MEMBER, CALLER = "member", "caller"
LANGUAGES = {"English": "en", "Spanish": "es", "Chinese": "zh", "Tagalog": "tl"}
"""Codes of BCP 47, which FHIR has for languages, by the names that staff use."""


@dataclass(frozen=True)
class People:
    """
    Whom a resource may speak of.

    They are contained in each resource: what was told in a chat identifies nobody, so no plan's
    system can take it for a record of a member; staff match it to one.

    Args:
        member: A Patient; None where nobody was screened.
        caller: A RelatedPerson or Practitioner, where somebody else asks.
    """

    member: Resource | None
    caller: Resource | None
    asker: Resource

    def contained(self) -> list[Resource]:
        """Give those whom a resource about the member refers to."""
        return [person for person in (self.member, self.caller) if person]


def people_of(told: Told) -> People:
    """Give the member and who asks."""
    if told.person == "provider":
        return People(None, _practitioner(told), _reference(CALLER))
    member = _without_blanks(_patient(told))
    if told.is_by_caller:
        return People(member, _related(told), _reference(CALLER))
    if told.person == "self":
        return People(member, None, _reference(MEMBER))
    return People(member, None, {"display": _value(told, "contact_name") or "Not said who asks"})


def _reference(identity: str) -> Resource:
    return {"reference": f"#{identity}"}


def _value(told: Told, name: str) -> str:
    return clean(VALUES[name](told))


def _patient(told: Told) -> Resource:
    return {
        "resourceType": "Patient",
        "id": MEMBER,
        "name": _name(_value(told, "member_name")),
        "telecom": _phone(_value(told, "member_phone")),
        "birthDate": _birth_date(told),
        "communication": list(_communication(told)) if told.person == "self" else [],
    }


def _related(told: Told) -> Resource:
    relation = clean(str(told.details.get("relation") or ""))
    related = {
        "resourceType": "RelatedPerson",
        "id": CALLER,
        "patient": _reference(MEMBER),
        # The word is what the member is to the caller, so the text says whose word it is.
        "relationship": [{"text": f"The member is the caller's {relation}"}] if relation else [],
        "name": _name(_value(told, "contact_name")),
        "telecom": _phone(_value(told, "contact_number")),
        "communication": list(_communication(told)),
    }
    return _without_blanks(related)


def _practitioner(told: Told) -> Resource:
    found = {
        "resourceType": "Practitioner",
        "id": CALLER,
        "name": _name(_value(told, "contact_name")),
        "telecom": _phone(_value(told, "contact_number")),
    }
    return _without_blanks(found)


def _name(name: str) -> list[Resource]:
    return [{"text": name}] if name else []


def _phone(number: str) -> list[Resource]:
    return [{"system": "phone", "value": number}] if number else []


def _birth_date(told: Told) -> str:
    """A whole date that fits the age told; any other would match the wrong person."""
    born = told.contact_word("birth_date")
    if told.details.get("birth_date_doubt"):
        return ""
    try:
        return date.fromisoformat(born).isoformat()
    except ValueError:
        return ""


def _communication(told: Told) -> Iterator[Resource]:
    spoken = _value(told, "language")
    if spoken:
        code = LANGUAGES.get(spoken)
        coding = {"coding": [{"system": "urn:ietf:bcp:47", "code": code}]} if code else {}
        yield {"language": {**coding, "text": spoken}}


def _without_blanks(resource: Resource) -> Resource:
    return {name: value for name, value in resource.items() if value}

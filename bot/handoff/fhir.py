"""
A case in FHIR R4: the answers, what is requested, and the task for staff, as one Bundle.

No code is made up: where FHIR has none of its own, things are named in text. What is not known is
left out. The resources used here are the same in R4 (4.0.1) and R4B (4.3.0), which the library
checks against.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from bot.errors import CalaimError
from bot.handoff.decisions import decided_by, decision_due
from bot.handoff.fhir_answers import answer_items
from bot.handoff.fhir_people import MEMBER, People, people_of
from bot.handoff.referral import ECM_KINDS, make_referral
from bot.handoff.referral_parts import Criterion, Referral, Service
from bot.handoff.referral_told import Case, Told, live_answers, local_day

Json = Mapping[str, Any]
Resource = dict[str, Any]
ECM_REQUEST = "request:ecm"
ECM = Service("ecm", "Enhanced Care Management (ECM)", "", (), True)
REACHING = ("contact", "asker")
"""Sections of the form whose filled fields staff need to do the task."""


class FhirError(CalaimError):
    """The bundle did not pass its check; the message names the place and none of the content."""


@dataclass(frozen=True)
class _Making:
    """What all resources of one bundle are made from."""

    case: Case
    contacts: Json
    referral: Referral
    people: People
    made_at: datetime

    def url(self, part: str) -> str:
        """Name a resource; the same case gives the same names again, so nothing is doubled."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'calaim:{self.case.code}:{part}')}"

    @property
    def code(self) -> Resource:
        """The case's code as an identifier."""
        return {"type": {"text": "Case code of the HPSM helper"}, "value": self.case.code}

    @property
    def priority(self) -> str:
        """As FHIR has it."""
        return "urgent" if self.case.urgency == "urgent" else "routine"


def make_bundle(case: Case, contacts: Json, made_at: datetime) -> Resource:
    """
    Put a case into one FHIR Bundle of the type "collection", checked by the library.

    Args:
        contacts: The plan's desks, numbers and times: `Policy.contacts`.
        made_at: The moment, with its zone.
    Raises:
        FhirError: It is not valid.
    """
    referral = make_referral(case, contacts, made_at)
    making = _Making(case, contacts, referral, people_of(Told(case, contacts)), made_at)
    answers = _questionnaire_response(making)
    entries = [("answers", answers)] if answers else []
    requests = [(f"request:{r['identifier'][0]['value']}", r) for r in _requests(making, entries)]
    focuses = [name for name, _ in requests] or [""]
    tasks = [(f"task:{focus}", _task(making, focus)) for focus in focuses]
    content: Resource = {
        "resourceType": "Bundle",
        "identifier": making.code,
        "type": "collection",
        "timestamp": _instant(made_at),
        "entry": [
            {"fullUrl": making.url(name), "resource": resource}
            for name, resource in (*entries, *requests, *tasks)
        ],
    }
    return checked(content)


def checked(content: Resource) -> Resource:
    """
    Read a bundle with the library and write it again.

    Raises:
        FhirError: It is not valid.
    """
    # Imported here, since it takes a third of a second and most never ask for a bundle.
    from fhir.resources.bundle import Bundle  # type: ignore[import-untyped]
    from pydantic import ValidationError

    try:
        written: Resource = json.loads(Bundle.parse_obj(content).json())
    except ValidationError as error:
        places = {".".join(str(step) for step in one["loc"]) for one in error.errors()}
        raise FhirError(f"the FHIR bundle is not valid at {', '.join(sorted(places))}") from None
    return written


def _questionnaire_response(making: _Making) -> Resource | None:
    details = making.case.details
    items = answer_items(details)
    if not items or making.people.member is None:
        return None
    is_complete = bool(details.get("screening_complete"))
    return {
        "resourceType": "QuestionnaireResponse",
        "contained": making.people.contained(),
        "identifier": making.code,
        "status": "completed" if is_complete else "in-progress",
        "subject": {"reference": f"#{MEMBER}"},
        "authored": _authored(making.case),
        "source": making.people.asker,
        "item": items,
    }


def _authored(case: Case) -> str:
    """When the last answer came."""
    for answer in reversed(live_answers(case.details)):
        try:
            at = datetime.fromisoformat(str(answer.get("at")).replace("Z", "+00:00"))
        except ValueError:
            continue
        return _instant(at)
    return _instant(case.updated_at)


def _requests(making: _Making, answers: list[tuple[str, Resource]]) -> Iterator[Resource]:
    """Give a request for ECM where it may fit, and for each support they asked for."""
    support = [{"reference": making.url(name)} for name, _ in answers]
    if making.referral.kind in ECM_KINDS:
        yield _request(making, ECM, making.referral.populations, support)
    for wanted in making.referral.supports:
        if wanted.is_wanted:
            yield _request(making, wanted, (wanted,), support)


def _request(
    making: _Making, asked: Service, reasons: tuple[Service, ...], support: list[Resource]
) -> Resource:
    edition = making.referral.edition
    ruled = f", rules of {edition}" if edition else ""
    told = list(_reasons(reasons))
    content = {
        "resourceType": "ServiceRequest",
        "contained": making.people.contained(),
        "identifier": [{"type": {"text": "Policy id of the service"}, "value": asked.id}],
        "requisition": making.code,
        "status": "draft",
        "intent": "proposal",
        "priority": making.priority,
        "code": {"text": f"{asked.label} (policy id {asked.id}{ruled})"},
        "subject": {"reference": f"#{MEMBER}"},
        "authoredOn": _instant(making.made_at),
        "requester": making.people.asker,
        "reasonCode": [{"text": text} for text in told],
        "supportingInfo": support,
        "note": [{"text": text} for text in _open_points(making, asked, reasons)],
    }
    return {name: value for name, value in content.items() if value}


def _reasons(services: tuple[Service, ...]) -> Iterator[str]:
    for service in services:
        for criterion in service.criteria:
            if criterion.is_told:
                yield f"{service.label}, {service.band_in_words}: {criterion.plan_says}"


def _open_points(making: _Making, asked: Service, services: tuple[Service, ...]) -> Iterator[str]:
    criteria = [criterion for service in services for criterion in service.criteria]
    yield from _once("Verify", (c.to_verify for c in criteria if c.to_verify))
    yield from _once("Not told, ask", (c.plan_says for c in criteria if _is_open(c)))
    if asked is ECM:
        yield from _once("Flag", making.referral.flags)


def _is_open(criterion: Criterion) -> bool:
    return not criterion.is_told


def _once(name: str, texts: Iterator[str] | tuple[str, ...]) -> Iterator[str]:
    for text in dict.fromkeys(texts):
        yield f"{name}: {text}"


def _task(making: _Making, focus: str) -> Resource:
    case, referral = making.case, making.referral
    opened = _instant(case.opened_at)
    content = {
        "resourceType": "Task",
        "contained": making.people.contained(),
        "identifier": [making.code],
        "groupIdentifier": making.code,
        "status": "requested",
        "intent": "proposal",
        "priority": making.priority,
        "code": {"text": referral.title},
        "description": str(case.details.get("next_step") or referral.title),
        "focus": {"reference": making.url(focus)} if focus else {},
        "for": {"reference": f"#{MEMBER}"} if making.people.member else {},
        "executionPeriod": {"start": opened},
        "authoredOn": opened,
        "lastModified": _instant(case.updated_at),
        "requester": making.people.asker,
        "owner": {"display": _filled(referral, "request").get("desk", case.goes_to)},
        "note": [{"text": text} for text in _notes(referral)],
        "restriction": {"period": _until(making)} if focus == ECM_REQUEST else {},
    }
    return {name: value for name, value in content.items() if value}


def _until(making: _Making) -> Resource:
    """Until when ECM is to be decided, if it is sent on the day it was made."""
    if making.case.urgency == "urgent":
        end = decision_due(making.made_at, "urgent", making.contacts)
        return {"start": _instant(making.made_at), "end": _instant(end)}
    last = decided_by(making.made_at, making.case.urgency, making.contacts)
    return {"start": local_day(making.made_at).isoformat(), "end": last.isoformat()}


def _notes(referral: Referral) -> Iterator[str]:
    yield from referral.notices
    for danger in referral.dangers:
        yield f'They wrote: "{danger["words"]}" {danger["at"]}'.strip()
    for section in referral.sections:
        if section.id in REACHING:
            yield from (f"{f.label}: {f.value}" for f in section.fields if f.value)


def _filled(referral: Referral, section: str) -> dict[str, str]:
    found = next(s for s in referral.sections if s.id == section)
    return {field.id: field.value for field in found.fields if field.value}


def _instant(at: datetime) -> str:
    zoned = at if at.tzinfo else at.replace(tzinfo=timezone.utc)
    return zoned.isoformat(timespec="seconds")

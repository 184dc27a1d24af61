"""
The next step, prepared: an ECM referral and a Community Supports request, filled as far as known.

Nothing is said here that the member (or who speaks for them) did not tell or the plan's own pages
do not hold; what only a person can know stays empty and is listed as missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.eligibility.findings import APPEARS, NOT_AVAILABLE, NOT_INDICATED
from bot.handoff.danger import dangers
from bot.handoff.decisions import decided_by
from bot.handoff.referral_form import CALLER, Form, FormField, load_form
from bot.handoff.referral_notices import notices
from bot.handoff.referral_parts import Criterion, Field, Referral, Said, Section, Service
from bot.handoff.referral_told import Case, Told, clean, local_time, moment
from bot.handoff.referral_values import VALUES
from bot.handoff.referral_ways import Way, ways
from bot.handoff.summary import is_little_known
from bot.handoff.words import FLAGS, REASONS, readable

Json = Mapping[str, Any]
ECM_KINDS = ("both", "ecm")
"""The kinds of referral that ask for ECM."""


def make_referral(case: Case, contacts: Json, made_at: datetime) -> Referral:
    """
    Prepare the next step of a case.

    Args:
        contacts: The plan's desks, numbers and times: `Policy.contacts`.
        made_at: The moment; clocks of the decision are counted from its day.
    """
    told, form, details = Told(case, contacts), load_form(VALUES), case.details
    sections = tuple(_sections(form, told))
    populations = tuple(_service(offer, form) for offer in details.get("populations") or ())
    supports = tuple(_service(offer, form) for offer in details.get("supports") or ())
    kind, little = _kind(details, populations, supports), is_little_known(dict(details))
    return Referral(
        version=form.version,
        case_code=case.code,
        made_at=local_time(made_at),
        kind=kind,
        title=form.titles[kind],
        urgency=case.urgency,
        notices=tuple(notices(told, form)),
        dangers=tuple(_danger(entry) for entry in dangers(dict(details))),
        sections=sections,
        ecm=_ecm(details),
        populations=populations,
        supports=supports,
        flags=_flags(details),
        is_little_known=little,
        verify=tuple(_verify((*populations, *supports), little)),
        not_asked=tuple(details.get("not_settled") or ()),
        not_sure=_readable(details, "not_sure"),
        declined=_readable(details, "declined"),
        conflicts=_readable(details, "conflicts"),
        ways=_ways(case, kind, contacts, form),
        decide_by=_decide_by(case.urgency, contacts, made_at) if kind in ECM_KINDS else "",
        missing=tuple(f.label for section in sections for f in section.fields if f.is_missing),
        edition=str(details.get("edition") or ""),
        no_more_papers=form.no_more_papers if kind in ECM_KINDS else "",
        confidential=form.confidential.format(phone=contacts["member_services"]["phone"]),
    )


def _ways(case: Case, kind: str, contacts: Json, form: Form) -> tuple[Way, ...]:
    closed_by = str(_ecm_of(case.details).get("reason") or "")
    found = ways(kind, closed_by, case.goes_to, contacts)
    return tuple(replace(way, page=form.page(way.source)) for way in found)


def _flags(details: Json) -> tuple[str, ...]:
    flags = _ecm_of(details).get("flags") or ()
    return tuple(FLAGS.get(flag, readable(flag)) for flag in flags)


def _sections(form: Form, told: Told) -> Iterator[Section]:
    for section in form.sections:
        asked = (f for f in section.fields if f.only != CALLER or told.is_by_caller)
        fields = tuple(_field(f, told, form.sources[f.asked_by]) for f in asked)
        yield Section(section.id, section.title, fields)


def _field(field: FormField, told: Told, asked_by: str) -> Field:
    value = clean(VALUES[field.takes](told)) if field.takes else ""
    # Whoever had everything erased is not asked for it again.
    is_erased = bool(told.details.get("erased_at"))
    is_missing = not value and not field.if_known and not is_erased
    hint = "" if is_erased else field.hint
    return Field(field.id, field.label, value, hint, asked_by, is_missing)


def _service(offer: Json, form: Form) -> Service:
    criteria = tuple(_criterion(found, form) for found in offer.get("criteria") or ())
    return Service(
        id=str(offer.get("id") or ""),
        label=str(offer.get("label") or ""),
        band=str(offer.get("band") or ""),
        criteria=criteria,
        is_wanted=_is_wanted(offer),
    )


def _is_wanted(offer: Json) -> bool:
    """Whether a need they named is what the offer rests on."""
    criteria = offer.get("criteria") or ()
    return any(
        "support_needs" in (found.get("facts") or {})
        and any(not answer.get("ended") for answer in found.get("member_said") or ())
        for found in criteria
    )


def _criterion(found: Json, form: Form) -> Criterion:
    source = str(found.get("source") or "")
    answers = found.get("member_said") or ()
    return Criterion(
        id=str(found.get("criterion") or ""),
        plan_says=str(found.get("plan_says") or ""),
        source=source,
        page=form.page(source),
        said=tuple(_said(answer) for answer in answers if answer.get("quote")),
        to_verify=str(found.get("to_verify") or ""),
    )


def _said(answer: Json) -> Said:
    quote, chosen = str(answer.get("quote")), ", ".join(answer.get("chosen") or ())
    return Said(
        words=clean(quote),
        is_choice=quote == chosen or quote.startswith("not ticked: "),
        asked=str(answer.get("asked") or ""),
        by=str(answer.get("said_by") or "self"),
        at=moment(answer.get("at")),
        ended=str(answer.get("ended") or ""),
        by_phone=bool(answer.get("by_phone")),
    )


def _danger(entry: Json) -> dict[str, str]:
    words = clean(str(entry.get("words") or ""))
    return {"kind": str(entry.get("kind") or ""), "words": words, "at": moment(entry.get("at"))}


def _ecm_of(details: Json) -> Json:
    ecm: Json = details.get("ecm") or {}
    return ecm


def _kind(details: Json, populations: tuple[Service, ...], supports: tuple[Service, ...]) -> str:
    is_closed = _ecm_of(details).get("band") in (NOT_AVAILABLE, NOT_INDICATED)
    has_ecm = bool(populations) and not is_closed
    if has_ecm and supports:
        return "both"
    return "ecm" if has_ecm else "supports" if supports else "none"


def _ecm(details: Json) -> str:
    ecm = _ecm_of(details)
    reason = str(ecm.get("reason") or "")
    words = {
        "appears": "Appears to fit.",
        "may": "May fit. Needs a look.",
        "not_available": f"Not open to them as told: {REASONS.get(reason, readable(reason))}.",
        "not_indicated": "Nothing was found that fits.",
    }
    return words.get(str(ecm.get("band")), "Not settled.")


def _verify(services: tuple[Service, ...], only_firm: bool) -> Iterator[str]:
    """What to look up, each once; with little known it would be everything."""
    firm = [service for service in services if service.band == APPEARS or not only_firm]
    found = (c.to_verify for service in firm for c in service.criteria if c.to_verify)
    yield from dict.fromkeys(found)


def _readable(details: Json, name: str) -> tuple[str, ...]:
    return tuple(readable(str(fact)) for fact in details.get(name) or ())


def _decide_by(urgency: str, contacts: Json, made_at: datetime) -> str:
    """The last day for the decision, if it is sent on the day it was made."""
    if urgency == "urgent":
        return f"{contacts['decision_times']['urgent_hours']} hours after it is received"
    return f"{decided_by(made_at, urgency, contacts):%m/%d/%Y}"

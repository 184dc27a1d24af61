"""What a case says for each field of a referral; empty where it says nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.handoff.answers import quotes
from bot.handoff.conflicts import INSTITUTIONS, LIVING_PLACE
from bot.handoff.danger import KINDS, dangers, keeps_silent
from bot.handoff.referral_told import Json, Told, live_answers, local_time, us_date
from bot.handoff.words import (
    COMPLAINED,
    COVERAGE,
    MAY_SPEAK,
    NO_LONGER,
    NO_LONGER_URGENT,
    WANTED,
    language_in_words,
    number_in_words,
    readable,
    spoken_number,
    time_in_words,
)

ASKERS = {
    "self": "The member",
    "child": "A parent or caregiver, for their child",
    "other": "A caregiver, for someone they care for",
    "provider": "A provider",
}
CHANNELS = {"sms": "Text messages", "web": "Chat on the web"}
PROGRAMS = {
    "waiver_1915c": "a 1915(c) waiver",
    "cct": "CCT",
    "ccm": "complex care management (CCM)",
    "county_tcm": "county case management",
    "hospice": "hospice",
    "pace": "PACE",
    "family_mosaic": "Family Mosaic",
}
ECM_HISTORY = {
    "in_ecm_now": "Says they have ECM now",
    "ecm_from_other_plan_90_days": "Says they had ECM with another plan in the last 90 days",
    "mssp_or_wpc_before_2022": "Says they were in MSSP or Whole Person Care before 2022",
}


def _urgency(told: Told) -> str:
    times = told.contacts["decision_times"]
    if told.case.urgency == "urgent":
        return f"Urgent (ECM: decision within {times['urgent_hours']} hours)"
    return f"Routine (ECM: decision within {times['routine_working_days']} working days)"


def _why_urgent(told: Told) -> str:
    kinds = [str(entry.get("kind")) for entry in dangers(dict(told.details))]
    named = list(dict.fromkeys(KINDS.get(kind, readable(kind)) for kind in kinds))
    return f"Wrote of {'; '.join(named)}" if named else ""


def _desk(told: Told) -> str:
    desk = told.contacts.get(told.case.goes_to) or {}
    return str(desk.get("label") or readable(told.case.goes_to))


def _member_name(told: Told) -> str:
    if told.person == "self":
        return told.contact_word("name")
    return told.contact_word("member_name") if told.is_by_caller else ""


def _member_phone(told: Told) -> str:
    if told.person == "self":
        return spoken_number(told.contact_word("number"))
    return spoken_number(told.contact_word("member_number")) if told.is_by_caller else ""


def _age(told: Told) -> str:
    age = told.facts.get("age")
    known = isinstance(age, int) or (
        isinstance(age, Mapping) and {"at_least", "at_most"} & set(age)
    )
    return number_in_words(age) if known else ""


def _where_they_stay(told: Told) -> str:
    """What they said last of it; where that goes against what they said before, that too."""
    is_two = LIVING_PLACE in (told.details.get("conflicts") or ())
    first = _last_of(told, INSTITUTIONS) if is_two else []
    return " / ".join(quotes([*first, *_last_of(told, ("housing",))]))


def _last_of(told: Told, facts: tuple[str, ...]) -> list[Json]:
    """Give the last answer that says something of one of these facts, if any does."""
    said = [answer for answer in live_answers(told.details) if not answer.get("ended")]
    return [answer for answer in said if any(_tells_of(answer, fact) for fact in facts)][-1:]


def _tells_of(answer: Json, fact: str) -> bool:
    return any(fact in forms for forms in answer.get("learned") or ())


def _wish(told: Told) -> str:
    if told.details.get("wanted") in WANTED:
        return WANTED[told.details["wanted"]]
    if not told.details:
        return ""
    if told.details.get("trouble"):
        return "Has not asked for a call. The assistant failed them: please phone."
    if dangers(dict(told.details)):
        return NO_LONGER_URGENT
    return COMPLAINED if told.details.get("complaints") else NO_LONGER


def _voicemail(told: Told) -> str:
    allowed = told.contact.get("voicemail")
    if keeps_silent(dict(told.details)):
        return "NO: leave no message"
    if allowed is None:
        return "Not agreed: leave no message" if told.contact else ""
    return "Yes" if allowed else "NO: leave no message"


def _language(told: Told) -> str:
    spoken = told.contact_word("language")
    return language_in_words(spoken) if spoken else ""


def _interpreter(told: Told) -> str:
    spoken = _language(told)
    return f"Staff who speak {spoken}, or an interpreter" if spoken not in ("", "English") else ""


def _channel(told: Told) -> str:
    came_by = CHANNELS.get(told.contact_word("channel"), "")
    phoned = "telephone, written down by staff" if told.is_partly_by_phone else ""
    return "; then ".join(way for way in (came_by, phoned) if way)


def _relation(told: Told) -> str:
    relation = told.details.get("relation")
    return f"The member is the caller's {relation}" if relation else ""


def _programs(told: Told) -> str:
    form = told.facts.get("programs")
    if isinstance(form, list):
        return ", ".join(_program(name) for name in form) or "None of them"
    inside = form.get("includes") if isinstance(form, Mapping) else None
    return f"{', '.join(map(_program, inside))}; others not settled" if inside else ""


def _program(name: str) -> str:
    return PROGRAMS.get(name, readable(name))


def _hospice(told: Told) -> str:
    form = told.facts.get("programs")
    inside = form if isinstance(form, list) else _named(form, "includes")
    if "hospice" in inside:
        return "Yes, as told"
    ruled_out = isinstance(form, list) or "hospice" in _named(form, "excludes")
    return "No, as told" if ruled_out else ""


def _named(form: Any, part: str) -> tuple[str, ...]:
    return tuple(form.get(part) or ()) if isinstance(form, Mapping) else ()


def _care_manager(told: Told) -> str:
    return {True: "Yes", False: "No"}.get(_yes_no(told.facts.get("has_care_manager")), "")


def _yes_no(form: Any) -> Any:
    return form if isinstance(form, bool) else None


def _ecm_history(told: Told) -> str:
    return "; ".join(words for fact, words in ECM_HISTORY.items() if told.facts.get(fact) is True)


VALUES: Mapping[str, Callable[[Told], str]] = {
    "case_code": lambda told: told.case.code,
    "asked_at": lambda told: local_time(told.case.opened_at),
    "urgency": _urgency,
    "why_urgent": _why_urgent,
    "desk": _desk,
    "next_step": lambda told: str(told.details.get("next_step") or ""),
    "member_name": _member_name,
    "birth_date": lambda told: us_date(told.contact_word("birth_date")),
    "birth_date_doubt": lambda told: str(told.details.get("birth_date_doubt") or ""),
    "age": _age,
    "coverage": lambda told: COVERAGE.get(str(told.facts.get("coverage")), ""),
    "where_they_stay": _where_they_stay,
    "member_phone": _member_phone,
    "wish": _wish,
    "contact_name": lambda told: told.contact_word("name"),
    "contact_number": lambda told: spoken_number(told.contact_word("number")),
    "contact_time": lambda told: (
        time_in_words(told.contact_word("when"), told.contact.get("asked_on"))
        if told.contact_word("when")
        else ""
    ),
    "voicemail": _voicemail,
    "language": _language,
    "interpreter": _interpreter,
    "channel": _channel,
    "asker": lambda told: ASKERS.get(told.person, ""),
    "caller_name": lambda told: told.contact_word("name"),
    "caller_number": lambda told: spoken_number(told.contact_word("number")),
    "relation": _relation,
    "authority": lambda told: MAY_SPEAK.get(told.contact_word("may_speak"), ""),
    "authority_words": lambda told: told.contact_word("may_speak_words"),
    "programs": _programs,
    "hospice": _hospice,
    "care_manager": _care_manager,
    "ecm_history": _ecm_history,
}
"""By name, what a field of bot/handoff/referral.yaml may take."""

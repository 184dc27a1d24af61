"""A case as the one screen shows it: the parts of its details, in words, ready for a template."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.console.case_words import moment_of
from bot.handoff.answers import quotes
from bot.handoff.bare import bare_details
from bot.handoff.case import NOT_SAID
from bot.handoff.danger import KINDS, dangers
from bot.handoff.summary import (
    complaint_lines,
    ecm_line,
    is_little_known,
    mark_lines,
    other_line,
    second_hand,
    short_name,
    to_verify,
    voicemail_words,
    wish_words,
)
from bot.handoff.trouble import trouble_lines, troubles
from bot.handoff.words import (
    CALLERS,
    COVERAGE,
    FLAGS,
    PERSONS,
    SHORT,
    language_in_words,
    number_in_words,
    readable,
    spoken_number,
    time_in_words,
)

Json = dict[str, Any]
CONTACT = (
    *("name", "number", "when", "voicemail", "member_name", "birth_date", "language"),
    *("asked_on", "member_number", "may_speak", "may_speak_words", "channel"),
)
CHANNELS = {"web": "web chat", "sms": "text messages"}


@dataclass(frozen=True)
class Quote:
    """What they said; `by_phone` where staff wrote it down on the telephone."""

    words: str
    by_phone: bool


@dataclass(frozen=True)
class Criterion:
    """One rule of the plan beside what the member said, in their own words."""

    plan_says: str
    source: str
    link: str
    quotes: tuple[Quote, ...]
    to_verify: str


@dataclass(frozen=True)
class Offer:
    """A population or a support that appears or may fit."""

    label: str
    band: str
    is_brief: bool
    criteria: tuple[Criterion, ...]


def complete(details: Mapping[str, Any]) -> Json:
    """Fill what a case written by an older version leaves out, so that it can be shown."""
    contact = {**dict.fromkeys(CONTACT), **(details.get("contact") or {})}
    contact["language"] = contact["language"] or "en"
    person = str(details.get("person") or NOT_SAID)
    bare = bare_details(person, details.get("wanted"), contact)
    return {**bare, **details, "contact": contact}


def dangers_in_words(details: Json) -> list[Json]:
    """What was written of danger, the newest first."""
    return [
        {
            "of": KINDS.get(str(entry["kind"]), readable(str(entry["kind"]))),
            "words": entry["words"],
            "at": moment_of(str(entry["at"])),
        }
        for entry in reversed(dangers(details))
    ]


def reaching(details: Json) -> list[tuple[str, str]]:
    """How to reach them, as names and values."""
    contact = details["contact"]
    caller = CALLERS.get(details["person"])
    rows = [
        (f"Name of the {caller}" if caller else "Name", contact["name"] or "not given"),
        ("Member", (contact["member_name"] or "name not given") if caller else ""),
        ("Born", contact["birth_date"] or "not given"),
        ("When", time_in_words(contact["when"], contact["asked_on"])),
        ("Voicemail", voicemail_words(contact["voicemail"])),
        ("Writes by", CHANNELS.get(contact["channel"] or "", "not known")),
    ]
    return [(name, value) for name, value in rows if value]


def language(details: Json) -> str:
    """The language, and whether somebody has to interpret."""
    spoken = language_in_words(details["contact"]["language"])
    return spoken if spoken == "English" else f"{spoken}: bring an interpreter"


def numbers(details: Json) -> list[tuple[str, str, str]]:
    """The telephone numbers: whose, as people read it, and as a link dials it."""
    contact = details["contact"]
    given = [("Phone", contact["number"]), ("The member's own", contact["member_number"])]
    return [(whose, spoken_number(number), _dialled(number)) for whose, number in given if number]


def _dialled(number: str) -> str:
    digits = "".join(c for c in number if c.isdecimal())
    return f"+{digits}" if len(digits) > 10 else f"+1{digits}"


def told(details: Json, sources: Mapping[str, Mapping[str, Any]]) -> Json:
    """Give everything that the page shows of the details."""
    facts = details["facts"]
    return {
        "danger": dangers_in_words(details),
        "trouble": trouble_lines(troubles(details)),
        "complaints": complaint_lines(details),
        "person": PERSONS.get(details["person"], "Did not say for whom."),
        "second_hand": second_hand(details),
        "marks": mark_lines(details),
        "wish": wish_words(details),
        "reaching": reaching(details),
        "numbers": numbers(details),
        "language": language(details),
        "coverage": COVERAGE.get(str(facts.get("coverage")), "not settled"),
        "age": number_in_words(facts.get("age")),
        "ecm": ecm_line(details),
        "populations": [_offer(one, details, sources) for one in details["populations"]],
        "supports": [_offer(one, details, sources) for one in details["supports"]],
        "flags": [FLAGS.get(flag, readable(flag)) for flag in details["ecm"]["flags"]],
        "conflicts": [readable(name) for name in details["conflicts"]],
        "verify": to_verify(details),
        "not_sure": [readable(name) for name in details["not_sure"]],
        "declined": [readable(name) for name in details["declined"]],
        "not_asked": [SHORT.get(str(name), readable(str(name))) for name in details["not_asked"]],
        "next_step": details.get("next_step") or "",
        "complete": details["screening_complete"],
        "answers": answers(details),
        "others": _others(details),
    }


def _offer(offer: Json, details: Json, sources: Mapping[str, Mapping[str, Any]]) -> Offer:
    is_brief = is_little_known(details) and offer["band"] == "may"
    criteria = tuple(_criterion(one, sources) for one in offer["criteria"])
    return Offer(offer["label"], offer["band"], is_brief, criteria)


def _criterion(criterion: Json, sources: Mapping[str, Mapping[str, Any]]) -> Criterion:
    source = sources.get(criterion["source"], {})
    return Criterion(
        plan_says=criterion["plan_says"],
        source=str(source.get("title", criterion["source"])),
        link=str(source.get("link", "")),
        quotes=tuple(_quotes(criterion["member_said"])),
        to_verify=criterion["to_verify"],
    )


def _quotes(said: list[Mapping[str, Any]]) -> Iterator[Quote]:
    for words in quotes(said):
        yield Quote(words, any(one.get("by_phone") for one in said if one["quote"] == words))


def answers(details: Json) -> list[Json]:
    """What was asked and answered, in order."""
    ended = {"not_sure": "not sure", "skip": "skipped"}
    return [
        {
            "asked": answer["asked"],
            "quote": ended.get(answer.get("ended", ""), answer["quote"] or "(nothing)"),
            "by": "" if answer["said_by"] == "self" else answer["said_by"],
            "by_phone": bool(answer.get("by_phone")),
        }
        for answer in details["answers"]
    ]


def _others(details: Json) -> list[str]:
    """Other screenings of the same person in this conversation."""
    kinds = (("earlier", "Asked before"), ("later", "Asked again later"))
    return [other_line(one, when) for kind, when in kinds for one in details.get(kind, ())]


def in_a_line(details: Json) -> str:
    """Why they wait, in one line: what is most urgent first."""
    danger = [f"Wrote of {entry['of']}" for entry in dangers_in_words(details)[:1]]
    complaint = ["Complaint"] if details.get("complaints") else []
    trouble = ["Phone them: texts do not arrive"] if troubles(details) else []
    fits = [short_name(o) for o in (*details["populations"], *details["supports"])]
    bands = {"appears": "ECM appears", "may": "ECM may fit"}
    ecm = [bands[details["ecm"]["band"]]] if details["ecm"]["band"] in bands else []
    shown = [", ".join(fits[:3]) + (f" and {len(fits) - 3} more" if len(fits) > 3 else "")]
    parts = [*danger, *complaint, *trouble, wish_words(details).rstrip("."), *ecm]
    return "; ".join([*parts, *(shown if fits else [])])

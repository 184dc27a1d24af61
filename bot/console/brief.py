"""A case as the one screen shows it: the parts of its details, in words, ready for a template."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.console.case_words import CONFLICTS, FITS, NO_ECM, PROGRAMS
from bot.console.own_words import told_so_far
from bot.console.spans import clock_time
from bot.handoff.answers import quotes
from bot.handoff.bare import bare_details
from bot.handoff.case import NOT_SAID
from bot.handoff.danger import KINDS, dangers
from bot.handoff.reaching import phone_wanted
from bot.handoff.summary import (
    complaint_lines,
    ecm_line,
    is_little_known,
    mark_lines,
    other_line,
    second_hand,
    short_name,
    to_verify,
    told_of_themselves,
    wish_words,
)
from bot.handoff.trouble import trouble_lines, troubles
from bot.handoff.words import (
    CALLERS,
    COVERAGE,
    FLAGS,
    PERSONS,
    SHORT,
    UNASKED,
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
MOST_IN_A_LINE = 3
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
    """
    A population or a support that appears or may fit.

    Args:
        fits: The band in words.
        criteria: Why; empty where it only was not ruled out.
    """

    label: str
    band: str
    fits: str
    criteria: tuple[Criterion, ...]


def complete(details: Mapping[str, Any]) -> Json:
    """Fill what a case written by an older version leaves out, so that it can be shown."""
    contact = {**dict.fromkeys(CONTACT), **(details.get("contact") or {})}
    contact["language"] = contact["language"] or "en"
    person = str(details.get("person") or NOT_SAID)
    bare = bare_details(person, details.get("wanted"), contact)
    return {**bare, **details, "contact": contact}


def dangers_in_words(details: Json, now: datetime) -> list[Json]:
    """What was written of danger, the newest first."""
    return [
        {
            "of": _danger(entry),
            "words": entry["words"],
            "at": clock_time(datetime.fromisoformat(entry["at"]), now),
        }
        for entry in reversed(dangers(details))
    ]


def _danger(entry: Json) -> str:
    return KINDS.get(str(entry["kind"]), readable(str(entry["kind"])))


def about(details: Json) -> list[tuple[str, str]]:
    """Who the member is, beside their name, as names and values; of who writes for them nothing."""
    contact, facts, doubtful = details["contact"], details["facts"], told_of_themselves(details)
    check = {name: ": check whose" if name in doubtful else "" for name in ("age", "birth_date")}
    return [
        ("Born", (contact["birth_date"] or "not given") + check["birth_date"]),
        ("Age", number_in_words(facts.get("age")) + check["age"]),
        ("Coverage", COVERAGE.get(str(facts.get("coverage")), "not settled")),
    ]


def names(details: Json) -> dict[str, str]:
    """
    The member's name, and whose it is that writes for them; told apart, since both are called.

    Where the member writes, or nobody said for whom, there is one name.
    """
    contact, relation = details["contact"], details.get("relation")
    own = contact["name"] or "No name given"
    if details["person"] not in CALLERS:
        return {"name": own, "caller": "", "writes": ""}
    member = contact["member_name"] or "Name not given"
    whom = f"their {relation}" if relation else "them"
    return {"name": member, "caller": own, "writes": f"writes for {whom}"}


def reaching(details: Json) -> list[tuple[str, str]]:
    """When and how to reach them beside the telephone; no time where no call is wanted."""
    contact = details["contact"]
    when = time_in_words(contact["when"], contact["asked_on"])
    return [
        *([("When", when)] if phone_wanted(details) else []),
        ("Writes by", CHANNELS.get(contact["channel"] or "", "not known")),
    ]


def language(details: Json) -> str:
    """The language, and whether somebody has to interpret."""
    spoken = language_in_words(details["contact"]["language"])
    return f"{spoken}: bring an interpreter" if needs_interpreter(details) else spoken


def needs_interpreter(details: Json) -> bool:
    """Whether they speak another language than staff do."""
    return language_in_words(details["contact"]["language"]) != "English"


def numbers(details: Json) -> list[tuple[str, str, str]]:
    """The telephone numbers: whose, as people read it, and as a link dials it."""
    contact = details["contact"]
    caller = CALLERS.get(details["person"])
    first = f"the {caller}'s" if caller else ""
    given = [(first, contact["number"]), ("the member's own", contact["member_number"])]
    return [(whose, spoken_number(number), _dialled(number)) for whose, number in given if number]


def _dialled(number: str) -> str:
    digits = "".join(c for c in number if c.isdecimal())
    return f"+{digits}" if len(digits) > 10 else f"+1{digits}"


def told(details: Json, sources: Mapping[str, Mapping[str, Any]], now: datetime) -> Json:
    """Give everything that the page shows of the details."""
    populations = [_offer(one, details, sources) for one in details["populations"]]
    supports = [_offer(one, details, sources) for one in details["supports"]]
    return {
        **_head(details, now),
        "ecm": ecm_line(details),
        "populations": populations,
        "supports": supports,
        "reasons": [offer for offer in (*populations, *supports) if offer.criteria],
        "flags": [FLAGS.get(flag, readable(flag)) for flag in details["ecm"]["flags"]],
        "conflicts": [readable(name) for name in details["conflicts"]],
        "verify": to_verify(details),
        "not_sure": [readable(name) for name in details["not_sure"]],
        "declined": [readable(name) for name in details["declined"]],
        "not_asked": [SHORT.get(str(name), readable(str(name))) for name in details["not_asked"]],
        "answers": answers(details),
        "others": _others(details),
    }


def _head(details: Json, now: datetime) -> Json:
    """What is read first: why it is urgent, who it is, how to reach them, what is next."""
    return {
        "danger": dangers_in_words(details, now),
        "trouble": trouble_lines(troubles(details)),
        "complaints": complaint_lines(details),
        "marks": mark_lines(details),
        "second_hand": second_hand(details),
        **names(details),
        "person": PERSONS.get(details["person"], "Did not say for whom."),
        "language": language(details),
        "interpreter": needs_interpreter(details),
        "about": about(details),
        "numbers": numbers(details),
        "reaching": reaching(details),
        "wish": wish_words(details),
        "stops": stops(details),
        "next_step": details.get("next_step") or "",
        "so_far": told_so_far(details),
        "complete": details["screening_complete"],
    }


def stops(details: Json) -> list[str]:
    """What stands against ECM, or has to be settled before it: a waiver, another plan."""
    ecm, facts = details["ecm"], details["facts"]
    closing = (ecm["reason"], str(facts.get("coverage")))
    found = [
        *(NO_ECM[each] for each in closing if each in NO_ECM),
        *(CONFLICTS[flag] for flag in ecm["flags"] if flag in CONFLICTS),
        *(PROGRAMS[name] for name in _named(facts.get("programs")) if name in PROGRAMS),
    ]
    return list(dict.fromkeys(found))


def _named(form: Any) -> list[str]:
    """What a list holds of which they named something."""
    named = form.get("includes", ()) if isinstance(form, dict) else form
    return [str(name) for name in named] if isinstance(named, list | tuple) else []


def doubts(details: Json) -> list[str]:
    """What stands against what appears to fit, also what they said two things about."""
    two = ", ".join(readable(name) for name in details["conflicts"])
    return [*stops(details), *([f"Said two things about {two}"] if two else [])]


def _offer(offer: Json, details: Json, sources: Mapping[str, Mapping[str, Any]]) -> Offer:
    is_brief = is_little_known(details) and offer["band"] == "may"
    criteria = () if is_brief else tuple(_criterion(one, sources) for one in offer["criteria"])
    fits = FITS.get(offer["band"], readable(offer["band"]))
    return Offer(offer["label"], offer["band"], fits, criteria)


def _criterion(criterion: Json, sources: Mapping[str, Mapping[str, Any]]) -> Criterion:
    document, comma, page = str(criterion["source"]).partition(",")
    source = sources.get(document, {})
    return Criterion(
        plan_says=criterion["plan_says"],
        source=f"{source.get('title', document)}{comma}{page}",
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
    danger = [f"Wrote of {_danger(entry)}" for entry in dangers(details)[-1:]]
    complaint = ["Complaint"] if details.get("complaints") else []
    trouble = ["Phone them: texts do not arrive"] if troubles(details) else []
    fits = [short_name(o) for o in (*details["populations"], *details["supports"])]
    band = details["ecm"]["band"]
    ecm = [f"ECM {FITS[band].lower()}"] if band in FITS else []
    shown = [", ".join(fits[:3]) + (f" and {len(fits) - 3} more" if len(fits) > 3 else "")]
    wish = wish_words(details)
    wishes = [] if wish == UNASKED else [wish.rstrip(".")]
    parts = [*danger, *complaint, *trouble, *wishes, *ecm]
    told = told_so_far(details)[:MOST_IN_A_LINE]
    return "; ".join([*parts, *(shown if fits else [f"Told: {', '.join(told)}"] if told else [])])

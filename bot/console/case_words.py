"""Cases as lines of text: times as staff read them, what is wanted, what fits, the history."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from dateutil import tz  # type: ignore[import-untyped]

from bot.handoff.answers import quotes
from bot.handoff.words import language_in_words, readable, time_in_words
from bot.storage.cases import StoredCase
from bot.worker.clock import PACIFIC

Json = Mapping[str, Any]

WANTS = {"call_me": "call", "call_now": "will call", "person": "person"}
BANDS = {
    "appears": "ECM appears",
    "may": "ECM may",
    "not_available": "ECM not open",
    "not_indicated": "no ECM",
}
STATUSES = {
    "waiting": "Waiting",
    "claimed": "Taken",
    "talking": "In a live chat",
    "together": "On the phone together",
    "called_back": "Called",
    "resolved": "Closed",
    "joined": "Goes on in another case",
}
FITS = {"appears": "Appears to fit", "may": "May fit"}
CONFLICTS = {
    "choose_one_program": "In a waiver, CCT or CCM: ECM or that, not both",
    "switch_possible": "Has county case management: ECM or that, not both",
    "may_already_have_ecm": "May have ECM already",
}
"""Flags of a case that stand against starting ECM, in a few words."""
NO_ECM = {
    "care_advantage": "In CareAdvantage: no ECM",
    "other_plan": "In another plan: no ECM from HPSM",
    "none": "No Medi-Cal: no ECM yet",
    "no_medi_cal": "No Medi-Cal: no ECM yet",
    "hospice": "In hospice: no ECM",
    "pace": "In PACE: no ECM",
    "family_mosaic": "In Family Mosaic: no ECM",
}
"""What closes ECM to them, in a few words."""
PROGRAMS = {
    **dict.fromkeys(("waiver_1915c", "cct", "ccm"), CONFLICTS["choose_one_program"]),
    "county_tcm": CONFLICTS["switch_possible"],
    **{name: NO_ECM[name] for name in ("hospice", "pace", "family_mosaic")},
}
"""The same by the program that they named, for a case in which nothing is settled yet."""
TELLS_NOTHING = ("updated",)
"""Kinds of events that say no more than that the chat went on."""
EVENTS = {
    "opened": "Came in",
    "asked again": "They asked again",
    "joined": "Went into another case of the same person",
    "erased": "They had everything erased",
    "claimed": "Taken",
    "talking": "Live chat begun",
    "called back": "Called and reached",
    "on the phone": "Went on with the questions by telephone",
    "off the phone": "Stopped the questions by telephone",
    "handed back": "Chat handed back to the assistant",
    "released": "Given back to the queue",
    "returned": "Went back to the queue by itself",
    "handed on": "Handed on to the other desk",
    "resolved": "Closed",
    "reopened": "Opened again",
    "decided": "The plan decided",
    "decision late": "The plan's decision is late; shown in the queue as late",
    "escalated": "Promise missed; shown to supervisors as late",
    "left waiting": "They were told that the answer takes long",
    "note": "Note",
    "contact": "How to reach them was written down",
    "call booked": "They booked a call",
    "call off": "They took back the booked call",
    "missed call": "The booked call was not made in time",
    "reached": "They say that the call reached them",
    "not reached": "They say that no call reached them",
    "no answer": "Called: no answer",
    "left a message": "Called: a message was left",
    "line busy": "Called: the line was busy",
    "number failed": "Called: the number does not work",
    "told of call": "Told by message that they were called",
    "asked for number": "Told by message that the number failed, and asked for another",
    "call begun": "Connected from here; their phone was rung",
    "call connected": "Their phone was answered",
    "hard to reach": "Several calls reached nobody; said at the top of the case",
}
"""What happened to a case, as its history tells it."""
BY = {"assistant": "", "member": ""}
"""Who needs no name in the history: the words say it, or it happened by itself."""
ACTIONS = {
    "read case": "opened the case",
    "listed cases": "looked at the queue",
    "claimed": "took the case",
    "released": "gave the case back to the queue",
    "called from a case": "had the member called from here",
    "set their phone": "set where they are rung",
    "removed their phone": "took out where they are rung",
    "handed on": "handed the case on",
    "resolved": "closed the case",
    "reopened": "opened the case again",
    "decided": "wrote down the plan's decision",
    "took over": "began a live chat",
    "handed back": "handed the chat back to the assistant",
    "wrote to member": "wrote to the member",
    "could not write": "wrote to the member, and it was not sent",
    "wrote how to reach them": "wrote down how to reach the member",
    "could not write down": "wrote down how to reach the member, and it was not kept",
    "could not answer": "wrote down an answer, and it was not taken",
    "answered by telephone": "wrote down an answer by telephone",
    "went on by telephone": "went on with the questions by telephone",
    "stopped by telephone": "stopped the questions by telephone",
    "set up a code": "set up a sign-in code",
    "retried notices": "sent notices again",
    "tested notices": "tested how desks are told",
    "read the notices": "looked at which notices wait",
    "sealed again": "sealed the records with a new key",
    "erased by age": "was erased after its time",
    "reviewed texts": "read texts without names",
}
"""What somebody saw or did, as the audit tells it; all others are plain as they stand."""
REFUSED = "was refused: "
HEADS = ("code", "opened", "urgency", "goes to", "status", "wants", "when", "language", "fits")


def in_audit(action: str) -> str:
    """Write what somebody saw or did in plain words."""
    what = action.removeprefix(REFUSED)
    words = ACTIONS.get(what, what)
    return words if what == action else f"{REFUSED}{words}"


def moment(at: datetime) -> str:
    """Write a moment as the clock shows it in San Mateo County, with the zone's name."""
    return f"{at.astimezone(tz.gettz(PACIFIC)):%Y-%m-%d %H:%M %Z}"


def moment_of(text: str) -> str:
    """Write a moment in ISO form likewise; as it stands where it is none."""
    try:
        return moment(datetime.fromisoformat(text.replace("Z", "+00:00")))
    except ValueError:
        return text


def table(cases: list[StoredCase]) -> list[str]:
    """Give one line for each case under a line of headings; the name, of any length, comes last."""
    return columns([(*HEADS, "name"), *(_row(case) for case in cases)])


def columns(rows: list[tuple[str, ...]]) -> list[str]:
    """Give rows as lines, with all but the last cell of each made as wide as its column."""
    widths = [max(map(len, column)) for column in list(zip(*rows, strict=True))[:-1]]
    return [
        "  ".join(
            [*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[-1]]
        )
        for row in rows
    ]


def _row(case: StoredCase) -> tuple[str, ...]:
    details = case.details
    contact = details.get("contact") or {}
    wants = WANTS.get(details.get("wanted") or "", "no call")
    when = time_in_words(contact.get("when"), contact.get("asked_on"))
    return (
        *(case.code, moment(case.opened_at), case.urgency, readable(case.goes_to), case.status),
        *(wants, when, language_in_words(contact.get("language") or "en"), _fits(details)),
        contact.get("name") or "no name",
    )


def _fits(details: Json) -> str:
    ecm = BANDS.get((details.get("ecm") or {}).get("band", ""), "not settled")
    count = len(details.get("supports") or ())
    supports = f"{count} support{'' if count == 1 else 's'}"
    return f"{ecm}, {supports}" if count else ecm


def history(events: list[dict[str, Any]]) -> Iterator[str]:
    """Tell what happened; the same by the same, one after another, stands in one line."""
    for (kind, actor), group in groupby(events, key=lambda e: (e["kind"], e["actor"])):
        same = list(group)
        first, last = moment(same[0]["at"]), moment(same[-1]["at"])
        when = first if first == last else f"{first} to {last}"
        times = f", {len(same)} times" if len(same) > 1 else ""
        yield f"{when}  {kind} by {actor}{times}"


def offers(details: Json, *, brief: bool) -> Iterator[str]:
    """
    Tell what fits, criterion by criterion, with the plan's words and the member's own.

    Args:
        brief: Leave the criteria out where it only may fit, since little was said.
    """
    for offer in (*details.get("populations", ()), *details.get("supports", ())):
        yield f"{offer['label']}: {offer['band']}"
        if not (brief and offer["band"] == "may"):
            yield from _criteria(offer["criteria"])


def _criteria(criteria: list[Json]) -> Iterator[str]:
    for criterion in criteria:
        yield f'  [{criterion["source"]}] "{criterion["plan_says"]}"'
        for words in quotes(criterion["member_said"]):
            yield f'      they said: "{words}"'
        if criterion["to_verify"]:
            yield f"      VERIFY: {criterion['to_verify']}"


def answers(details: Json) -> Iterator[str]:
    """Tell what was asked and said; questions answered only by not sure or skip share a line."""
    ended: dict[str, list[str]] = {"not_sure": [], "skip": []}
    for answer in details.get("answers", ()):
        if answer.get("ended") in ended:
            ended[answer["ended"]].append(readable(answer["question"]))
            continue
        by = "" if answer["said_by"] == "self" else f" ({answer['said_by']})"
        by += " (by telephone)" if answer.get("by_phone") else ""
        yield f"  {answer['asked']}\n      {answer['quote'] or '(nothing)'}{by}"
    for words, name in (("Not sure", "not_sure"), ("Skipped", "skip")):
        if ended[name]:
            yield f"  {words}: {'; '.join(ended[name])}"

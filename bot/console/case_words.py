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
HEADS = ("code", "opened", "urgency", "goes to", "status", "wants", "when", "language", "fits")


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

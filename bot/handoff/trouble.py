"""A case in which the assistant failed somebody: it says so, and to telephone, near the top."""

from dataclasses import replace
from typing import Any

from bot.handoff.bare import bare_details
from bot.handoff.case import NOT_SAID, CaseDraft
from bot.handoff.danger import danger_lines, dangers, plain_summary
from bot.handoff.summary import summarize
from bot.handoff.words import NO_LONGER, NO_WISH

Json = dict[str, Any]
MEMBER_SERVICES = "member_services"

UNREACHABLE = "unreachable"
NOT_ARRIVED = "not_arrived"
NOT_WORKED_ON = "not_worked_on"
LINES = {
    UNREACHABLE: "TROUBLE: this number takes no texts, so they got no answer. Please phone.",
    NOT_ARRIVED: "TROUBLE: an answer of ours did not arrive, or may not have. Please phone.",
    NOT_WORKED_ON: "TROUBLE: a message of theirs could not be worked on. Please phone.",
}


def mark_trouble(draft: CaseDraft, kind: str, at: str) -> CaseDraft:
    """
    Have a draft say what went wrong.

    Args:
        kind: "unreachable", "not_arrived" or "not_worked_on".
        at: The time in ISO form.
    """
    return with_troubles(draft, [{"kind": kind, "at": at}])


def with_troubles(draft: CaseDraft, entries: list[Json]) -> CaseDraft:
    """Add what went wrong, below what was written of danger; what is there stays once."""
    known = troubles(draft.details)
    told = [*known, *(entry for entry in entries if entry not in known)]
    urgent = dangers(draft.details)
    plain = _without(plain_summary(draft.summary, urgent), known).replace(NO_LONGER, NO_WISH)
    lines = [*danger_lines(urgent), *trouble_lines(told), plain]
    details = {**draft.details, "trouble": sorted(told, key=lambda entry: str(entry["at"]))}
    return replace(draft, summary="\n".join(lines), details=details)


def troubles(details: Json) -> list[Json]:
    """Give what went wrong, oldest first."""
    return list(details.get("trouble") or ())


def trouble_lines(entries: list[Json]) -> list[str]:
    """Give one line for each kind of trouble there was."""
    kinds = {str(entry["kind"]) for entry in entries}
    return [line for kind, line in LINES.items() if kind in kinds]


def _without(summary: str, known: list[Json]) -> str:
    lines, head = summary.split("\n"), trouble_lines(known)
    return "\n".join(lines[len(head) :]) if lines[: len(head)] == head else summary


def bare_trouble(
    screening: Json | None, channel: str, address: str | None, kind: str, at: str
) -> CaseDraft:
    """Make the case without the policy, for where only whom to call is known."""
    known = screening or {}
    handover = known.get("handover") or {}
    names = ("name", "when", "voicemail", "birth_date")
    contact = {name: handover.get(name) for name in names}
    contact |= {"channel": channel, "number": handover.get("number") or address}
    contact |= {"language": known.get("language") or "en", "asked_on": None, "complete": False}
    person = str(known.get("who") or NOT_SAID)
    details = bare_details(person, handover.get("wanted"), contact)
    draft = CaseDraft(person, "routine", MEMBER_SERVICES, summarize(details), details)
    return mark_trouble(draft, kind, at)

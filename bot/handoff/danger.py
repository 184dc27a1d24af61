"""A case in which somebody wrote of danger: it is urgent, and says so before anything else."""

from dataclasses import replace
from typing import Any

from bot.handoff.case import CaseDraft

Json = dict[str, Any]

KINDS = {
    "self_harm": "harming themselves or not wanting to live",
    "overdose": "an overdose",
    "medical": "a medical emergency",
    "violence": "violence or not being safe",
}
LONGEST_WORDS = 200
MOST_LINES = 3


def mark_danger(draft: CaseDraft, kind: str, words: str, at: str) -> CaseDraft:
    """
    Make a draft urgent for what somebody wrote.

    Args:
        kind: "self_harm", "overdose", "medical" or "violence".
        words: Their message as it came in.
        at: Its time in ISO form.
    """
    entry = {"kind": kind, "words": words, "at": at}
    return with_dangers(draft, [entry])


def with_dangers(draft: CaseDraft, entries: list[Json]) -> CaseDraft:
    """Add what was written of danger, in the order of time; what is there already stays once."""
    known = dangers(draft.details)
    added = [entry for entry in entries if entry not in known]
    if not added:
        return draft
    told = sorted([*known, *added], key=lambda entry: str(entry["at"]))
    lines = [*danger_lines(told), plain_summary(draft.summary, known)]
    return replace(
        draft,
        urgency="urgent",
        summary="\n".join(lines),
        details={**draft.details, "danger": told},
    )


def dangers(details: Json) -> list[Json]:
    """Give what was written of danger, oldest first."""
    return list(details.get("danger") or ())


def danger_lines(entries: list[Json]) -> list[str]:
    """Give the lines an agent reads first, the newest first."""
    lines = list(dict.fromkeys(_line(entry) for entry in reversed(entries)))
    if len(lines) > MOST_LINES:
        return [*lines[:MOST_LINES], f"URGENT: and {len(lines) - MOST_LINES} more, see below"]
    return lines


def plain_summary(summary: str, entries: list[Json]) -> str:
    """Give a summary without the lines of danger it begins with."""
    lines = summary.split("\n")
    head = danger_lines(entries)
    return "\n".join(lines[len(head) :]) if lines[: len(head)] == head else summary


def _line(entry: Json) -> str:
    kind = str(entry["kind"])
    words = " ".join(str(entry["words"]).split())
    if len(words) > LONGEST_WORDS:
        words = f"{words[: LONGEST_WORDS - 3]}..."
    return f'URGENT: wrote of {KINDS.get(kind, kind.replace("_", " "))}: "{words}"'

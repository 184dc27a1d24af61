"""What staff write down of how to reach a member, and what later turns leave of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.handoff.words import spoken_number

Json = dict[str, Any]
WRITTEN = "by_staff"
FIELDS = ("name", "number", "voicemail")
"""The parts of a contact that staff can write down."""

MESSAGES = {True: "A message may be left.", False: "Leave no message."}


def new_in(details: Mapping[str, Any], told: Mapping[str, Any]) -> Json:
    """Give of what was told what the case does not say yet."""
    contact = details.get("contact") or {}
    return {name: value for name, value in told.items() if not _is_same(contact.get(name), value)}


def write_down(details: Json, told: Json, by: str, at: str) -> Json:
    """
    Give the details with what staff were told.

    Args:
        told: Of `FIELDS` those that were told.
        by: The account of whoever writes it down.
        at: When, in ISO form.
    """
    contact = details.get("contact") or {}
    written = {
        name: {"value": value, "before": contact.get(name), "by": by, "at": at}
        for name, value in told.items()
    }
    kept = {**(details.get(WRITTEN) or {}), **written}
    return {**details, "contact": {**contact, **_values(kept)}, WRITTEN: kept}


def with_written(details: Json, earlier: Mapping[str, Any]) -> Json:
    """
    Give the details of a later turn with what staff wrote down before it.

    What the member told otherwise since then counts instead.

    Args:
        earlier: The details of the open case.
    """
    contact = details.get("contact") or {}
    kept = {
        name: one
        for name, one in (earlier.get(WRITTEN) or {}).items()
        if any(_is_same(contact.get(name), known) for known in (None, one["before"], one["value"]))
    }
    if not kept:
        return details
    return {**details, "contact": {**contact, **_values(kept)}, WRITTEN: kept}


def written_words(told: Mapping[str, Any]) -> str:
    """Say for the history what was written down."""
    said = [
        f"Name: {told['name']}." if "name" in told else "",
        f"Number: {spoken_number(told['number'])}." if "number" in told else "",
        MESSAGES[told["voicemail"]] if "voicemail" in told else "",
    ]
    return " ".join(part for part in said if part)


def _values(written: Mapping[str, Any]) -> Json:
    values = {name: one["value"] for name, one in written.items()}
    if "voicemail" in written:
        values["voicemail_at"] = written["voicemail"]["at"]
    return values


def _is_same(known: Any, value: Any) -> bool:
    if isinstance(known, str) and isinstance(value, str):
        return spoken_number(known) == spoken_number(value)
    return bool(known == value)

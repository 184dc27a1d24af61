"""Whether a member may be phoned, in a sentence for staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.handoff.danger import dangers

ASKED_FOR_STAFF = ("call_me", "person")


def phone_allowed(details: Mapping[str, Any]) -> str:
    """
    Say whether the phone is allowed, as they said themselves.

    Args:
        details: Of the case.
    """
    contact = details.get("contact") or {}
    number = contact.get("number") or contact.get("member_number")
    if dangers(dict(details)):
        return f"They wrote of danger: phone them{_at(number)}."
    if details.get("wanted") not in ASKED_FOR_STAFF:
        return "They did not ask for a call: do not phone."
    if not number:
        return "They asked for staff, but gave no number to phone."
    return f"They asked for staff, so you may phone them{_at(number)}. {_message(contact)}"


def _at(number: Any) -> str:
    return f" at {number}" if number else ""


def _message(contact: Mapping[str, Any]) -> str:
    if contact.get("voicemail") is None:
        return "Leave no message: they were not asked about it."
    return "A message may be left." if contact["voicemail"] else "Leave no message."

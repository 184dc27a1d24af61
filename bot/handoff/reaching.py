"""Whether a member may be phoned, in a sentence for staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.handoff.danger import dangers, keeps_silent
from bot.handoff.words import spoken_number
from bot.handoff.written_down import WRITTEN

ASKED_FOR_STAFF = ("call_me", "person")
WRITTEN_IN = {"spanish": "es"}
"""The languages in which we have sentences of our own, as the case names them."""


def phone_allowed(details: Mapping[str, Any]) -> str:
    """
    Say whether the phone is allowed, as they said themselves.

    Args:
        details: Of the case.
    """
    number = number_to_call(details)
    return _allowed(details, f" at {spoken_number(number)}" if number else "")


def may_phone(details: Mapping[str, Any]) -> str:
    """Say the same where the number stands beside it, or that none was given."""
    says_enough = phone_wanted(details) and number_to_call(details) is None
    return "" if says_enough else _allowed(details, "")


def _allowed(details: Mapping[str, Any], at: str) -> str:
    number = number_to_call(details)
    if dangers(dict(details)):
        message = f" {_message(details)}" if number else ""
        return f"They wrote of danger: phone them{at}.{message}"
    if not phone_wanted(details):
        return "They did not ask for a call: do not phone."
    if not number:
        return "They asked for staff, but gave no number to phone."
    return f"They asked for staff, so you may phone them{at}. {_message(details)}"


def phone_wanted(details: Mapping[str, Any]) -> bool:
    """Whether they may be phoned at all: they asked, gave staff a number, or wrote of danger."""
    asked = details.get("wanted") in ASKED_FOR_STAFF or "number" in (details.get(WRITTEN) or {})
    return asked or bool(dangers(dict(details)))


def number_to_call(details: Mapping[str, Any]) -> str | None:
    """Give the number under which they are called, as it was given; None where none was."""
    contact = details.get("contact") or {}
    return contact.get("number") or contact.get("member_number") or None


def written_in(details: Mapping[str, Any], otherwise: str) -> str:
    """Give the language in which they are written to: the one they speak, where we have words."""
    spoken = (details.get("contact") or {}).get("language")
    return WRITTEN_IN.get(str(spoken), otherwise)


def may_leave_message(details: Mapping[str, Any]) -> bool:
    """Whether they said that a message may be left, and nothing since that forbids it."""
    if keeps_silent(dict(details)):
        return False
    return (details.get("contact") or {}).get("voicemail") is True


def _message(details: Mapping[str, Any]) -> str:
    contact = details.get("contact") or {}
    if keeps_silent(dict(details)):
        return "Leave NO message, and say who you are only to them: they wrote of violence."
    if contact.get("voicemail") is None:
        return "Leave no message: they were not asked about it."
    return "A message may be left." if contact["voicemail"] else "Leave no message."

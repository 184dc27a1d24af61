"""What staff do next with a case, in one sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.eligibility.findings import APPEARS, MAY, NOT_AVAILABLE, OFFERED, UNDETERMINED, Findings


def next_step(findings: Findings, contacts: Mapping[str, Any]) -> str:
    """Give the next step for what was found."""
    ecm = findings.ecm
    has_supports = any(found.band in OFFERED for found in findings.supports.values())
    if ecm.band == NOT_AVAILABLE:
        return _elsewhere(ecm.reason, contacts, has_supports)
    if ecm.band == APPEARS:
        return "Verify what is open, then start the ECM referral."
    if ecm.band == MAY:
        return "Ask what is open; where it fits, start the ECM referral."
    if ecm.band == UNDETERMINED:
        return "Finish the questions with them."
    if has_supports:
        return "ICM looks at Community Supports with them."
    return "Look with them for other help."


def _elsewhere(reason: str, contacts: Mapping[str, Any], has_supports: bool) -> str:
    supports = " ICM looks at Community Supports with them." if has_supports else ""
    if reason == "care_advantage":
        unit = contacts["careadvantage_unit"]
        return f"Hand on to the CareAdvantage Unit ({unit['toll_free']}).{supports}"
    if reason == "other_plan":
        return (
            "Refer to their own plan: its number is on the plan card, ask there for a care "
            f"manager.{supports}"
        )
    if reason == "no_medi_cal":
        county = contacts["apply_for_medi_cal"]
        return f"Help to apply for Medi-Cal: {county['label']}, {county['phone']}.{supports}"
    return f"Their program's own team plans their care; look for other help.{supports}"


_GAVE = {
    "self_harm": "the chat gave them 988 and 911",
    "overdose": "the chat told them to call 911, and 988",
    "medical": "the chat told them to call 911",
    "violence": "the chat gave them 911 and 988",
}
_ASK = {
    "self_harm": (
        "Ask if they are safe right now. If not, stay on the line and bring in 988. Nobody "
        "answers: call 911 for a welfare check."
    ),
    "overdose": "Ask if 911 was called. If not, call 911 yourself. Nobody answers: call 911.",
    "medical": "Ask if 911 was called. If not, call 911 yourself. Nobody answers: call 911.",
    "violence": (
        "First ask if it is safe to talk; say who you are only to them. If they are in danger, "
        "call 911."
    ),
}
_TELL = "Tell your supervisor. All else can wait."
BY_TELEPHONE = "(by telephone)"
"""Ends the words of danger that staff wrote down on the telephone: no text gave any help then."""


def danger_step(told: Sequence[Mapping[str, Any]], is_called: bool) -> str:
    """
    Give the next step where somebody wrote of danger: safety before anything else.

    Args:
        told: What was written of danger, oldest first, at least once.
        is_called: Whether there is a number to call.
    """
    newest = told[-1]
    kind = str(newest["kind"])
    given = _GAVE.get(kind, "the chat gave them 911 and 988")
    on_the_phone = str(newest["words"]).endswith(BY_TELEPHONE)
    help_given = "" if on_the_phone else f" ({given})"
    lead = f"Call them now{help_given}." if is_called else f"Write with them now{help_given}."
    return f"{lead} {_ASK.get(kind, _ASK['violence'])} {_TELL}"

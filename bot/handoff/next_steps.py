"""What staff do next with a case, in one sentence."""

from collections.abc import Mapping
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

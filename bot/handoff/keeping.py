"""What an open case keeps when a later turn brings it up to date."""

from dataclasses import replace
from typing import Any

from bot.handoff.case import CaseDraft
from bot.handoff.danger import dangers, with_dangers
from bot.handoff.summary import NO_LONGER, NO_LONGER_URGENT

Json = dict[str, Any]


def keep(details: Json, urgency: str, goes_to: str, draft: CaseDraft) -> CaseDraft:
    """
    Give the draft with what the open case told and staff still have to know.

    Args:
        details, urgency, goes_to: Of the open case.
    """
    written = dangers(details)
    if written:
        # Somebody who wrote of danger is called, whatever they said of a call afterwards.
        summary = draft.summary.replace(NO_LONGER, NO_LONGER_URGENT)
        draft = with_dangers(replace(draft, summary=summary, goes_to=goes_to), written)
    return replace(draft, urgency="urgent") if urgency == "urgent" else draft

"""What an open case keeps when a later turn brings it up to date."""

from dataclasses import replace
from typing import Any

from bot.handoff.case import CaseDraft
from bot.handoff.danger import BEFORE, dangers, with_dangers
from bot.handoff.summary import summarize
from bot.handoff.trouble import troubles, with_troubles
from bot.handoff.words import NO_LONGER, NO_LONGER_URGENT
from bot.handoff.written_down import WRITTEN, with_written

Json = dict[str, Any]
OTHERS = ("earlier", "later")
STRONGEST = ("call_me", "person", "call_now")
"""Wishes, from the one that binds staff most: a call once booked stays booked."""


def keep(details: Json, urgency: str, goes_to: str, draft: CaseDraft) -> CaseDraft:
    """
    Give the draft with what the open case told and staff still have to know.

    Args:
        details, urgency, goes_to: Of the open case.
    """
    kept = _with_rounds(details, goes_to, draft)
    failed = troubles(details)
    kept = with_troubles(kept, failed) if failed else kept
    written = dangers(details)
    if written:
        # Somebody who wrote of danger is called, whatever they said of a call afterwards.
        summary = kept.summary.replace(NO_LONGER, NO_LONGER_URGENT)
        kept = with_dangers(replace(kept, summary=summary, goes_to=goes_to), written)
    kept = replace(kept, urgency="urgent") if urgency == "urgent" else kept
    told = with_written(kept.details, details)
    return kept if told is kept.details else rewritten(replace(kept, details=told))


def rewritten(draft: CaseDraft) -> CaseDraft:
    """Give the draft with a summary of what its details tell now."""
    written, failed = dangers(draft.details), troubles(draft.details)
    plain = {name: v for name, v in draft.details.items() if name not in ("danger", "trouble")}
    summary = _summary(plain, draft)
    if summary == draft.summary:
        return draft
    summary = summary.replace(NO_LONGER, NO_LONGER_URGENT) if written else summary
    bare = replace(draft, details=plain, summary=summary)
    bare = with_troubles(bare, failed) if failed else bare
    return with_dangers(bare, written)


def asks_again(details: Json, draft: CaseDraft) -> bool:
    """Whether the draft is the first of a later screening than all that the open case holds."""
    return draft.round > max(int(told["round"]) for told in _told(details))


def _with_rounds(details: Json, goes_to: str, draft: CaseDraft) -> CaseDraft:
    """Put the draft beside the other screenings of the same person; none replaces another."""
    now = {**_alone(draft.details), "round": draft.round}
    before = [told for told in _told(details) if told["round"] != draft.round]
    same = next((told for told in _told(details) if told["round"] == draft.round), None)
    if same and same.get("wanted") == "call_me" and now.get("wanted") == "person":
        now = {**now, "wanted": "call_me", "contact": _filled([now, same])}
    elif not before:
        return draft
    told = sorted([*before, now], key=lambda one: int(one["round"]))
    main = max(told, key=lambda one: (*_worth(one), one["round"]))
    merged = {
        **main,
        **_wish(told),
        "own_wish": {name: main.get(name) for name in ("wanted", "unasked", "contact")},
        "earlier": [one for one in told if one["round"] < main["round"]],
        "later": [one for one in told if one["round"] > main["round"]],
    }
    written, failed = dangers(draft.details), troubles(draft.details)
    bare = replace(
        draft,
        details=merged,
        summary=_summary(merged, draft),
        goes_to=draft.goes_to if main is now else goes_to,
    )
    bare = with_troubles(bare, failed) if failed else bare
    return with_dangers(bare, written)


def _summary(merged: Json, draft: CaseDraft) -> str:
    try:
        return summarize(merged)
    except (LookupError, TypeError, AttributeError):
        # A case written by an older version may lack what the summary tells today.
        return draft.summary


def _told(details: Json) -> list[Json]:
    """Take a case's screenings apart again, each with its own wish."""
    main = {**_alone(details), "round": details.get("round", 1), **(details.get("own_wish") or {})}
    return [*details.get("earlier", ()), main, *details.get("later", ())]


def _alone(details: Json) -> Json:
    beside = (*OTHERS, "own_wish", "danger", "trouble", WRITTEN, BEFORE)
    return {name: value for name, value in details.items() if name not in beside}


def _worth(told: Json) -> tuple[bool, int]:
    """Rank a screening: a finished one before one broken off, then by how much was answered."""
    finished = bool(told.get("screening_complete"))
    return finished, 0 if finished else len(told.get("answers") or ())


def _wish(told: list[Json]) -> Json:
    """Give the wish that stands, and how to reach them, over all screenings."""
    newest = list(reversed(told))
    wishes = [one.get("wanted") for one in newest]
    wish = next((wish for wish in STRONGEST if wish in wishes), None)
    first = [one for one in newest if one.get("wanted") == wish]
    is_unasked = all(one.get("unasked") for one in first)
    return {"wanted": wish, "unasked": is_unasked, "contact": _filled([*first, *newest])}


def _filled(told: list[Json]) -> Json:
    """Give the first one's contact, with what it leaves open from the others."""
    contact: Json = {}
    for one in told:
        for name, value in (one.get("contact") or {}).items():
            if contact.get(name) is None:
                contact[name] = value
    return contact

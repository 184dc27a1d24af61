"""
What stays of a case when the person has everything erased.

A call they asked for and a word of danger still have to be answered: staff keep whom to call and
how, as far as they said it, and what was written of danger. Health, answers, findings and date of
birth go. With no number there is nobody to call, so of a wish for staff alone nothing stays.
"""

from dataclasses import dataclass
from typing import Any

from bot.handoff.bare import bare_details
from bot.handoff.case import NOT_SAID
from bot.handoff.danger import danger_lines, dangers, safety_step
from bot.handoff.summary import summarize
from bot.handoff.words import NO_LONGER, NO_LONGER_URGENT

Json = dict[str, Any]
NEEDS_STAFF = ("call_me", "person")
REACHING = ("name", "number", "when", "slot", "voicemail", "language", "complete", "asked_on")
KEPT = "Kept: "
EMPTIED = "They had everything erased after this case was closed. Nothing is left of it."
LINE = "Everything else was erased at their wish. Do not ask them to repeat it."


@dataclass(frozen=True)
class Left:
    """A case after erasing; `why` is "call" or "danger"."""

    why: str
    details: Json
    summary: str


def left_of(details: Json, erased_at: str) -> Left | None:
    """
    Give what stays of a case; None where nothing has to.

    A call stays once: whoever has everything erased again does not want it either.
    """
    written, contact = dangers(details), details.get("contact") or {}
    again = bool(details.get("erased_at")) or not _is_reached(contact)
    wanted = details.get("wanted") if details.get("wanted") in NEEDS_STAFF and not again else None
    if not written and wanted is None:
        return None
    reaching = {**dict.fromkeys(contact), **{name: contact.get(name) for name in REACHING}}
    bare = bare_details(str(details.get("person")), wanted, reaching)
    bare |= {"round": details.get("round", 1), "erased_at": erased_at}
    bare |= {"danger": written} if written else {}
    bare |= {"next_step": safety_step(bare)} if written else {}
    summary = "\n".join([*danger_lines(written), _told(bare), LINE])
    return Left("danger" if written else "call", bare, summary)


def emptied(details: Json, erased_at: str) -> tuple[Json, str]:
    """Give details and summary of a closed case: nothing of what was told, only that it was."""
    bare = bare_details(NOT_SAID, None, dict.fromkeys(REACHING))
    bare |= {"round": details.get("round", 1), "erased_at": erased_at, "is_emptied": True}
    return bare, EMPTIED


def kept_words(details: Json) -> str:
    """Say for staff what is kept of a case that was erased: only what there is."""
    contact = details.get("contact") or {}
    kept = {
        "what they wrote of danger": dangers(details),
        "their name": contact.get("name"),
        "their number": _is_reached(contact),
        "when to call": contact.get("when"),
    }
    named = [words for words, value in kept.items() if value]
    return f"{KEPT}{', '.join(named)}."


def _is_reached(contact: Json) -> bool:
    return bool(contact.get("number"))


def _told(details: Json) -> str:
    """The first line of a summary: the wish, and how to reach them."""
    line = summarize(details).split("\n")[0]
    return line.replace(NO_LONGER, NO_LONGER_URGENT) if dangers(details) else line

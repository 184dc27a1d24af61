"""
What stays of a case when the person has everything erased.

A call they asked for and a word of danger still have to be answered: staff keep whom to call and
how, and what was written of danger. Health, answers, findings and date of birth go.
"""

from dataclasses import dataclass
from typing import Any

from bot.handoff.bare import bare_details
from bot.handoff.danger import danger_lines, dangers
from bot.handoff.summary import summarize
from bot.handoff.words import NO_LONGER, NO_LONGER_URGENT

Json = dict[str, Any]
NEEDS_STAFF = ("call_me", "person")
REACHING = ("name", "number", "when", "slot", "voicemail", "language", "complete", "asked_on")
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
    written = dangers(details)
    again = bool(details.get("erased_at"))
    wanted = details.get("wanted") if details.get("wanted") in NEEDS_STAFF and not again else None
    if not written and wanted is None:
        return None
    contact = details.get("contact") or {}
    reaching = {**dict.fromkeys(contact), **{name: contact.get(name) for name in REACHING}}
    bare = bare_details(str(details.get("person")), wanted, reaching)
    bare |= {"round": details.get("round", 1), "erased_at": erased_at}
    bare |= {"danger": written} if written else {}
    summary = "\n".join([*danger_lines(written), _told(bare), LINE])
    return Left("danger" if written else "call", bare, summary)


def _told(details: Json) -> str:
    """The first line of a summary: the wish, and how to reach them."""
    line = summarize(details).split("\n")[0]
    return line.replace(NO_LONGER, NO_LONGER_URGENT) if dangers(details) else line

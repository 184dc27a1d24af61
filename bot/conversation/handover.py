"""What is needed to hand a person over warm: how, whom to ask for, where, when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

CALL_ME = "call_me"
WANTS_A_CASE = (CALL_ME, "call_now", "person")
"""The wishes that make a case for staff at once, before the details are known."""

CASE_OPEN, CASE_CLOSED = "open", "closed"
"""How the case of a conversation stands, as a turn is told."""

CODE_PLACE = "§§§-§§§"
"""Stands in a message for the case's code, as long as one; it is known only as the turn commits."""

CASE_MARK = "¤"
"""Around what is said of a case without knowing it; who knows it puts better words there."""

CASE_ROOM = 150
"""So many characters are kept free for those where there is a case, beside the marks."""


def without_marks(text: str) -> str:
    """The text as it is where nobody knows of a case."""
    before, *told, after = text.split(CASE_MARK) if text.count(CASE_MARK) == 2 else (text, "")
    return f"{before}{''.join(told).rstrip()}{after}"


@dataclass(frozen=True)
class Handover:
    """
    How the person wants to be handed over, as far as they have said.

    Args:
        wanted: "call_me", "call_now" (they call), "person" (asked for one, not yet how).
        name: The first name to ask for.
        member_name: The member's own, where somebody else asks for them.
        member_number: The member's own, where somebody else asks for them and gave it.
        may_speak: "yes", "no", "not_sure" or "legal": whether the member knows that somebody asks
            for them, and is content that staff talk about them, or whether the caller acts for
            them by law; None while it was not asked.
        may_speak_words: What was said of it beyond a bare yes or no.
        number: Where to call, ten digits; by SMS the number they text from is known elsewhere.
        when: "today", "morning", "afternoon" or "any", within office hours, or in words.
        slot: The part of an office day that was booked for it, as `Slot.value` writes it.
        note: What else who calls should know, in their words ("only text, i cant always talk").
        voicemail: Whether a message may be left; None while unknown or not said.
        birth_date: As an ISO date where it could be read, else in the person's words.
        birth_date_doubtful: Whether it is years away from the age that was told.
        language: The language to speak on the phone.
        brief: They write another language than ours, so only a number is asked for.
        complete: Nothing more is needed from the person.
    """

    wanted: str | None = None
    name: str | None = None
    member_name: str | None = None
    member_number: str | None = None
    may_speak: str | None = None
    may_speak_words: str | None = None
    number: str | None = None
    when: str | None = None
    slot: str | None = None
    note: str | None = None
    voicemail: bool | None = None
    birth_date: str | None = None
    birth_date_doubtful: bool = False
    language: str | None = None
    brief: bool = False
    complete: bool = False

    def to_json(self) -> dict[str, Any]:
        """As it stands in the screening's JSON: every key, always."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Handover:
        """The value that `to_json` wrote."""
        return cls(**content)

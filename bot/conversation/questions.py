"""A question as it is put to one person: its options in their order, with their words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Form = Any
"""What is learned of one fact, in the forms of `calaim screen` (true, 3, {"at_least": 5}, ...)."""

Forms = dict[str, Form]

NOT_SURE = "not_sure"
SKIP = "skip"
NONE = "none"
UNSURE_MARK = "?"


@dataclass(frozen=True)
class Option:
    """One thing to choose; `clears` is what leaving it unticked in a list means."""

    value: str
    label: str
    sets: Forms = field(default_factory=dict)
    clears: Forms = field(default_factory=dict)

    @property
    def is_companion(self) -> bool:
        """Whether this is the "not sure about X" twin of an item in a list."""
        return self.value.endswith(UNSURE_MARK)

    def to_json(self) -> dict[str, Any]:
        """As the web chat and the channels read it."""
        return {
            "value": self.value,
            "label": self.label,
            "sets": self.sets,
            "clears": self.clears,
        }


@dataclass(frozen=True)
class AskedQuestion:
    """A question with everything a channel or the reader needs to know of it."""

    id: str
    kind: str
    facts: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    remaining: int = 0
    sensitive: bool = False
    unlisted: tuple[Option, ...] = ()
    """Options no longer offered after earlier answers, but understood when said all the same."""
    implied: tuple[Forms, ...] = ()
    """What any answer to a list says too: options nobody like this person is asked about."""

    @property
    def numbered(self) -> tuple[Option, ...]:
        """
        The options that carry a number in a text message, in order from 1.

        The same ones in the same order as `bot.channels.sms_text` lists them.
        """
        if self.kind in ("number", "text"):
            return ()
        unnumbered = () if self.sensitive else (SKIP,)
        return tuple(o for o in self.options if not o.is_companion and o.value not in unnumbered)

    @property
    def items(self) -> tuple[Option, ...]:
        """The options proper: without not sure, skip, none and the companions."""
        extra = (NOT_SURE, SKIP, NONE) if self.kind == "multiple" else (NOT_SURE, SKIP)
        return tuple(o for o in self.options if o.value not in extra and not o.is_companion)

    def option(self, value: str) -> Option | None:
        """The option with this value, if the question has it."""
        known = (*self.options, *self.unlisted)
        return next((option for option in known if option.value == value), None)

    def to_json(self) -> dict[str, Any]:
        """As it stands in a message (see the design: `question`)."""
        return {
            "id": self.id,
            "kind": self.kind,
            "facts": list(self.facts),
            "options": [option.to_json() for option in self.options],
            "min": self.minimum,
            "max": self.maximum,
            "remaining": self.remaining,
            "sensitive": self.sensitive,
        }

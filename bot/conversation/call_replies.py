"""The typed replies about a call that is wanted or booked, beside the wish for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class CallDetails:
    """
    Details for the call, more than was asked or other ones.

    Args:
        name, number, when: Whom to ask for, what to call, and when in their words.
        note: What else staff should know, in their words.
        wants_texts: Whether that is that they would rather be texted.
    """

    name: str | None = None
    number: str | None = None
    when: str | None = None
    note: str | None = None
    wants_texts: bool = False


@dataclass(frozen=True)
class OtherTime:
    """Another time for the call that is booked, in their words."""

    words: str


@dataclass(frozen=True)
class CallTime:
    """When to call, in their words; without any where an "ok" picks none of the times."""

    words: str


@dataclass(frozen=True)
class Sooner:
    """They want the call that is booked sooner than it comes."""


@dataclass(frozen=True)
class ThisNumber:
    """The number to call is the one they write from."""


@dataclass(frozen=True)
class Waits:
    """They find that the questions for a call take long, or wonder if anybody is there."""


CallReply: TypeAlias = CallDetails | OtherTime | CallTime | Sooner | ThisNumber | Waits

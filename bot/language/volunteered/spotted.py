"""What one message was found to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Form = Any
"""What is said of one fact, in the forms of `calaim screen`."""

Who = Literal["self", "child", "other"]


@dataclass(frozen=True)
class Spotted:
    """
    Facts of one message.

    Args:
        facts: What it asserts about the member.
        about: Whom it says it is about; None where it does not tell.
        uncertain: What it only hints at, to be confirmed before it counts: fact, form and the
            words that hint.
        set_aside: Facts the message speaks of without asserting them of the member: denied,
            supposed, long over or somebody else's.
    """

    facts: Mapping[str, Form] = field(default_factory=dict)
    about: Who | None = None
    uncertain: tuple[tuple[str, Form, str], ...] = ()
    set_aside: frozenset[str] = frozenset()


def joined(first: Form, second: Form) -> Form:
    """Two sayings about one fact as one: sets add up, else the first stands."""
    if not (isinstance(first, dict) and isinstance(second, dict)):
        return first
    if not set(first) | set(second) <= {"includes", "excludes"}:
        return first
    inside = {*first.get("includes", ()), *second.get("includes", ())}
    outside = {*first.get("excludes", ()), *second.get("excludes", ())} - inside
    sides = {"includes": sorted(inside), "excludes": sorted(outside)}
    return {side: values for side, values in sides.items() if values}

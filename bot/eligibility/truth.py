"""Kleene's three truth values: an unanswered question is not a "no"."""

from enum import Enum


class Truth(Enum):
    """TRUE, FALSE or UNKNOWN; never usable as a bool, so that UNKNOWN cannot pass for FALSE."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("a Truth is not a bool: compare it with `is Truth.TRUE`")

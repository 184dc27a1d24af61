"""What a case for staff holds."""

from dataclasses import dataclass
from typing import Any

NOT_SAID = "not_said"


@dataclass(frozen=True)
class CaseDraft:
    """
    A case as one turn leaves it, before the database gives it a code.

    Args:
        person: For whom: "self", "child", "other", "provider" or "not_said".
        round: The how manieth screening of the conversation; another child is another case.
        urgency: "urgent" or "routine".
        goes_to: "member_services" or "icm".
        may_open: False where this only brings an open case up to date: the wish is not new, or
            was taken back.
    """

    person: str
    urgency: str
    goes_to: str
    summary: str
    details: dict[str, Any]
    round: int = 1
    may_open: bool = True

    @property
    def subject(self) -> str:
        """Whom the case is about, within its conversation."""
        return subject_of(self.person, self.round)

    @property
    def unnamed_subject(self) -> str:
        """What the subject was called before they said for whom it is."""
        return subject_of(NOT_SAID, self.round)

    def to_json(self) -> dict[str, Any]:
        """Give the details as they are stored and shown."""
        return self.details


def subject_of(person: str, number: int) -> str:
    """Whom a case is about, in the screening of that number within its conversation."""
    return person if person in ("self", "provider") else f"{person}:{number}"

"""What a case for staff holds."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class CaseDraft:
    """A case as one turn leaves it, before the database gives it a code."""

    person: str
    urgency: str
    goes_to: str
    summary: str
    details: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Give the details as they are stored and shown."""
        return self.details

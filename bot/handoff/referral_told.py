"""A case, to look things up in: whom it is about, what was told, and how times are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from dateutil import tz  # type: ignore[import-untyped]

from bot.handoff.words import CALLERS

Json = Mapping[str, Any]
_UNSEEN = (
    *(
        (0x00, 0x20),
        (0x7F, 0xA0),
        (0x200B, 0x200C),
        (0x200E, 0x2010),
        (0x2028, 0x202F),
        (0x2060, 0x2070),
    ),
    *((0xD800, 0xE000), (0xFEFF, 0xFF00), (0xFFF9, 0xFFFC), (0xFFFE, 0x10000)),
)
UNSEEN = str.maketrans({code: " " for first, end in _UNSEEN for code in range(first, end)})
"""What no form can show, or what hides or turns around the words beside it, becomes a space."""


class Case(Protocol):
    """What a stored case tells; `details` is `CaseDraft.to_json()`."""

    @property
    def code(self) -> str:
        """Its code, such as KTR-493."""

    @property
    def urgency(self) -> str:
        """ "urgent" or "routine"."""

    @property
    def goes_to(self) -> str:
        """The desk."""

    @property
    def details(self) -> dict[str, Any]:
        """As drafted; empty where it cannot be read."""

    @property
    def opened_at(self) -> datetime:
        """When they first asked."""

    @property
    def updated_at(self) -> datetime:
        """When it last changed."""


@dataclass(frozen=True)
class Told:
    """
    A case, to look things up in.

    Args:
        contacts: The plan's desks and numbers.
    """

    case: Case
    contacts: Json

    @property
    def details(self) -> Json:
        """All that was told."""
        return self.case.details

    @property
    def contact(self) -> Json:
        """How to reach whoever asked."""
        contact: Json = self.details.get("contact") or {}
        return contact

    @property
    def facts(self) -> Json:
        """What was learned."""
        facts: Json = self.details.get("facts") or {}
        return facts

    @property
    def person(self) -> str:
        """For whom: "self", "child", "other", "provider" or "not_said"."""
        return str(self.details.get("person") or "")

    @property
    def is_by_caller(self) -> bool:
        """Whether somebody else speaks for the member."""
        return self.person in CALLERS

    @property
    def is_partly_by_phone(self) -> bool:
        """Whether staff wrote any of the answers down, by telephone with whoever gave it."""
        return any(answer.get("by_phone") for answer in live_answers(self.details))

    def contact_word(self, name: str) -> str:
        """A word of the contact as it was told; empty where it was not."""
        return str(self.contact.get(name) or "")


def local(at: datetime) -> datetime:
    """Give a moment as clocks show it in San Mateo County."""
    shown: datetime = at.astimezone(tz.gettz("America/Los_Angeles"))
    return shown


def local_time(at: datetime) -> str:
    """Write a moment likewise."""
    return f"{local(at):%m/%d/%Y %H:%M %Z}"


def moment(text: Any) -> str:
    """Write a moment in ISO form likewise; nothing where it is none."""
    try:
        return local_time(datetime.fromisoformat(str(text).replace("Z", "+00:00")))
    except ValueError:
        return ""


def local_day(at: datetime) -> date:
    """Give the day it is there."""
    return local(at).date()


def clean(text: str) -> str:
    """Give a text that can be printed and sent, in one line."""
    return " ".join(text.translate(UNSEEN).split())


def us_date(text: str) -> str:
    """Write an ISO date as forms here have it; as it stands where it is none."""
    try:
        return f"{date.fromisoformat(text):%m/%d/%Y}"
    except ValueError:
        return text


def live_answers(details: Json) -> list[Json]:
    """Give the answers that still stand, oldest first; what was taken back is left out."""
    return [answer for answer in details.get("answers") or () if not _is_void(answer)]


def _is_void(answer: Json) -> bool:
    learned = {fact for forms in answer.get("learned") or () for fact in forms}
    return bool(learned) and learned <= set(answer.get("withdrawn") or ())

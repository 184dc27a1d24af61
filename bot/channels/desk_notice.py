"""What a desk is told when a case needs it, with nothing of the person in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dateutil import tz  # type: ignore[import-untyped]

from bot.errors import DeliveryError

OPENED, URGENT, ASKED_AGAIN, ESCALATED = "opened", "urgent", "asked again", "escalated"
HANDED_ON, REOPENED = "handed on", "reopened"
RETURNED, LEFT_WAITING = "returned", "left waiting"
MISSED_CALL, NOT_REACHED, HARD_TO_REACH = "missed call", "not reached", "hard to reach"
DECISION_LATE = "decision late"
TEST = "test"
"""Belongs to no case: `calaim notices test` tells it, to see what answers."""

WORDS = {
    OPENED: "A new case waits for your desk.",
    URGENT: "A case is urgent now. Please open it first.",
    ASKED_AGAIN: "A person with an open case has asked again.",
    ESCALATED: "A case has waited longer than promised. Somebody has to take it now.",
    HANDED_ON: "A case was handed on to your desk.",
    REOPENED: "A case that was closed is open again.",
    RETURNED: "A case waits again: nobody did anything for it since it was claimed.",
    LEFT_WAITING: "A person in a conversation with staff waits for an answer.",
    MISSED_CALL: "The time of a call has gone by, and nobody wrote down that it was made.",
    NOT_REACHED: "A person says that the call did not reach them. The case waits again.",
    DECISION_LATE: "The time to decide on what was sent in is over. Please ask where it is.",
    HARD_TO_REACH: (
        "Several calls in a row did not reach a person. Somebody has to decide how to go on."
    ),
}
TEST_WORDS = "This is a test of the notices. There is no case, and nothing has to be done."
PRIVATE = "Nothing about the person is in this message. It is in the console only."
_PLACE = "America/Los_Angeles"


class NoticeFailed(DeliveryError):
    """A notice was not taken, or nobody knows; the message says why in words for staff."""


@dataclass(frozen=True)
class DeskNotice:
    """
    One thing to tell a desk.

    Args:
        key: The same at every try, so that a receiver knows one that comes twice.
        kind: One of the names above.
        at: When it happened.
        waiting_since: When the case was opened.
        link: The case's page in the console.
        summary: What the person told; None unless the operator has it sent.
    """

    key: str
    kind: str
    at: datetime
    code: str
    urgency: str
    desk: str
    status: str
    waiting_since: datetime
    link: str
    summary: str | None = None

    @property
    def about(self) -> str:
        """What it is about."""
        return "Test of the notices" if self.kind == TEST else f"Case {self.code}"

    @property
    def subject(self) -> str:
        """One line for a list of messages."""
        return f"URGENT: case {self.code}" if self.urgency == "urgent" else self.about

    @property
    def text(self) -> str:
        """All of it, to be read by a person."""
        if self.kind == TEST:
            return f"{TEST_WORDS}\n\nThe console: {self.link}"
        since = self.waiting_since.astimezone(tz.gettz(_PLACE))
        hour = f"{since:%I:%M %p}".removeprefix("0")
        lines = [
            WORDS[self.kind],
            "",
            f"Case: {self.code}",
            f"Urgency: {self.urgency}",
            f"Waiting since: {since:%A, %B} {since.day}, {hour} (Pacific time)",
            f"Open it: {self.link}",
            "",
            PRIVATE,
        ]
        return "\n".join(lines)


class Target(Protocol):
    """A way to tell the desks."""

    @property
    def name(self) -> str:
        """A short word for it, at most ten characters."""
        ...

    @property
    def tells_summary(self) -> bool:
        """Whether it also sends what the person told."""
        ...

    def serves(self, desk: str) -> bool:
        """Whether this desk is told by it."""
        ...

    def place(self, desk: str) -> str:
        """Where this desk is told, as the operator knows it, with nothing secret in it."""
        ...

    def send(self, notice: DeskNotice) -> None:
        """
        Tell the desk, within `posting.LONGEST_SECONDS`.

        Raises:
            NoticeFailed: It was not taken, or nobody knows.
        """
        ...

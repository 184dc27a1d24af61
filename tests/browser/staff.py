"""Somebody of the staff who writes with the member, on the service's own database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from sqlalchemy.engine import Connection

from bot.handoff.case_life import StaffMember
from bot.storage import cases, conversations
from bot.storage.cases import StoredCase
from bot.storage.database import Database
from bot.worker import takeover
from tests.browser.chat import Chat

MARIA = StaffMember("maria", "Maria", "member_services")


@dataclass
class Staff:
    """What a member of staff does in one chat that has a case."""

    database: Database
    chat: Chat
    settled: str = "A person calls you."

    def take_over(self) -> None:
        """Be there instead of the assistant."""
        with self.database.write() as connection:
            takeover.take_over(connection, self._case(connection), MARIA, now())

    def speak(self, text: str) -> None:
        """Write to the member."""
        with self.database.write() as connection:
            takeover.speak(connection, self._case(connection), MARIA, text, now())

    def hand_back(self) -> None:
        """Leave the member to the assistant."""
        with self.database.write() as connection:
            takeover.hand_back(connection, self._case(connection), MARIA, now(), self.settled)

    def _case(self, connection: Connection) -> StoredCase:
        opened = conversations.opened_with(connection, self.chat.token)
        assert opened, "this chat is over"
        (case,) = cases.not_closed(connection, opened.id)
        return case


def now() -> datetime:
    """The moment, as the service's own clock has it."""
    return datetime.now(timezone.utc)

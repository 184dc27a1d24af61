"""What the gateway answers by itself beside danger: opting out, stopping, erasing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.storage import conversations
from bot.storage.conversations import Conversation
from bot.worker.erasing import Eraser
from bot.worker.replying import say
from bot.worker.sentences import Sentences


@dataclass(frozen=True)
class Replies:
    """Acts on the message of an inbox row and answers it, in the caller's transaction."""

    sentences: Sentences
    eraser: Eraser

    def erase(self, connection: Connection, to: Conversation, row: int, now: datetime) -> None:
        """Forget everything, and say what was kept."""
        self.eraser.answer(connection, to, row, now)

    def opted_out(self, connection: Connection, to: Conversation, row: int, now: datetime) -> None:
        """Confirm once that no more texts will come; before the conversation is marked so."""
        text = self.sentences.say(to.language, "opted_out")
        say(connection, to, {"text": text}, now, answers=row)

    def stopped(self, connection: Connection, to: Conversation, row: int, now: datetime) -> None:
        """End a talk in the web chat; whoever writes again is asked where they were."""
        text = self.sentences.say(to.language, "stopped")
        say(connection, to, {"text": text}, now, answers=row)
        conversations.change(connection, to.id, paused_at=now)

"""A conversation with the trained model, through the very code of the turn channel."""

from __future__ import annotations

import asyncio
import json

from bot.dialogue.agent import turn_taker
from bot.dialogue.turn_request import TurnRequest
from tests.dialogues.model import agent

TODAY = "2026-11-21"


class Talk:
    """One person talking; the state travels as JSON, as the worker would keep it."""

    def __init__(self, channel: str = "web", today: str = TODAY) -> None:
        """Nothing is said yet."""
        self._taker = turn_taker(agent())
        self._channel, self._today = channel, today
        self.turns = 0
        self.state: dict | None = None
        self.reply: dict = {}
        self.screening: dict = {}
        self.outcome: dict | None = None

    @property
    def question(self) -> dict | None:
        """The question now open."""
        return self.reply.get("question")

    @property
    def asked(self) -> str | None:
        """The id of the question now open."""
        return self.question and self.question["id"]

    def say(self, text: str | None = None, choice: list[str] | None = None) -> dict:
        """Take one turn, by words or by choosing; neither is a hello."""
        self.turns += 1
        body = {
            "conversation": "a conversation",
            "message_id": f"message-{self.turns}",
            "text": text,
            "choice": choice,
            "channel": self._channel,
            "today": self._today,
            "at": f"{self._today}T10:00:00+00:00",
            "state": self.state,
        }
        request = TurnRequest.from_json(json.loads(json.dumps(body)))
        answer = json.loads(json.dumps(asyncio.run(self._taker.take(request))))
        self.state, self.reply, self.screening = (
            answer["state"],
            answer["reply"],
            answer["screening"],
        )
        self.outcome = self.reply["outcome"] or self.outcome
        return self.reply

"""
The channel "turn": the worker's only door to Rasa.

POST /webhooks/turn/message takes a message with the state of its dialogue and answers with the
reply, the new state and the screening, all in the one request; beside them what the message was
taken for ("understood") and what else the worker has to do ("effects"). Nothing is kept here.
"""

from __future__ import annotations

import hmac
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.dialogue.interviewing import interview
from bot.dialogue.turn import BadTurn, TurnError
from bot.dialogue.turn_request import TurnRequest
from bot.dialogue.turn_taking import CHANNEL_NAME, TurnTaker

SECRET_HEADER = "X-Calaim-Secret"

logger = logging.getLogger(__name__)


class TurnChannel(InputChannel):
    """Takes a turn over HTTP from whoever knows the shared secret."""

    def __init__(self, secret: str) -> None:
        """
        Args:
            secret: What the caller has to show in the header; never empty.
        """
        if not secret:
            raise ValueError("the turn channel needs a secret: set CALAIM_RASA_SECRET")
        self._secret = secret.encode()

    @classmethod
    def name(cls) -> str:
        """The name in the address and in the events."""
        return CHANNEL_NAME

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TurnChannel:
        """Rasa calls this with what credentials.yml says; the secret is not kept in a file."""
        return cls(os.environ.get("CALAIM_RASA_SECRET", ""))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes, which Rasa mounts under /webhooks/turn."""
        routes = Blueprint("turn_channel")

        @routes.get("/")
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/message")
        async def message(request: Request) -> HTTPResponse:
            if not self._is_known(request.headers.get(SECRET_HEADER, "")):
                return response.json({"error": "who are you?"}, status=403)
            return await _take(TurnTaker(on_new_message, interview()), request)

        return routes

    def _is_known(self, shown: str) -> bool:
        # A header may hold bytes that are no text; they are nobody's secret.
        return hmac.compare_digest(shown.encode(errors="replace"), self._secret)


async def _take(taker: TurnTaker, request: Request) -> HTTPResponse:
    """Answer one request; whatever happens it is an answer, and never a half of one."""
    try:
        return response.json(await taker.take(TurnRequest.from_json(_body(request))))
    except TurnError as error:
        logger.warning("turn_not_taken", extra={"status": error.status})
        return response.json({"error": str(error)}, status=error.status)
    except Exception:
        logger.exception("turn_broke")
        return response.json({"error": "the turn broke; take it again"}, status=500)


def _body(request: Request) -> object:
    try:
        return request.json
    except Exception:
        raise BadTurn("the body is not JSON") from None

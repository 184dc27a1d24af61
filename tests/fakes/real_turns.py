"""Rasa's side of the line for real: the trained model behind the same address as the stand-in."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.dialogue.turn import TurnError
from bot.dialogue.turn_request import TurnRequest


class RealTurns:
    """
    Takes turns as Rasa's channel does, in this process; `failed` counts those that broke.

    Args:
        taker: `bot.dialogue.agent.turn_taker` of the trained model.
    """

    def __init__(self, taker) -> None:
        self._taker = taker
        self.failed = 0
        self.app = Starlette(
            routes=[
                Route("/", self.alive),
                Route("/health", self.alive),
                Route("/webhooks/turn/message", self.turn, methods=["POST"]),
            ]
        )

    async def alive(self, _: Request) -> Response:
        return PlainTextResponse("ok")

    async def turn(self, request: Request) -> Response:
        try:
            asked = TurnRequest.from_json(await request.json())
            return JSONResponse(await self._taker.take(asked))
        except TurnError as error:
            self.failed += 1
            return JSONResponse({"error": str(error)}, status_code=error.status)

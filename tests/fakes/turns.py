"""
A small stand-in for the Rasa server and its action server: speaks the turn protocol, and breaks.

It asks the same question in every turn and remembers each message id it was given, so that a test
can see how often a message really had its turn.
"""

import asyncio
from collections import Counter

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

SECRET = "a secret for tests"

OPTIONS = [
    {"value": value, "label": label, "sets": {"caring": value == "yes"}, "clears": {}}
    for value, label in (("yes", "Yes"), ("no", "No"), ("not_sure", "Not sure"), ("skip", "Skip"))
]


def question(kind: str = "yes_no", identity: str = "caring") -> dict:
    """A question as Rasa would put it."""
    return {
        "id": identity,
        "kind": kind,
        "facts": [identity],
        "options": OPTIONS,
        "min": None,
        "max": None,
        "remaining": 3,
        "sensitive": False,
    }


class BrokenOff(Response):
    """Promises a body and closes the line instead, as a process that was killed does."""

    async def __call__(self, scope, receive, send) -> None:
        """Begin, and stop."""
        headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{", "more_body": False})


class FakeTurns:
    """
    The stand-in; `faults` are used up one per turn, and `broken_by` breaks every turn of a text.

    A fault is a status code to answer with, "break_off", "hang", "nonsense" or "silence".
    """

    def __init__(self) -> None:
        self.turns: Counter[str] = Counter()
        self.seen: list[dict] = []
        self.faults: list[int | str] = []
        self.broken_by: dict[str, int | str] = {}
        self.is_ready = True
        self.probes = 0
        self.delay = 0.0
        self.in_flight = 0
        self.handover: dict = {"wanted": None}
        self.question: dict | None = question()
        self.effects: list[str] = []
        self.understood = {"intent": "inform", "confidence": 0.9}
        self.app = Starlette(
            routes=[
                Route("/", self.alive),
                Route("/health", self.alive),
                Route("/webhooks/turn/message", self.turn, methods=["POST"]),
            ]
        )

    async def alive(self, _: Request) -> Response:
        self.probes += 1
        return PlainTextResponse("ok", status_code=200 if self.is_ready else 503)

    async def turn(self, request: Request) -> Response:
        if request.headers.get("x-calaim-secret") != SECRET:
            return JSONResponse({"error": "who are you?"}, status_code=403)
        body = await request.json()
        self.seen.append(body)
        self.in_flight += 1
        await asyncio.sleep(self.delay)
        self.in_flight -= 1
        fault = (
            self.faults.pop(0) if self.faults else self.broken_by.get(body["act"] or body["text"])
        )
        if fault is not None:
            return await self.broken(fault)
        self.turns[body["message_id"]] += 1
        return JSONResponse(self.answer(body))

    async def broken(self, fault: int | str) -> Response:
        if fault == "break_off":
            return BrokenOff()
        if fault == "hang":
            await asyncio.sleep(30)
        if fault == "silence":
            return JSONResponse({"reply": {"text": " "}, "state": None, "screening": None})
        status = fault if isinstance(fault, int) else 200
        return JSONResponse({"error": "broken"}, status_code=status)

    def answer(self, body: dict) -> dict:
        count = (body["state"] or {"count": 0})["count"] + 1
        said = body["choice"] or body["text"] or body["act"] or "hello"
        reply = {"text": f"{count}: {said}", "question": self.question, "outcome": None}
        screening = {"language": "en", "handover": self.handover, "said": said}
        return {
            "reply": reply,
            "state": {"count": count},
            "screening": screening,
            "understood": self.understood,
            "effects": self.effects,
        }

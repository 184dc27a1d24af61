"""Stand-ins that misbehave: a Twilio that is slow and muddles its reports, a Rasa that is slow."""

import asyncio
import random

from starlette.requests import Request
from starlette.responses import Response

from tests.fakes.turns import FakeTurns
from tests.fakes.twilio import FakeTwilio, Text

CALL_ME = "callme"
SLOW = "slow"


class Turns(FakeTurns):
    """
    The stand-in for Rasa.

    Who says "callme" wants a case from then on; a text with "slow" takes `slow_seconds` longer.
    """

    slow_seconds = 1.0

    async def turn(self, request: Request) -> Response:
        """See `FakeTurns`."""
        if SLOW in ((await request.json())["text"] or ""):
            await asyncio.sleep(self.slow_seconds)
        return await super().turn(request)

    def answer(self, body: dict) -> dict:
        """See `FakeTurns`."""
        wanted = CALL_ME in (body["text"] or "") or (body["state"] or {}).get("wanted", False)
        answered = super().answer(body)
        answered["state"]["wanted"] = wanted
        answered["screening"]["handover"] = {"wanted": "call_me" if wanted else None}
        return answered


class Network(FakeTwilio):
    """
    The stand-in for Twilio; what it does beside faults:

    `delay` seconds pass before it answers for a text it took, `lost_reports` is the
    share of reports that never come, and where it `muddles` each report comes up to three times,
    in any order.
    """

    def __init__(self, gateway: str, seed: int = 0) -> None:
        super().__init__(gateway)
        self.delay = 0.0
        self.lost_reports = 0.0
        self.muddles = False
        self.chance = random.Random(seed)

    async def create(self, request: Request) -> Response:
        """See `FakeTwilio`."""
        answer = await super().create(request)
        await asyncio.sleep(self.delay)
        return answer

    async def _report(self, text: Text) -> None:
        reports = [each for each in self.reports if self.chance.random() >= self.lost_reports]
        if self.muddles:
            reports = [each for each in reports for _ in range(self.chance.randint(1, 3))]
            self.chance.shuffle(reports)
        for status in reports:
            await asyncio.sleep(0.02)
            text.status = status
            await self.report(text, status)

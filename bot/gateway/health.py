"""Whether the process is alive, and whether it can do its work."""

import asyncio
import time

import httpx
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.errors import StoreError
from bot.gateway.services import Services

PROBE_SECONDS = 2.0
KEPT_SECONDS = 1.0
PARTS = ("database", "rasa", "actions")


class Readiness:
    """
    Whether the parts behind the gateway answer, asked at most once a second.

    The address is open to everybody; so one probe runs at a time, and all who ask meanwhile get
    its answer.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._one_at_a_time = asyncio.Lock()
        self._found: dict[str, bool] = {}
        self._good_until = 0.0

    async def parts(self) -> dict[str, bool]:
        """Say of each part whether it answers."""
        async with self._one_at_a_time:
            if time.monotonic() >= self._good_until:
                self._found = await self._probe()
                self._good_until = time.monotonic() + KEPT_SECONDS
            return self._found

    async def _probe(self) -> dict[str, bool]:
        services = self._services
        async with httpx.AsyncClient(timeout=PROBE_SECONDS) as client:
            found = await asyncio.gather(
                run_in_threadpool(_database_answers, services),
                _answers(client, f"{services.rasa_url}/"),
                _answers(client, f"{services.actions_url}/health"),
            )
        return dict(zip(PARTS, found, strict=True))


async def alive(_: Request) -> Response:
    """GET /healthz: the process answers."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """GET /readyz: database, Rasa and action server answer; 503 names what does not."""
    readiness: Readiness = request.app.state.readiness
    parts = await readiness.parts()
    words = {name: "ok" if answers else "away" for name, answers in parts.items()}
    is_ready = all(parts.values())
    status = "ok" if is_ready else "not_ready"
    return JSONResponse({"status": status, **words}, status_code=200 if is_ready else 503)


def _database_answers(services: Services) -> bool:
    try:
        services.database.check()
    except StoreError:
        return False
    return True


async def _answers(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code < 500
    except httpx.HTTPError:
        return False

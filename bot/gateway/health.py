"""Whether the process is alive, and whether it can do its work."""

import asyncio

import httpx
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.errors import StoreError
from bot.gateway.services import Services, services_of

PROBE_SECONDS = 2.0


async def alive(_: Request) -> Response:
    """GET /healthz: the process answers."""
    return JSONResponse({"status": "ok"})


async def ready(request: Request) -> Response:
    """GET /readyz: database, Rasa and action server answer; 503 names what does not."""
    services = services_of(request)
    async with httpx.AsyncClient(timeout=PROBE_SECONDS) as client:
        found = await asyncio.gather(
            run_in_threadpool(_database_answers, services),
            _answers(client, f"{services.rasa_url}/"),
            _answers(client, f"{services.actions_url}/health"),
        )
    parts = dict(zip(("database", "rasa", "actions"), found, strict=True))
    words = {name: "ok" if answers else "away" for name, answers in parts.items()}
    status = "ok" if all(found) else "not_ready"
    return JSONResponse({"status": status, **words}, status_code=200 if all(found) else 503)


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

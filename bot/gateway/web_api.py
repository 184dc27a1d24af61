"""The web chat's API: open a conversation, post to it, read it."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.gateway.bodies import PostedChoice, PostedText, language_of, posted, read_json
from bot.gateway.errors import ApiError
from bot.gateway.hub import Listener
from bot.gateway.intake import start_conversation, take_message
from bot.gateway.services import Services, services_of
from bot.storage import conversations, messages

LONGEST_WAIT = 30
PAGE = 500
PING_SECONDS = 15.0


async def open_conversation(request: Request) -> Response:
    """POST /api/conversations."""
    services = services_of(request)
    language = language_of(await read_json(request))

    def work() -> tuple[str, str]:
        with services.database.write() as connection:
            return start_conversation(connection, language, services.clock.now())

    token, identity = await run_in_threadpool(work)
    services.metrics.received.labels("web", "opened").inc()
    return JSONResponse({"token": token, "conversation": identity}, status_code=201)


async def post_message(request: Request) -> Response:
    """POST /api/messages."""
    start = time.monotonic()
    services = services_of(request)
    identity = await _conversation(request)
    message = posted(await read_json(request))

    def work() -> int:
        with services.database.write() as connection:
            return take_message(connection, identity, message, services.clock.now())

    seq = await run_in_threadpool(work)
    services.metrics.received.labels("web", _kind(message)).inc()
    services.metrics.acknowledged.labels("web").observe(time.monotonic() - start)
    return JSONResponse({"id": message.id, "seq": seq}, status_code=202)


def _kind(message: PostedText | PostedChoice) -> str:
    return "text" if isinstance(message, PostedText) else "choice"


async def read_messages(request: Request) -> Response:
    """GET /api/messages: at once if there is something, else when it comes or the wait ends."""
    services = services_of(request)
    identity = await _conversation(request)
    seq = _number(request, "after", 0)
    wait = min(_number(request, "wait", 0), LONGEST_WAIT)
    until = time.monotonic() + wait
    with services.hub.listen(identity, seq) as listener:
        found = await _read(services, listener)
        while not found and time.monotonic() < until and not services.hub.closing:
            await listener.wait(until - time.monotonic())
            found = await _read(services, listener)
    return JSONResponse({"messages": found})


async def stream_events(request: Request) -> Response:
    """GET /api/events: the same messages as an event stream, for as long as the client stays."""
    services = services_of(request)
    identity = await _conversation(request)
    seq = _last_event(request) or _number(request, "after", 0)
    return StreamingResponse(
        _events(services, identity, seq),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def _events(services: Services, identity: str, seq: int) -> AsyncIterator[str]:
    with services.hub.listen(identity, seq) as listener:
        yield "retry: 2000\n\n"
        while not services.hub.closing:
            for message in await _read(services, listener):
                listener.seq = message["seq"]
                yield f"id: {message['seq']}\nevent: message\ndata: {json.dumps(message)}\n\n"
            if not await listener.wait(PING_SECONDS):
                yield ": still here\n\n"


async def _read(services: Services, listener: Listener) -> list[dict[str, Any]]:
    def work() -> list[dict[str, Any]]:
        with services.database.read() as connection:
            return messages.after(connection, listener.conversation_id, listener.seq, PAGE)

    return await run_in_threadpool(work)


async def _conversation(request: Request) -> str:
    """Give the conversation that the request's token opens."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    database = services_of(request).database

    def work() -> str | None:
        with database.read() as connection:
            return conversations.id_of_token(connection, token.strip())

    identity = await run_in_threadpool(work) if scheme.lower() == "bearer" and token else None
    if identity is None:
        raise ApiError(401, "unauthorized", "Open a conversation first and send its token.")
    return identity


def _number(request: Request, name: str, default: int) -> int:
    value = request.query_params.get(name)
    if value is None:
        return default
    if not value.isascii() or not value.isdecimal() or len(value) > 9:
        raise ApiError(400, f"bad_{name}", f'"{name}" must be a whole number from 0.')
    return int(value)


def _last_event(request: Request) -> int | None:
    value = request.headers.get("last-event-id", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) <= 9 else None

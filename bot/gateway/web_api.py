"""The web chat's API: open a conversation, post to it, read it."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy.engine import Connection
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
    token = _token(request)
    content = await read_json(request)

    def work() -> tuple[PostedText | PostedChoice, int]:
        with services.database.read() as connection:
            identity = _opened_by(connection, token)
        message = posted(content)
        with services.database.write() as connection:
            now = services.clock.now()
            alarm, replies = services.alarm, services.replies
            return message, take_message(connection, identity, message, now, alarm, replies)

    message, seq = await run_in_threadpool(work)
    services.metrics.received.labels("web", _kind(message)).inc()
    services.metrics.acknowledged.labels("web").observe(time.monotonic() - start)
    return JSONResponse({"id": message.id, "seq": seq}, status_code=202)


def _kind(message: PostedText | PostedChoice) -> str:
    return "text" if isinstance(message, PostedText) else "choice"


async def read_messages(request: Request) -> Response:
    """GET /api/messages: at once if there is something, else when it comes or the wait ends."""
    services = services_of(request)
    seq = _number(request, "after", 0)
    until = time.monotonic() + min(_number(request, "wait", 0), LONGEST_WAIT)
    identity, found = await _read_with_token(request, seq)
    if not found and time.monotonic() < until:
        with services.hub.listen(identity, seq) as listener:
            while not found and time.monotonic() < until and not services.hub.closing:
                await listener.wait(until - time.monotonic())
                found = await _read(services, listener)
    return JSONResponse({"messages": found})


async def stream_events(request: Request) -> Response:
    """GET /api/events: the same messages as an event stream, for as long as the client stays."""
    services = services_of(request)
    seq = _last_event(request) or _number(request, "after", 0)
    identity, found = await _read_with_token(request, seq)
    return StreamingResponse(
        _events(services, identity, seq, found),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def _events(
    services: Services, identity: str, seq: int, found: list[dict[str, Any]]
) -> AsyncIterator[str]:
    with services.hub.listen(identity, seq) as listener:
        yield "retry: 2000\n\n"
        while not services.hub.closing:
            for message in found:
                listener.seq = message["seq"]
                yield f"id: {message['seq']}\nevent: message\ndata: {json.dumps(message)}\n\n"
            if not await listener.wait(PING_SECONDS):
                yield ": still here\n\n"
            found = await _read(services, listener)


async def _read(services: Services, listener: Listener) -> list[dict[str, Any]]:
    def work() -> list[dict[str, Any]]:
        with services.database.read() as connection:
            return messages.after(connection, listener.conversation_id, listener.seq, PAGE)

    return await run_in_threadpool(work)


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _unauthorized()
    return token.strip()


def _unauthorized() -> ApiError:
    return ApiError(401, "unauthorized", "Open a conversation first and send its token.")


def _opened_by(connection: Connection, token: str) -> str:
    """Give the conversation that a token opens."""
    identity = conversations.id_of_token(connection, token)
    if identity is None:
        raise _unauthorized()
    return identity


async def _read_with_token(request: Request, seq: int) -> tuple[str, list[dict[str, Any]]]:
    """Give the conversation that the request may read, and what is there after a number."""
    token, database = _token(request), services_of(request).database

    def work() -> tuple[str, list[dict[str, Any]]]:
        with database.read() as connection:
            identity = _opened_by(connection, token)
            return identity, messages.after(connection, identity, seq, PAGE)

    return await run_in_threadpool(work)


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

"""The web chat's API: open a conversation, post to it, read it, leave it."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from bot.errors import StoreError
from bot.gateway.bodies import PostedChoice, PostedText, language_of, posted, read_json
from bot.gateway.errors import ApiError
from bot.gateway.hub import Listener
from bot.gateway.intake import Meter, start_conversation, take_message
from bot.gateway.services import Services, services_of
from bot.gateway.sessions import opened_by, token_of
from bot.gateway.too_late import with_help
from bot.storage import conversations, messages

LONGEST_WAIT = 30
PAGE = 500
PING_SECONDS = 15.0


async def open_conversation(request: Request) -> Response:
    """POST /api/conversations."""
    services = services_of(request)
    language = language_of(await read_json(request))
    services.limits.take("address_conversations", services.proxies.sender(request))

    def work() -> tuple[str, str]:
        with services.database.write() as connection:
            return start_conversation(connection, language, services.clock.now())

    token, identity = await run_in_threadpool(work)
    services.metrics.received.labels("web", "opened").inc()
    return JSONResponse({"token": token, "conversation": identity}, status_code=201)


async def close_conversation(request: Request) -> Response:
    """DELETE /api/conversations: the token opens nothing any more, here and on every other page."""
    services, token = services_of(request), token_of(request)

    def work() -> str:
        with services.database.write() as connection:
            now = services.clock.now()
            identity = opened_by(connection, token, now, services.ages)
            conversations.revoke_token(connection, identity)
            return identity

    services.hub.wake(await run_in_threadpool(work))
    services.metrics.received.labels("web", "closed").inc()
    return Response(status_code=204)


async def post_message(request: Request) -> Response:
    """POST /api/messages."""
    start = time.monotonic()
    services, token = services_of(request), token_of(request)
    content = await read_json(request)
    limits, address = services.limits, services.proxies.sender(request)
    meter = Meter(limits, address)

    def work() -> tuple[PostedText | PostedChoice, int]:
        # Read first, so that nobody without a token can hold up those who write.
        with services.database.read() as connection:
            opened_by(connection, token, services.clock.now(), services.ages)
        message = posted(content)
        with services.database.write() as connection:
            now = services.clock.now()
            identity = opened_by(connection, token, now, services.ages)
            alarm, replies = services.alarm, services.replies
            return message, take_message(connection, identity, message, now, alarm, replies, meter)

    try:
        message, seq = await run_in_threadpool(work)
    except ApiError as error:
        services.metrics.received.labels("web", _refused(error)).inc()
        raise await run_in_threadpool(with_help, error, content, limits, address) from None
    services.metrics.received.labels("web", _kind(message)).inc()
    services.metrics.acknowledged.labels("web").observe(time.monotonic() - start)
    return JSONResponse({"id": message.id, "seq": seq}, status_code=202)


def _kind(message: PostedText | PostedChoice) -> str:
    return "text" if isinstance(message, PostedText) else "choice"


def _refused(error: ApiError) -> str:
    return {401: "unauthorized", 429: "limited"}.get(error.status, "refused")


async def read_messages(request: Request) -> Response:
    """GET /api/messages: at once if there is something, else when it comes or the wait ends."""
    services, token = services_of(request), token_of(request)
    seq = _number(request, "after", 0)
    until = time.monotonic() + min(_number(request, "wait", 0), LONGEST_WAIT)
    identity, found = await _read(services, token, seq)
    if found or time.monotonic() >= until:
        return JSONResponse({"messages": found})
    with ExitStack() as stack:
        stack.enter_context(services.limits.reading(identity, services.proxies.sender(request)))
        listener = stack.enter_context(services.hub.listen(identity, seq))
        while not found and time.monotonic() < until and not services.hub.closing:
            await listener.wait(until - time.monotonic())
            _, found = await _read(services, token, seq)
    return JSONResponse({"messages": found})


async def stream_events(request: Request) -> Response:
    """GET /api/events: the same messages as an event stream, for as long as the client stays."""
    services, token = services_of(request), token_of(request)
    seq = _last_event(request) or _number(request, "after", 0)
    identity, found = await _read(services, token, seq)
    held = ExitStack()
    held.enter_context(services.limits.reading(identity, services.proxies.sender(request)))
    listener = held.enter_context(services.hub.listen(identity, seq))
    return _HeldStream(_events(services, token, listener, found), held)


class _HeldStream(StreamingResponse):
    """An event stream that gives back what it holds when it ends, whoever ended it."""

    def __init__(self, events: AsyncIterator[str], held: ExitStack) -> None:
        headers = {"X-Accel-Buffering": "no"}
        super().__init__(events, media_type="text/event-stream", headers=headers)
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._held:
            await super().__call__(scope, receive, send)


async def _events(
    services: Services, token: str, listener: Listener, found: list[dict[str, Any]]
) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    while not services.hub.closing:
        for message in found:
            listener.seq = message["seq"]
            yield f"id: {message['seq']}\nevent: message\ndata: {json.dumps(message)}\n\n"
        if not await listener.wait(PING_SECONDS):
            yield ": still here\n\n"
        try:
            _, found = await _read(services, token, listener.seq)
        except (ApiError, StoreError):
            return  # Closed or expired, or the database is away; whoever asks again hears which.


async def _read(services: Services, token: str, seq: int) -> tuple[str, list[dict[str, Any]]]:
    """Give the conversation that a token opens at this moment, and what is after a number."""

    def work() -> tuple[str, list[dict[str, Any]]]:
        with services.database.read() as connection:
            identity = opened_by(connection, token, services.clock.now(), services.ages)
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

"""The web chat's API: open a conversation, post to it, read it, leave it."""

import json
from collections.abc import AsyncIterator
from contextlib import ExitStack, suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from bot.errors import StoreError
from bot.gateway.bodies import code_of, language_of, read_json
from bot.gateway.codes import use_code
from bot.gateway.errors import ApiError, TooMany
from bot.gateway.hub import Listener
from bot.gateway.services import Services, services_of
from bot.gateway.sessions import token_of
from bot.gateway.talks import (
    Messages,
    close_talk,
    hear_talk,
    open_talk,
    post_to_talk,
    read_talk,
)
from bot.gateway.too_late import with_help

LONGEST_WAIT = 30
PING_SECONDS = 15.0


async def open_conversation(request: Request) -> Response:
    """POST /api/conversations."""
    services = services_of(request)
    seconds = min(_number(request, "wait", 0), LONGEST_WAIT)
    content, address = await read_json(request), services.proxies.sender(request)
    if "code" in content:
        token, identity = await use_code(services, address, code_of(content))
    else:
        token, identity = await open_talk(services, address, language_of(content))
    answer: dict[str, Any] = {"token": token, "conversation": identity}
    # On a slow line each request less counts: who asks gets the first words at once.
    if seconds:
        with suppress(TooMany):
            answer["messages"] = await hear_talk(services, token, address, 0, seconds)
    return JSONResponse(answer, status_code=201)


async def close_conversation(request: Request) -> Response:
    """DELETE /api/conversations: the token opens nothing any more, here and on every other page."""
    await close_talk(services_of(request), token_of(request))
    return Response(status_code=204)


async def post_message(request: Request) -> Response:
    """POST /api/messages."""
    services = services_of(request)
    address = services.proxies.sender(request)
    content: dict[str, Any] = {}
    try:
        content = await read_json(request)
        token = token_of(request)
    except ApiError as error:
        raise await with_help(error, content, services.limits, address) from None
    identity, seq = await post_to_talk(services, token, address, content)
    return JSONResponse({"id": identity, "seq": seq}, status_code=202)


async def read_messages(request: Request) -> Response:
    """GET /api/messages: at once if there is something, else when it comes or the wait ends."""
    services, token = services_of(request), token_of(request)
    seq = _number(request, "after", 0)
    seconds = min(_number(request, "wait", 0), LONGEST_WAIT)
    address = services.proxies.sender(request)
    found = await hear_talk(services, token, address, seq, seconds)
    return JSONResponse({"messages": found})


async def stream_events(request: Request) -> Response:
    """GET /api/events: the same messages as an event stream, for as long as the client stays."""
    services, token = services_of(request), token_of(request)
    seq = _last_event(request) or _number(request, "after", 0)
    identity, found = await read_talk(services, token, seq)
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
    services: Services, token: str, listener: Listener, found: Messages
) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    while not services.hub.closing:
        for message in found:
            listener.seq = message["seq"]
            yield f"id: {message['seq']}\nevent: message\ndata: {json.dumps(message)}\n\n"
        if not await listener.wait(PING_SECONDS):
            yield ": still here\n\n"
        try:
            _, found = await read_talk(services, token, listener.seq)
        except (ApiError, StoreError):
            return  # Closed or expired, or the database is away; whoever asks again hears which.


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

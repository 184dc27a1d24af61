"""Twilio's questions and reports about calls that we connect; see `bot.worker.connecting`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.engine import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.gateway.services import services_of
from bot.gateway.twilio_request import VOICE, signed_form
from bot.worker.connecting import Connecting, Of

Told = TypeVar("Told", str, bool)
Act = Callable[[Connecting, Connection, Of, str, datetime], Told]

log = logging.getLogger("calaim.gateway")


def voice_routes() -> list[Route]:
    """Give the routes of calls."""
    return [
        Route("/voice/{secret}/agent", agent, methods=["POST"]),
        Route("/voice/{secret}/pressed", pressed, methods=["POST"]),
        Route("/voice/{secret}/done", done, methods=["POST"]),
        Route("/voice/{secret}/status", status, methods=["POST"]),
    ]


async def agent(request: Request) -> Response:
    """POST /voice/SECRET/agent: whoever has the case picked up."""
    return await _spoken(request, "CallStatus", Connecting.agent_answers)


async def pressed(request: Request) -> Response:
    """POST /voice/SECRET/pressed: they pressed a key."""
    return await _spoken(request, "Digits", Connecting.presses)


async def done(request: Request) -> Response:
    """POST /voice/SECRET/done: the call to the member is over, or never came about."""
    return await _spoken(request, "DialCallStatus", Connecting.member_done)


async def status(request: Request) -> Response:
    """POST /voice/SECRET/status: how far the call to the telephone of staff has come."""
    moved = await _taken(request, "CallStatus", Connecting.agent_status)
    log.info("call_status", extra={"moved": moved})
    return Response(status_code=204)


async def _spoken(request: Request, field: str, act: Act[str]) -> Response:
    return Response(await _taken(request, field, act), media_type="text/xml")


async def _taken(request: Request, field: str, act: Act[Told]) -> Told:
    """Do something with what one parameter says; only what Twilio signed gets here."""
    fields, services = await signed_form(request, VOICE), services_of(request)
    assert services.twilio is not None and services.twilio.voice_from is not None
    connecting = Connecting(services.public_url, services.twilio.voice_from)
    of, said = Of(str(request.path_params["secret"]), fields["CallSid"]), fields.get(field, "")

    def work() -> Told:
        with services.database.write() as connection:
            return act(connecting, connection, of, said, services.clock.now())

    return await run_in_threadpool(work)

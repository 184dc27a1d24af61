"""Event streams that say "changed" and nothing else; the page then asks, and is admitted anew."""

from collections.abc import AsyncIterator, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.console.access import AT_THE_DESK, admitted
from bot.console.case_page import stamp_of
from bot.console.hub import Stamp
from bot.console.refusing import Refused
from bot.console.services import Services, services_of
from bot.errors import StoreError
from bot.handoff.codes import tidy_code
from bot.storage import presence, queue
from bot.storage.staff import ROLES

LOOK_SECONDS = 10
EVERYBODY = frozenset(ROLES)
CHANGED = "event: changed\ndata: changed\n\n"


async def queue_events(request: Request) -> Response:
    """GET /queue/events: whenever the queue looks different."""
    return await _stream(request, queue.stamp)


async def case_events(request: Request) -> Response:
    """GET /cases/{code}/events: whenever the case or its conversation does."""
    return await _stream(request, stamp_of(tidy_code(str(request.path_params["code"]))[:12]))


async def _stream(request: Request, stamp: Stamp) -> Response:
    services = services_of(request)
    if not await run_in_threadpool(_is_admitted, services, request):
        return Response(status_code=401)
    headers = {"X-Accel-Buffering": "no"}
    events = _events(services, request, stamp)
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


async def _events(services: Services, request: Request, stamp: Stamp) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    with services.hub.listen(stamp, request.query_params.get("since", "")) as listener:
        while not services.hub.closing:
            changed = await listener.wait(LOOK_SECONDS)
            if not await run_in_threadpool(_is_admitted, services, request):
                yield CHANGED  # what the page asks for then leads to signing in
                return
            yield CHANGED if changed else ": still here\n\n"


def _is_admitted(services: Services, request: Request) -> bool:
    nothing: Mapping[str, str] = {}
    try:
        with services.database.read() as connection:
            visit = admitted(EVERYBODY, services, connection, request, nothing)
            is_there = visit.staff.role in AT_THE_DESK
            says_so = is_there and presence.is_fading(connection, visit.staff.account, visit.now)
        if says_so:
            with services.database.write() as connection:
                presence.seen(connection, visit.member_of_staff, visit.now)
    except (Refused, StoreError):
        return False
    return True

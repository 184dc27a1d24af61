"""
Who may do what: every page is asked for through here, and nothing is read before it is admitted.

One visit is one transaction: whether somebody may see a page, the page's content and the line in
the audit are of the same moment, and none is without the others.
"""

import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlalchemy.engine import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.forms import form_of
from bot.console.refusing import REFUSED, Refused, refusal_page
from bot.console.rendering import rendered
from bot.console.services import Services, services_of
from bot.errors import StoreError
from bot.gateway.origins import is_own_page
from bot.handoff.case_life import StaffMember
from bot.storage import audit, presence, staff_sessions
from bot.storage.staff import ADMINISTRATOR, AGENT, SUPERVISOR, Staff
from bot.storage.staff_sessions import SignedIn

log = logging.getLogger("calaim.console")
TOTP_PAGE = "/account"
# What is open before a code is set up where everybody needs one; it shows nothing of members.
WITHOUT_TOTP = (TOTP_PAGE, "/logout", "/stay", "/here")
OVERSEES = (SUPERVISOR, ADMINISTRATOR)
AT_THE_DESK = (AGENT, *OVERSEES)


@dataclass(frozen=True)
class Visit:
    """
    One request of somebody who is signed in and admitted.

    Args:
        connection: A writing transaction, since what is seen is written down.
        token: Of their session.
        form: What they sent, or what the address asks for.
    """

    request: Request
    services: Services
    connection: Connection
    now: datetime
    token: str
    signed_in: SignedIn
    form: Mapping[str, str]

    @property
    def staff(self) -> Staff:
        """Who it is."""
        return self.signed_in.staff

    @property
    def member_of_staff(self) -> StaffMember:
        """The same, as the life of a case knows them."""
        return member_of_staff(self.staff)

    def note(self, action: str, subject: str) -> None:
        """Write into the audit what they see or do."""
        entry = audit.Entry(self.now, self.staff.account, action, subject[:80])
        audit.add(self.connection, entry)


@dataclass(frozen=True)
class Page:
    """A template with what it shows; rendered when the transaction is over."""

    template: str
    context: dict[str, object]
    status: int = 200


@dataclass(frozen=True)
class Go:
    """On to another page of ours."""

    to: str


@dataclass(frozen=True)
class File:
    """Something to keep, with the name it is kept under."""

    content: str | bytes
    media_type: str
    name: str


@dataclass(frozen=True)
class Later:
    """A file that takes a while to make; made when the transaction is over, which others await."""

    make: Callable[[], File]


def member_of_staff(staff: Staff) -> StaffMember:
    """Give somebody of the staff as the life of a case knows them."""
    return StaffMember(staff.account, staff.name, staff.desk, oversees=staff.role in OVERSEES)


Handler = Callable[[Visit], Page | Go | File | Later]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Way:
    """
    One way into the console.

    Args:
        roles: Who is admitted.
        is_live: A page asks for it by itself, so that it is no sign of life.
    """

    method: str
    path: str
    handler: Handler
    roles: frozenset[str]
    is_live: bool = False


def csrf_of(token: str) -> str:
    """Give what a form has to bring along: only who has the session's token can know it."""
    return hashlib.sha256(f"form:{token}".encode()).hexdigest()


def endpoint(way: Way) -> Endpoint:
    """Make what answers requests on a way."""

    async def answer(request: Request) -> Response:
        services = services_of(request)
        try:
            form = await form_of(request)
            return await run_in_threadpool(_visited, way, services, request, form)
        except Refused as refused:
            return _refused(request, refused)
        except StoreError as error:
            log.error("not_stored", extra={"error": str(error)})
            return refusal_page(503)
        except Exception as error:  # nothing of its inside is told
            log.exception("request_failed", extra={"error": type(error).__name__})
            return refusal_page(500)

    return answer


def _visited(way: Way, services: Services, request: Request, form: Mapping[str, str]) -> Response:
    with services.database.write() as connection:
        visit = admitted(way.roles, services, connection, request, form)
        if not way.is_live:
            staff_sessions.touch(connection, visit.token, visit.now)
            if visit.staff.role in AT_THE_DESK:
                presence.seen(connection, visit.member_of_staff, visit.now)
        if _must_set_up(visit) and not way.path.startswith(WITHOUT_TOTP):
            return RedirectResponse(TOTP_PAGE, status_code=303)
        try:
            given = way.handler(visit)
        except Refused as refused:
            if not (way.is_live and refused.status == 404):
                raise
            return Response(status_code=204)  # a page that is still open has nothing to change
    if isinstance(given, Go):
        return RedirectResponse(given.to, status_code=303)
    if isinstance(given, Later):
        given = given.make()
    if isinstance(given, File):
        kept = {"Content-Disposition": f'attachment; filename="{given.name}"'}
        return Response(given.content, media_type=given.media_type, headers=kept)
    return rendered(given.template, {**frame(visit), **given.context}, given.status)


def _must_set_up(visit: Visit) -> bool:
    """Whether a code is missing; who comes by a work account shows there whatever is asked."""
    is_ours = not visit.staff.is_from_outside
    return visit.services.requires_totp and is_ours and not visit.signed_in.has_totp


def frame(visit: Visit) -> dict[str, object]:
    """What every page of somebody signed in is given."""
    left = visit.services.sessions.idle
    return {
        "me": visit.staff,
        "csrf": csrf_of(visit.token),
        "path": visit.request.url.path,
        "idle_seconds": int(left.total_seconds()),
    }


def admitted(
    roles: frozenset[str],
    services: Services,
    connection: Connection,
    request: Request,
    form: Mapping[str, str],
) -> Visit:
    """
    Give the visit of somebody who may.

    Raises:
        Refused: 401 where nobody is signed in, 403 where they may not or a form is not from here.
    """
    token = request.cookies.get(services.cookie, "")
    now = services.clock.now()
    signed_in = staff_sessions.find(connection, token, now, services.sessions) if token else None
    if signed_in is None:
        raise Refused(401)
    if request.method == "POST":
        _check_form(request, services, token, form)
    if signed_in.staff.role not in roles:
        raise Refused(403)
    return Visit(request, services, connection, now, token, signed_in, form)


def _check_form(request: Request, services: Services, token: str, form: Mapping[str, str]) -> None:
    given = form.get("csrf") or request.headers.get("x-csrf-token", "")
    is_ours = is_own_page(request.headers, services.origin)
    if not is_ours or not hmac.compare_digest(given.encode(), csrf_of(token).encode()):
        raise Refused(403, "This form is out of date. Open the page again and repeat it.")


def _refused(request: Request, refused: Refused) -> Response:
    if refused.status != 401:
        return refusal_page(refused.status, refused.sentence)
    is_page = request.method == "GET" and "hx-request" not in request.headers
    here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    to = f"/login?next={quote(here if is_page else '/')}"
    if "hx-request" in request.headers:
        return Response(REFUSED[401], status_code=401, headers={"HX-Redirect": to})
    return RedirectResponse(to, status_code=303)

"""Signing in by password and, where it is set up, a code; one answer for all that is wrong."""

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console import passwords
from bot.console.forms import form_of
from bot.console.refusing import Refused, refusal_page
from bot.console.rendering import rendered
from bot.console.services import Services, services_of
from bot.console.totp import step_of
from bot.errors import StoreError
from bot.gateway.origins import is_own_page
from bot.storage import audit, staff, staff_sessions
from bot.storage.staff import LONGEST_ACCOUNT, Credentials

WRONG = "That did not match. Look at account, password and code, and try again."
TOO_OFTEN = "That was too often. Please wait {minutes} min, or ask an administrator."
NO_PASSWORDS = "Nobody signs in here by password. Use your work account."
SIGNED_OUT = "You are signed out here. On a shared computer, sign out of your work account as well."


async def form(request: Request) -> Response:
    """GET /login."""
    asked, services = request.query_params, services_of(request)
    if asked.get("out"):
        return login_page(services, "/", SIGNED_OUT, has_left=True)
    return login_page(services, asked.get("next", "/"))


async def sign_in(request: Request) -> Response:
    """POST /login."""
    services = services_of(request)
    try:
        if not is_own_page(request.headers, services.origin):
            raise Refused(403)
        given = await form_of(request)
    except Refused as refused:
        return refusal_page(refused.status)
    account = given.get("account", "").strip().lower()[:LONGEST_ACCOUNT]
    to = given.get("next", "/")
    if not services.takes_passwords:
        return login_page(services, to, NO_PASSWORDS, status=403)
    seconds = _wait(services, account, services.proxies.sender(request))
    if seconds:
        sentence = TOO_OFTEN.format(minutes=-(-seconds // 60))
        return login_page(services, to, sentence, status=429)
    try:
        token = await run_in_threadpool(
            _session, services, account, given.get("password", ""), given.get("code", "")
        )
    except StoreError:
        return refusal_page(503)
    if token is None:
        return login_page(services, to, WRONG, status=403)
    return with_session(services, token, to)


def with_session(services: Services, token: str, to: str) -> Response:
    """Let a browser in, and on to where it wanted."""
    answer = RedirectResponse(of_ours(to), status_code=303)
    answer.set_cookie(
        services.cookie, token, path="/", secure=services.is_https, httponly=True, samesite="lax"
    )
    return answer


def login_page(
    services: Services,
    to: str,
    sentence: str = "",
    status: int = 200,
    *,
    has_left: bool = False,
) -> Response:
    """
    Give the page on which staff sign in, in each way that is set up.

    Args:
        sentence: What went wrong, or what they should know.
        has_left: Whether somebody signed out just now, who may still be signed in elsewhere.
    """
    shown = {
        "next": of_ours(to),
        "sentence": sentence,
        "has_work_accounts": services.accounts is not None,
        "takes_passwords": services.takes_passwords,
        "has_left": has_left,
    }
    return rendered("login.html", shown, status)


def of_ours(to: str) -> str:
    """Give where to go on, if that is a page of this site, else the first page."""
    try:
        parts = urlsplit(to)
    except ValueError:
        return "/"
    is_ours = to.startswith("/") and not parts.scheme and not parts.netloc
    is_plain = to.isascii() and to.isprintable() and "\\" not in to
    return to if is_ours and is_plain and not to.startswith("//") else "/"


def _wait(services: Services, account: str, address: str) -> int:
    """
    Count an attempt; give the seconds to wait where it is one too many.

    One that is refused for where it comes from does not count against its account: else anybody
    could keep its owner out.
    """
    attempts = services.attempts
    return (
        attempts.wait("sign_in_address", address)
        or attempts.wait("sign_in_here", f"{account} {address}")
        or attempts.wait("sign_in_account", account)
    )


def _session(services: Services, account: str, password: str, code: str) -> str | None:
    """Begin a session for who shows that it is them; None where something does not match."""
    with services.database.read() as connection:
        kept = staff.credentials(connection, account)
    now = services.clock.now()
    is_open = kept is not None and kept.disabled_at is None and bool(kept.password)
    # No transaction is open meanwhile: to hash takes long, on purpose.
    is_right = passwords.is_right(kept.password if kept and is_open else None, password)
    step = step_of(kept.totp, code, now) if kept and kept.totp else 0
    with services.database.write() as connection:
        again = staff.credentials(connection, account, lock=True)
        if not is_right or kept is None or not _still_opens(kept, again, step):
            who = account if kept else "an unknown account"
            audit.add(connection, audit.Entry(now, who, "could not sign in", "console"))
            return None
        if step:
            staff.change(connection, account, totp_used=step)
        staff_sessions.sweep(connection, now, services.sessions)
        audit.add(connection, audit.Entry(now, account, "signed in", "console"))
        return staff_sessions.begin(connection, account, now)


def _still_opens(kept: Credentials, again: Credentials | None, step: int | None) -> bool:
    """Whether nothing changed since the password was looked at, and the code is a fresh one."""
    if again is None or again.disabled_at or again.password != kept.password:
        return False
    if again.totp != kept.totp or step is None:
        return False
    return not again.totp or step > again.totp_used

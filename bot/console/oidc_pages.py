"""
Signing in with the account that staff have at work: the way to the provider, and the way back.

A sign-in belongs to the browser that began it. That browser keeps a random word in a cookie; nonce
and PKCE verifier are made of that word and the state, so that neither is kept anywhere, and only
this browser's own way back can be believed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.oidc_people import TurnedAway, come_in, person
from bot.console.oidc_terms import Accounts, Begun, NotBelieved, ProviderDown
from bot.console.refusing import refusal_page
from bot.console.services import Services, services_of
from bot.console.signing_in import login_page, of_ours, with_session
from bot.errors import StoreError
from bot.storage import audit, sign_ins, staff_sessions
from bot.storage.sign_ins import LASTS, LONGEST_TO, SignIn

BEGIN = "/login/oidc"
BACK = "/login/oidc/back"
AGAIN = "Signing in with your work account did not work. Please try again from here."
DOWN = "Your organization's sign-in does not answer as it should. Please try again in a moment."
TOKEN_BYTES = 32
LONGEST_WORD = 4000

log = logging.getLogger("calaim.console")
Step = Callable[[Request, Services, Accounts], Awaitable[Response]]


async def begin(request: Request) -> Response:
    """GET /login/oidc: on to the provider."""
    return await _answered(request, _begin)


async def back(request: Request) -> Response:
    """GET /login/oidc/back: what the provider sent the browser back with."""
    return await _answered(request, _back)


async def _answered(request: Request, step: Step) -> Response:
    """Take one step; whatever fails is said on the page where they can begin again."""
    services = services_of(request)
    if services.accounts is None or request.method != "GET":
        return refusal_page(404)
    if services.attempts.wait("work_account", services.proxies.sender(request)):
        return refusal_page(429)
    try:
        return await step(request, services, services.accounts)
    except NotBelieved as error:
        log.warning("not_believed", extra={"error": str(error)})
        await run_in_threadpool(_note_refusal, services, str(error))
        return login_page(services, "/", AGAIN, status=403)
    except ProviderDown as error:
        log.error("provider_down", extra={"error": str(error)})
        return login_page(services, "/", DOWN, status=503)
    except StoreError as error:
        log.error("not_stored", extra={"error": str(error)})
        return refusal_page(503)


async def _begin(request: Request, services: Services, accounts: Accounts) -> Response:
    state, word = secrets.token_urlsafe(TOKEN_BYTES), secrets.token_urlsafe(TOKEN_BYTES)
    begun = _begun(services, state, word)
    address = await accounts.address(begun, anew=bool(request.query_params.get("anew")))
    to = of_ours(request.query_params.get("next", "/"))
    await run_in_threadpool(_keep, services, state, word, to if len(to) <= LONGEST_TO else "/")
    answer = RedirectResponse(address, status_code=303)
    answer.set_cookie(
        _cookie(services),
        word,
        max_age=int(LASTS.total_seconds()),
        path="/",
        secure=services.is_https,
        httponly=True,
        samesite="lax",
    )
    return answer


async def _back(request: Request, services: Services, accounts: Accounts) -> Response:
    told = request.query_params
    state, code = told.get("state", ""), told.get("code", "")
    word = request.cookies.get(_cookie(services), "")
    kept = await run_in_threadpool(_taken, services, state, word)
    if kept is None:
        raise NotBelieved("this browser began no such sign-in")
    if told.get("iss", accounts.settings.issuer).rstrip("/") != accounts.settings.issuer:
        raise NotBelieved("another provider answered")
    if not 0 < len(code) <= LONGEST_WORD:
        raise NotBelieved("the provider sent no code")
    now = services.clock.now()
    claims = await accounts.claims(code, _begun(services, state, word), kept.created_at, now)
    who = person(claims, accounts.settings)

    def let_in() -> str | TurnedAway:
        with services.database.write() as connection:
            staff_sessions.sweep(connection, now, services.sessions)
            return come_in(connection, who, now)

    came = await run_in_threadpool(let_in)
    if isinstance(came, TurnedAway):
        return login_page(services, "/", came.sentence, status=403)
    answer = with_session(services, came, kept.to)
    answer.delete_cookie(_cookie(services), secure=services.is_https, httponly=True, samesite="lax")
    return answer


def _begun(services: Services, state: str, word: str) -> Begun:
    """Give a sign-in with what is made of the state and of the browser's word, the same always."""

    def made(use: str) -> str:
        digest = hmac.digest(word.encode(), f"{use} {state}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    idle = int(services.sessions.idle.total_seconds())
    return Begun(state, made("nonce"), made("verifier"), f"{services.url}{BACK}", idle)


def _keep(services: Services, state: str, word: str, to: str) -> None:
    with services.database.write() as connection:
        sign_ins.begin(connection, state, word, to, services.clock.now())


def _taken(services: Services, state: str, word: str) -> SignIn | None:
    if not (0 < len(state) <= LONGEST_WORD and word):
        return None
    with services.database.write() as connection:
        return sign_ins.take(connection, state, word, services.clock.now())


def _note_refusal(services: Services, why: str) -> None:
    with services.database.write() as connection:
        now = services.clock.now()
        entry = audit.Entry(now, "an unknown account", "could not sign in", why[:80])
        audit.add(connection, entry)


def _cookie(services: Services) -> str:
    return f"{services.cookie}-work"

"""Going on on another device: a short code there opens the chat that is open here."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy.engine import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.gateway.errors import ApiError
from bot.gateway.limits import EVERYBODY
from bot.gateway.services import Services, services_of
from bot.gateway.sessions import opened_by, renew, token_of
from bot.storage import passes

# Of signs that look alike one is left, and what is typed for it is read as it. No vowels, so that
# no code is a word.
ALPHABET = "0123456789CFHJKMNPRTVWXY"
LOOKS_LIKE = str.maketrans({"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "E": "3"})
LOOKS_LIKE |= str.maketrans({"A": "4", "S": "5", "G": "6", "B": "8", "U": "V"})
LENGTH = 8
MINUTES = 15
LONGEST_TYPED = 100
REFUSED = (
    "That code does not work. It may be mistyped, used, or too old. Get a new one on your first "
    "device, or call 650-616-2133 (TTY 711)."
)


async def post_code(request: Request) -> Response:
    """POST /api/codes."""
    code = await make_code(services_of(request), token_of(request))
    return JSONResponse({"code": code, "minutes": MINUTES}, status_code=201)


async def make_code(services: Services, token: str) -> str:
    """
    Give a code that opens this conversation once; one that was given before opens it no more.

    Raises:
        ApiError: 401.
    """

    def work() -> str:
        with services.database.write() as connection:
            now = services.clock.now()
            identity = opened_by(connection, token, now, services.ages)
            code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
            lasts = timedelta(minutes=MINUTES)
            passes.revoke(connection, identity, passes.CODE)
            passes.add(connection, passes.CODE, code, identity, now, lasts, uses=1)
            return f"{code[:4]}-{code[4:]}"

    return await run_in_threadpool(work)


async def use_code(services: Services, address: str, typed: str) -> tuple[str, str]:
    """
    Have a conversation go on here; give its new token and its id.

    Raises:
        ApiError: 422; the same for a code that was mistyped, used, or is too old.
        TooMany: Too many were tried, from this address or in all.
    """
    services.limits.take("code_tries_of_address", address)
    services.limits.take("code_tries", EVERYBODY)

    def work() -> tuple[str, str]:
        with services.database.write() as connection:
            return _moved(connection, services, _read(typed))

    token, identity = await run_in_threadpool(work)
    services.hub.wake(identity)
    services.metrics.received.labels("web", "moved").inc()
    return token, identity


def _moved(connection: Connection, services: Services, code: str) -> tuple[str, str]:
    now = services.clock.now()
    identity = passes.use(connection, passes.CODE, code, now) if code else None
    if identity is None:
        raise ApiError(422, "bad_code", REFUSED)
    return renew(connection, identity, now, services.ages.most), identity


def _read(typed: str) -> str:
    """Give what was meant by a typed code; empty where it can be none."""
    letters = "".join(filter(str.isalnum, typed[:LONGEST_TYPED].upper()))
    code = letters.translate(LOOKS_LIKE)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""

"""The token of a web conversation: what it opens, and until when."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection
from starlette.requests import Request

from bot.gateway.errors import ApiError
from bot.storage import conversations, passes

LONGEST_TOKEN = 200


@dataclass(frozen=True)
class SessionAges:
    """
    How long a token opens its conversation.

    Args:
        idle: Since something was said there last.
        most: Since it was opened.
    """

    idle: timedelta = timedelta(days=7)
    most: timedelta = timedelta(days=30)


def token_of(request: Request) -> str:
    """
    Give the bearer token of a request; it is looked for nowhere else.

    Raises:
        ApiError: 401, without one.
    """
    given = request.headers.getlist("authorization")
    scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > LONGEST_TOKEN:
        raise _unauthorized()
    return token


def opened_by(connection: Connection, token: str, now: datetime, ages: SessionAges) -> str:
    """
    Give the conversation that a token opens.

    Raises:
        ApiError: 401; with the code "expired" where it opened one once, and "moved" where that one
            goes on on another device.
    """
    found = conversations.opened_with(connection, token)
    if found is None:
        raise _moved() if _has_moved(connection, token, now) else _unauthorized()
    if now - found.touched_at > ages.idle or now - found.created_at > ages.most:
        message = "This chat is over. You can start a new one, or call 650-616-2133."
        raise ApiError(401, "expired", message)
    return found.id


def _unauthorized() -> ApiError:
    return ApiError(401, "unauthorized", "Open a conversation first and send its token.")


def renew(connection: Connection, identity: str, now: datetime, lasts: timedelta) -> str:
    """Give a conversation a new token; the one it had opens nothing, and is told why."""
    token = new_token()
    former = conversations.renew_token(connection, identity, token)
    if former is not None:
        passes.add(connection, passes.MOVED, former, identity, now, lasts, 1)
    return token


def new_token() -> str:
    """Give what nobody can guess."""
    return secrets.token_urlsafe(32)


def _has_moved(connection: Connection, token: str, now: datetime) -> bool:
    return passes.is_good(connection, passes.MOVED, conversations.token_hash(token), now)


def _moved() -> ApiError:
    message = (
        "This chat goes on on your other device. To talk with a person, call 650-616-2133 "
        "(TTY 711)."
    )
    return ApiError(401, "moved", message)

"""
No other site's page may speak to the API through a visitor's browser.

There is no cookie that such a page could make use of, and no CORS header that would let it read an
answer; this refuses it before anything is done. Who is no browser sends none of these headers, and
is held by the token or by Twilio's signature.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.gateway.errors import error_response

GUARDED = ("/api/", "/sms/", "/voice/")
# Pages that anybody may link to, whose forms are ours alone.
FORMS = "/chat"
OURS = ("same-origin", "none")


DEFAULT_PORTS = {"http": 80, "https": 443}


def origin_of(url: str) -> str:
    """Give the origin of an address as browsers write it: a port only where it is unusual."""
    parts = urlsplit(url)
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    host = parts.hostname or ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}".lower()


def is_own_page(headers: Headers, origin: str) -> bool:
    """Whether a request comes from our own page (at that origin), or from no page at all."""
    # A browser sets this itself, and knows better than we under which name it sees us.
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in OURS
    given = headers.get("origin")
    return given is None or given.lower() == origin


class OwnPagesOnly:
    """
    ASGI middleware.

    Args:
        origin: Scheme, host and port of our own pages, as browsers write them.
    """

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self._app = app
        self._origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from our own page, or from no page at all."""
        if scope["type"] == "http" and not self._may_pass(scope):
            refusal = error_response(403, "other_site", "Only our own chat page may do that.")
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _may_pass(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        if scope["path"].startswith(GUARDED):
            return is_own_page(headers, self._origin)
        if scope["path"].startswith(FORMS) and scope["method"] == "POST":
            # Who sends no referrer, as we ask, sends "null" with a form; only old browsers say
            # nothing beside it, and a form without its token changes nothing.
            is_old = headers.get("origin") == "null" and "sec-fetch-site" not in headers
            return is_old or is_own_page(headers, self._origin)
        return True

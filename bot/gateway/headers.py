"""Headers on every answer: what a page may do, what may be kept, who may frame it."""

from collections.abc import Sequence
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.gateway.errors import on_failure

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Says the same as `frame-ancestors` to browsers that do not know it; it cannot name other sites.
NOT_FRAMED = {"X-Frame-Options": "SAMEORIGIN"}
# What other sites' pages load from us; nothing else of ours is theirs to load.
FOR_OTHER_SITES = "/static/embed.js"
# The page that shows the embed at work has the chat in a frame.
SHOWS_THE_EMBED = "/"
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


class SafeHeaders:
    """
    ASGI middleware; leaves a response's own Cache-Control alone and else forbids keeping.

    Args:
        embed_origins: Other sites that may show our pages in a frame.
    """

    def __init__(self, app: ASGIApp, https: bool, embed_origins: Sequence[str] = ()) -> None:
        self._app = app
        policy = CONTENT_SECURITY_POLICY + " ".join(["'self'", *embed_origins])
        self._headers = {
            "Content-Security-Policy": policy,
            **ALWAYS,
            **(HTTPS_ONLY if https else {}),
            **({} if embed_origins else NOT_FRAMED),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._dress(message, scope["path"])
            await send(message)

        try:
            await self._app(scope, receive, dressed)
        except Exception as error:
            # Starlette would answer it outside of this, without the headers.
            if started:
                raise
            failure = await on_failure(Request(scope), error)
            await failure(scope, receive, dressed)

    def _dress(self, message: Any, path: str) -> None:
        headers = MutableHeaders(scope=message)
        headers.update(self._headers)
        if path == FOR_OTHER_SITES:
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if path == SHOWS_THE_EMBED:
            headers["Content-Security-Policy"] += "; frame-src 'self'"
        headers.setdefault("Cache-Control", "no-store")

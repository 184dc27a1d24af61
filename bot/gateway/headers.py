"""Headers on every answer: what a page may do, what may be kept, who may frame it."""

from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


class SafeHeaders:
    """ASGI middleware; leaves a response's own Cache-Control alone and else forbids keeping."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self._app = app
        self._headers = {**ALWAYS, **(HTTPS_ONLY if https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and dress the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(message)
            await send(message)

        await self._app(scope, receive, dressed)

    def _dress(self, message: Any) -> None:
        headers = MutableHeaders(scope=message)
        headers.update(self._headers)
        headers.setdefault("Cache-Control", "no-store")

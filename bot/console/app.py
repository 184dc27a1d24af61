"""The console as an ASGI application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from bot.console import passwords
from bot.console.refusing import refusal_page
from bot.console.routes import routes
from bot.console.services import Services
from bot.gateway.headers import SafeHeaders
from bot.gateway.heads import SoundHeads


async def _on_http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return refusal_page(error.status_code)


def create_app(services: Services) -> Starlette:
    """Build the application around its services."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        passwords.nobodys()
        watching = asyncio.create_task(services.hub.run())
        yield
        services.hub.close()
        watching.cancel()

    handlers: dict[Any, Any] = {HTTPException: _on_http_error}
    app = Starlette(
        routes=routes(),
        exception_handlers=handlers,
        lifespan=lifespan,
        middleware=[
            Middleware(SafeHeaders, https=services.is_https),
            Middleware(SoundHeads),
        ],
    )
    # A redirect would lead to whatever host the request named.
    app.router.redirect_slashes = False
    app.state.services = services
    return app

"""The gateway as an ASGI application."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.gateway import health, sms, web_api
from bot.gateway.codes import post_code
from bot.gateway.errors import HANDLERS
from bot.gateway.headers import SafeHeaders
from bot.gateway.heads import SoundHeads
from bot.gateway.openapi import document
from bot.gateway.origins import OwnPagesOnly, origin_of
from bot.gateway.pages import page_routes
from bot.gateway.plain_routes import plain_routes
from bot.gateway.rendering import environment
from bot.gateway.services import Services
from bot.gateway.summary_pages import summary_routes
from bot.gateway.text_pages import text_routes
from bot.gateway.voice import voice_routes

Handler = Callable[[Request], Awaitable[Response]]


def create_app(services: Services) -> Starlette:
    """Build the application around its services."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(services.hub.run())
        yield
        services.hub.close()
        watching.cancel()

    app = Starlette(
        routes=_routes(services.public_url),
        exception_handlers=HANDLERS,
        lifespan=lifespan,
        middleware=_middleware(services),
    )
    # A redirect would lead to whatever host the request named.
    app.router.redirect_slashes = False
    environment()  # the pages, as they are now
    app.state.services = services
    app.state.readiness = health.Readiness(services)
    return app


def _middleware(services: Services) -> list[Middleware]:
    https = services.public_url.startswith("https:")
    return [
        Middleware(SafeHeaders, https=https, embed_origins=services.embed_origins),
        Middleware(SoundHeads),
        Middleware(OwnPagesOnly, origin=origin_of(services.public_url)),
    ]


def _route(path: str, **handlers: Handler) -> Route:
    """One route for all methods of a path, so that a refused method is told which there are."""

    async def by_method(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        return await handlers[method](request)

    return Route(path, by_method, methods=list(handlers))


def _routes(public_url: str) -> list[BaseRoute]:
    described = document(public_url)

    async def openapi(_: Request) -> Response:
        return JSONResponse(described)

    return [
        _route(
            "/api/conversations", POST=web_api.open_conversation, DELETE=web_api.close_conversation
        ),
        _route("/api/messages", POST=web_api.post_message, GET=web_api.read_messages),
        _route("/api/codes", POST=post_code),
        Route("/api/events", web_api.stream_events, methods=["GET"]),
        Route("/sms/inbound", sms.inbound, methods=["POST"]),
        Route("/sms/status", sms.status, methods=["POST"]),
        Route("/sms/fallback", sms.fallback, methods=["GET", "POST"]),
        Route("/openapi.json", openapi),
        Route("/healthz", health.alive),
        Route("/readyz", health.ready),
        *page_routes(),
        *summary_routes(),
        *text_routes(),
        *voice_routes(),
        *plain_routes(),
    ]

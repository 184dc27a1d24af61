"""The page at `/`: for a member the way to the chat, for a web team the embed at work."""

from __future__ import annotations

import gzip
from functools import cache

from starlette.requests import Request
from starlette.responses import Response

from bot.gateway.parts import REVALIDATE, STATIC, small
from bot.gateway.rendering import look_of, page
from bot.gateway.services import services_of

# What is taken where a site sets nothing; static/embed.js says the same.
COLOUR = "0a4f5c"


async def look(request: Request) -> Response:
    """GET /."""
    services = services_of(request)
    return page(
        "look.html",
        look_of(request.query_params),
        headers=REVALIDATE,
        site=services.public_url.rstrip("/"),
        origins=services.embed_origins,
        colour=COLOUR,
        kilobytes=f"{loader_bytes() / 1000:.1f}",
    )


@cache
def loader_bytes() -> int:
    """How much a site's visitor downloads before opening the chat, compressed as it is sent."""
    return len(gzip.compress(small(STATIC / "embed.js").encode()))

"""The pages: the door at `/`, the chat at `/chat`, and what they are made of."""

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from bot.gateway.colours import style
from bot.gateway.look import look
from bot.gateway.parts import REVALIDATE, PageParts
from bot.gateway.rendering import Look, look_of, page
from bot.gateway.services import services_of

# For phones on a slow line. Only here: an answer of the API may hold a secret beside a person's
# words, and its size would then tell something about it.
COMPRESSED = [Middleware(GZipMiddleware, minimum_size=200)]


def page_routes() -> list[Route | Mount]:
    """Give the routes of the pages, but for `/chat`, and of what they are made of."""
    return [
        Route("/", look, middleware=COMPRESSED),
        Route("/style.css", style),
        Route("/leave", leave),
        Mount("/static", PageParts()),
    ]


async def chat(request: Request) -> Response:
    """GET /chat?colour=0a4f5c&language=en."""
    return page("chat.html", look_of(request.query_params), headers=REVALIDATE, token=None)


def chat_page(look: Look, token: str) -> Response:
    """Give the chat page with the token of a conversation that goes on in it."""
    return page("chat.html", look, token=token)


async def leave(request: Request) -> Response:
    """GET /leave: on to a page about something else; the chat has cleared itself by then."""
    url = services_of(request).quick_exit_url
    return RedirectResponse(url, status_code=303)

"""The pages: the door at `/`, the chat at `/chat`, and what they are made of."""

from pathlib import Path

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.gateway.services import services_of

HERE = Path(__file__).parent
# For phones on a slow line. Only here: an answer of the API may hold a secret beside a person's
# words, and its size would then tell something about it.
COMPRESSED = [Middleware(GZipMiddleware, minimum_size=200)]
# A page may be kept, but is asked for anew each time, so that all its parts fit together.
REVALIDATE = {"Cache-Control": "no-cache"}


class PageParts(StaticFiles):
    """Static files that a browser checks again before it uses them."""

    async def get_response(self, path: str, scope: object) -> Response:
        """Give one file."""
        answer = await super().get_response(path, scope)  # type: ignore[arg-type]
        answer.headers["Cache-Control"] = "no-cache"
        return answer


def page_routes() -> list[Route | Mount]:
    """Read the pages once and give their routes."""
    return [
        _page("/", "index.html"),
        _page("/chat", "chat.html"),
        Route("/leave", leave),
        Mount("/static", PageParts(directory=HERE / "static"), middleware=COMPRESSED),
    ]


async def leave(request: Request) -> Response:
    """GET /leave: on to a page about something else; the chat has cleared itself by then."""
    url = services_of(request).quick_exit_url
    return RedirectResponse(url, status_code=303)


def _page(path: str, name: str) -> Route:
    content = (HERE / "templates" / name).read_text(encoding="utf-8")

    async def page(_: Request) -> Response:
        return HTMLResponse(content, headers=REVALIDATE)

    return Route(path, page, middleware=COMPRESSED)

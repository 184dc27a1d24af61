"""The addresses of the chat page, with a script and without."""

from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.gateway import plain, plain_codes
from bot.gateway.pages import COMPRESSED, chat


class ByMethod:
    """One address whose methods are served apart; a refused one is told of all of them."""

    def __init__(self, **served: ASGIApp) -> None:
        self._served = served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on to the method's own."""
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        await self._served[method](scope, receive, send)


def plain_routes() -> list[Route]:
    """Give the routes; what holds a person's words is not compressed beside a token."""
    page = Route("/chat", chat, middleware=COMPRESSED).app
    said = Route("/chat", plain.post_chat).app
    code = Route(plain_codes.PATH, plain_codes.type_code).app
    shown = Route(plain_codes.PATH, plain_codes.show_code).app
    methods = ["GET", "POST"]
    return [
        Route("/chat", ByMethod(GET=page, POST=said), methods=methods),
        Route(plain_codes.PATH, ByMethod(GET=code, POST=shown), methods=methods),
    ]

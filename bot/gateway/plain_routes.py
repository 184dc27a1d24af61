"""The addresses of the chat without a script."""

from starlette.routing import Route

from bot.gateway import plain, plain_codes


def plain_routes() -> list[Route]:
    """Give the routes; `GET /chat`, the page with a script, is among the pages."""
    return [
        Route("/chat", plain.post_chat, methods=["POST"]),
        Route(plain_codes.PATH, plain_codes.type_code, methods=["GET"]),
        Route(plain_codes.PATH, plain_codes.show_code, methods=["POST"]),
    ]

"""The head of a request is checked before anything else: its size, and that it has one length."""

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.gateway.errors import error_response

# Ours have some hundred bytes; a proxy may add cookies of the plan's other sites.
LARGEST_HEAD = 16_384
LENGTHS = {b"content-length", b"transfer-encoding"}


class SoundHeads:
    """
    ASGI middleware; refuses what no honest client sends, and hangs up.

    Two lengths are read differently by a proxy and by us, so that the rest of one request would be
    another one, of somebody else. The server itself limits only heads that come in pieces.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what has a sound head."""
        refusal = _refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
            return
        answer = error_response(*refusal)
        answer.headers["Connection"] = "close"
        await answer(scope, receive, send)


def _refusal(scope: Scope) -> tuple[int, str, str] | None:
    headers = scope["headers"]
    if {name for name, _ in headers} >= LENGTHS:
        return 400, "two_lengths", "A request has either a length or an encoding."
    size = len(scope["raw_path"]) + len(scope["query_string"])
    if size + sum(len(name) + len(value) + 4 for name, value in headers) > LARGEST_HEAD:
        return 431, "large_head", f"The head may have at most {LARGEST_HEAD} bytes."
    return None

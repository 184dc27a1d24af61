"""What pages are made of: style sheets and scripts, which hold nothing of anybody."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from bot.gateway.colours import colour_rules
from bot.gateway.parts import REVALIDATE

STATIC = Path(__file__).parent / "static"


async def colours(_: Request) -> Response:
    """GET /colours.css: the colours that all our pages share."""
    return Response(colour_rules(), media_type="text/css", headers=REVALIDATE)

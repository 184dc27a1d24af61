"""The pages for going on on another device: one shows the code, on the other it is typed."""

from __future__ import annotations

from dataclasses import replace

import segno
from starlette.requests import Request
from starlette.responses import Response

from bot.errors import StoreError
from bot.gateway.codes import make_code
from bot.gateway.errors import ApiError
from bot.gateway.plain_form import ChatForm, read_chat_form
from bot.gateway.plain_pages import code_to_read, code_to_type, not_saved, without_talk
from bot.gateway.rendering import look_of
from bot.gateway.services import services_of

PATH = "/chat/code"


async def type_code(request: Request) -> Response:
    """GET /chat/code."""
    return code_to_type(look_of(request.query_params))


async def show_code(request: Request) -> Response:
    """POST /chat/code."""
    services, form = services_of(request), ChatForm()
    try:
        form = await read_chat_form(request)
        code = await make_code(services, form.token)
    except ApiError as error:
        state = "over" if error.status == 401 else "lost"
        return without_talk(form, error, state)
    except StoreError:
        return not_saved(replace(form, does="see"))
    address = f"{services.public_url.rstrip('/')}{PATH}"
    return code_to_read(form, code, address, qr(address))


def qr(address: str) -> str:
    """Draw an address as SVG, for a page; whoever cannot see it has the address beside it."""
    drawn = segno.make(address, error="m", micro=False)
    picture: str = drawn.svg_inline(omitsize=True, svgclass="qr", lineclass=None, border=4)
    return picture

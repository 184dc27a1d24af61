"""Reading what a form of a page posts."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request

from bot.gateway.bodies import read_body
from bot.gateway.errors import Unreadable

MOST_FIELDS = 200
Form = ImmutableMultiDict[str, str]


async def read_form(request: Request) -> Form:
    """
    Read the fields of a form; of one that stands there several times, all.

    Raises:
        ApiError: 400, 408, 413 or 503.
    """
    return form_of(await read_body(request))


def form_of(body: bytes) -> Form:
    """
    Give the fields in a body, blank ones too, which most form parsers drop.

    Raises:
        ApiError: 400, where it is no form in UTF-8.
    """
    try:
        return ImmutableMultiDict(
            parse_qsl(
                body.decode("ascii"),
                keep_blank_values=True,
                encoding="utf-8",
                errors="strict",
                max_num_fields=MOST_FIELDS,
            )
        )
    except ValueError:
        raise Unreadable(400, "bad_form", "The body is not a form in UTF-8.", body) from None

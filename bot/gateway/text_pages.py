"""Text me this: which number, is it right, and sent."""

from __future__ import annotations

import re
import secrets
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.phone_numbers import LONGEST_TYPED
from bot.gateway.errors import ApiError
from bot.gateway.forms import Form
from bot.gateway.rendering import page
from bot.gateway.services import Services, services_of
from bot.gateway.sessions import opened_by
from bot.gateway.summary_pages import Asked, asked_with, in_plain_words, posted_form, result_of
from bot.gateway.texting import Wish, in_words, number_of, text_it
from bot.storage import conversations

_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


def text_routes() -> list[Route]:
    """Give the routes of these pages."""
    return [
        Route("/summary/text", ask, methods=["POST"]),
        Route("/summary/text/send", send, methods=["POST"]),
    ]


@in_plain_words
async def ask(request: Request) -> Response:
    """POST /summary/text: ask for the number, then whether it is right."""
    services, form = services_of(request), await posted_form(request)
    asked = asked_with(form)
    left = await run_in_threadpool(_number_left, services, asked)
    typed = form.get("number")
    number = number_of(typed) if typed else None
    if number is None or "change" in form:
        shown = (typed or left)[:LONGEST_TYPED]
        is_wrong = typed is not None and "change" not in form
        status = 422 if is_wrong else 200
        return _page("text_number.html", asked, status, typed=shown, is_wrong=is_wrong)
    new_id = secrets.token_urlsafe(16)
    return _page("text_check.html", asked, number=number, spoken=in_words(number), id=new_id)


@in_plain_words
async def send(request: Request) -> Response:
    """POST /summary/text/send: the number is right."""
    services, form = services_of(request), await posted_form(request)
    asked, wish = asked_with(form), _wish(form)
    address = services.proxies.sender(request)

    def work() -> bool:
        with services.database.write() as connection:
            identity = _opened(connection, services, asked)
            return text_it(connection, services, identity, address, wish)

    is_sent = await run_in_threadpool(work)
    return _page("text_sent.html", asked, is_sent=is_sent, spoken=in_words(wish.number))


def _wish(form: Form) -> Wish:
    number, identity = number_of(form.get("number", "")), form.get("id", "")
    if number is None or not _ID.fullmatch(identity):
        raise ApiError(422, "bad_form", "The form is not one of ours.")
    return Wish(identity, number)


def _opened(connection: Any, services: Services, asked: Asked) -> str:
    """Give the conversation, which has a result to send."""
    if services.twilio is None:
        raise ApiError(404, "sms_off", "Text messages are not set up here.")
    identity = opened_by(connection, asked.token, services.clock.now(), services.ages)
    result_of(connection, services, identity, whole=False)
    return identity


def _number_left(services: Services, asked: Asked) -> str:
    """The number they left to be called, to begin with; empty where they left none."""
    with services.database.read() as connection:
        identity = _opened(connection, services, asked)
        handover = (conversations.get(connection, identity).screening or {})["handover"]
    number = number_of(str(handover.get("number") or ""))
    return in_words(number) if number else ""


def _page(template: str, asked: Asked, status: int = 200, **context: Any) -> Response:
    return page(template, asked.look, status=status, hidden=asked.hidden, **context)

"""
The chat as plain forms, for browsers that run no script: each page is the answer to a POST.

The token is a hidden field, never in an address. A form that is sent again, by a reload or a
second press, has the id it had, so it changes nothing and shows where the conversation is now.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, replace

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bot.errors import CalaimError, StoreError
from bot.gateway.codes import use_code
from bot.gateway.errors import ApiError, Helped, TooMany, Unavailable, Unreadable
from bot.gateway.plain_form import ChatForm, read_chat_form
from bot.gateway.plain_pages import (
    Plain,
    code_to_type,
    leaving,
    not_saved,
    note_of,
    noted,
    shown,
    without_talk,
)
from bot.gateway.plain_view import Part, question_at, talk_of, with_phones
from bot.gateway.rendering import look_of
from bot.gateway.services import Services, services_of
from bot.gateway.sessions import opened_by
from bot.gateway.talks import (
    PAGE,
    Messages,
    close_talk,
    hear_talk,
    open_talk,
    post_to_talk,
)
from bot.gateway.too_late import Refused, or_help, with_help
from bot.storage import conversations, messages

# A turn takes a tenth of a second; nobody should look at an empty window for longer than this.
ANSWER_SECONDS = 12.0
# Whoever leaves does not wait for the chat to be closed; it is tried for some minutes behind them.
LEAVE_SECONDS = 0.25
CLOSING_TRIES = 20
CLOSING_PAUSE_SECONDS = 3.0

log = logging.getLogger("calaim.gateway")


@dataclass(frozen=True)
class Visit:
    """One form, from one address."""

    services: Services
    address: str
    form: ChatForm


async def post_chat(request: Request) -> Response:
    """POST /chat."""
    services = services_of(request)
    visit = Visit(services, services.proxies.sender(request), ChatForm())
    try:
        visit = replace(visit, form=await read_chat_form(request))
        return await _act(visit)
    except ApiError as error:
        refusal = await _helped(visit, error)
        return without_talk(visit.form, refusal, "lost")
    except StoreError as error:
        log.error("not_stored", extra={"error": str(error)})
        return not_saved(visit.form, await _helped(visit, error))


async def _act(visit: Visit) -> Response:
    form = visit.form
    if form.does == "leave":
        return await _leave(visit)
    if form.code is not None:
        return await _arrive(visit, form.code)
    try:
        if form.does == "end_sure":
            return await _end(visit)
        if not form.token:
            return await _begin(visit)
        if form.does not in ("see", "end"):
            await _say(visit)
        unsent = ApiError(422, "nothing", "What you typed is still below.")
        return await _show(visit, note=_help_in(await _helped(visit, unsent)))
    except ApiError as error:
        return await _refuse(visit, await _helped(visit, error))


async def _helped(visit: Visit, error: Refused) -> Refused | Helped:
    """Put help into a refusal where what was typed, and not looked at yet, speaks of danger."""
    form = visit.form
    text = form.unsent if form.token and isinstance(error, ApiError) else form.text
    is_read = not isinstance(error, Unreadable)
    if is_read and not text:
        return error
    return await with_help(error, {"text": text}, visit.services.limits, visit.address)


def _help_in(error: CalaimError) -> tuple[Part, ...]:
    return with_phones(str(error)) if isinstance(error, Helped) else ()


async def _leave(visit: Visit) -> Response:
    """Away at once; the chat is closed behind whoever leaves."""
    closing = asyncio.ensure_future(_close(visit))
    await asyncio.wait({closing}, timeout=LEAVE_SECONDS)
    return leaving(None if closing.done() else BackgroundTask(asyncio.wait, {closing}))


async def _close(visit: Visit) -> None:
    """Close the chat, again and again while the database is away."""
    for _ in range(CLOSING_TRIES):
        try:
            with suppress(ApiError):  # it opens nothing already
                await close_talk(visit.services, visit.form.token)
            return
        except StoreError as error:
            log.error("not_stored", extra={"error": str(error)})
        if visit.services.hub.closing:
            return
        await asyncio.sleep(CLOSING_PAUSE_SECONDS)


async def _arrive(visit: Visit, code: str) -> Response:
    """Go on with the conversation of another device."""
    try:
        token, _ = await use_code(visit.services, visit.address, code)
    except ApiError as error:
        return code_to_type(look_of(visit.form.look), error, code)
    return await _show(replace(visit, form=replace(visit.form, token=token)))


async def _end(visit: Visit) -> Response:
    with suppress(ApiError):  # whoever ends what is over has what they want
        await close_talk(visit.services, visit.form.token)
    return shown(Plain(ChatForm(look=visit.form.look), None, noted(visit.form, "cleared"), "over"))


async def _begin(visit: Visit) -> Response:
    """Open a conversation; what was typed into one that is over stays in the text box."""
    form, services = visit.form, visit.services
    heard = await _helped(visit, ApiError(401, "unauthorized", "There is no conversation yet."))
    opening = open_talk(services, visit.address, look_of(form.look).language)
    token, _ = await or_help(opening, {"text": form.text})
    opened = replace(visit, form=replace(form, token=token, does="begin"))
    return await _show(opened, note=_help_in(heard))


async def _say(visit: Visit) -> None:
    """
    Take what was answered.

    Raises:
        ApiError: It was not taken.
    """
    form = visit.form
    if form.is_empty:
        raise ApiError(422, "nothing", "Choose an answer or type one.")
    question = question_at((await _look(visit)).messages, form.to) if form.mixes else None
    content = form.message(question)
    await post_to_talk(visit.services, form.token, visit.address, content)


async def _refuse(visit: Visit, error: ApiError) -> Response:
    """Say why in plain words, with what was typed and a way on."""
    if error.status != 401 and not visit.form.token:
        return without_talk(visit.form, error, "again")
    if isinstance(error, Helped) and isinstance(error.refusal, Unavailable):
        return not_saved(visit.form, error)
    try:
        if error.status != 401:
            return await _show(visit, error)
    except ApiError as over:
        error = over
    return without_talk(visit.form, error, "over")


@dataclass(frozen=True)
class _Found:
    """A conversation as it stands: the newest messages, and whether a person has it."""

    messages: Messages
    held: bool

    @property
    def waits_for(self) -> int | None:
        """After which message the assistant's answer comes; None where none is due now."""
        if self.held or not talk_of(self.messages).waits:
            return None
        return int(self.messages[-1]["seq"]) if self.messages else 0


async def _look(visit: Visit) -> _Found:
    services, token = visit.services, visit.form.token

    def work() -> _Found:
        with services.database.read() as connection:
            identity = opened_by(connection, token, services.clock.now(), services.ages)
            to = conversations.get(connection, identity)
            since = max(0, to.last_seq - PAGE)
            newest = messages.after(connection, identity, since, PAGE)
            return _Found(newest, to.held_by is not None)

    return await run_in_threadpool(work)


async def _show(
    visit: Visit, error: ApiError | None = None, note: tuple[Part, ...] = ()
) -> Response:
    """Give the page of the conversation, once what was said has its answer or takes too long."""
    found = await _look(visit)
    after = found.waits_for
    if after is not None and error is None:
        token, address = visit.form.token, visit.address
        with suppress(TooMany):
            await hear_talk(visit.services, token, address, after, ANSWER_SECONDS, _is_answered)
        found = await _look(visit)
    status = error.status if error else 200
    # The form itself was sound: what stood in it could not be taken.
    status = 422 if status == 400 else status
    return shown(_page_of(visit.form, found, error, note), status, error)


def _is_answered(heard: Messages) -> bool:
    return any(each["from"] != "member" for each in heard)


def _page_of(
    form: ChatForm, found: _Found, error: ApiError | None, note: tuple[Part, ...]
) -> Plain:
    kept = form.choice if error else form.unsent_choice
    talk = talk_of(found.messages, look_of(form.look).language, kept, form.to)
    if error:
        note = note_of(form, error)
    elif form.does == "end":
        note = noted(form, "end_sure")
    elif not note and (found.held or talk.waits):
        note = noted(form, "staff_here" if found.held else "waiting")
    draft = form.text if error else form.unsent
    return Plain(form, talk, note, "sure" if form.does == "end" else "open", draft, found.held)

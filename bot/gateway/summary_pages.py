"""The page with the result: to read, to print, to save as a PDF, and by a texted link."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any

import segno
from sqlalchemy.engine import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.paper import PaperError, can_print, tagged_pdf
from bot.errors import StoreError
from bot.gateway.errors import ApiError, Busy, TooMany
from bot.gateway.forms import Form, read_form
from bot.gateway.parts import STATIC, small
from bot.gateway.rendering import Look, environment, look_of, page
from bot.gateway.services import Services, services_of
from bot.gateway.sessions import opened_by
from bot.gateway.summary import Summary
from bot.gateway.texting import opened
from bot.storage import conversations
from bot.storage.open_cases import open_code

Handler = Callable[[Request], Awaitable[Response]]
LONGEST_SECRET = 200
# Of these the words are written for the person; of all others they are for programs.
SAID = ("expired", "moved", "too_many", "busy")


@dataclass(frozen=True)
class Asked:
    """
    Who asks for the page: the chat, by its token, or a texted link, by its secret.

    Args:
        whole: With the answers on sensitive questions; never by a link.
    """

    token: str
    secret: str
    whole: bool
    look: Look

    @property
    def hidden(self) -> dict[str, str]:
        """The fields by which a form of the page asks for it again."""
        given = {"token": self.token} if self.token else {"secret": self.secret}
        own = {"colour": self.look.colour, "language": self.look.language}
        return {**given, **{name: value for name, value in own.items() if value}}


@dataclass(frozen=True)
class Result:
    """What the page shows; `code` is empty where staff have no case of it."""

    conversation: str
    summary: Summary
    code: str


class NoOutcome(ApiError):
    """The questions are not answered yet."""

    def __init__(self) -> None:
        super().__init__(404, "no_outcome", "There is no result yet.")


class NoLink(ApiError):
    """A link opens nothing, whatever the reason."""

    def __init__(self) -> None:
        super().__init__(404, "no_link", "This link opens nothing.")


def summary_routes() -> list[Route]:
    """Give the routes of the page and its PDF, and of the texted link."""
    paper_sheet()
    return [
        Route("/summary", summary, methods=["GET", "POST"]),
        Route("/summary.pdf", show_paper, methods=["POST"]),
        Route("/s/{secret}", knock, methods=["GET"]),
        Route("/s", show, methods=["POST"]),
    ]


def in_plain_words(handler: Handler) -> Handler:
    """Answer what cannot be done with a page that says so, and what can."""

    @wraps(handler)
    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except (ApiError, StoreError, PaperError) as error:
            return _sorry(request, error)

    return answered


def _sorry(request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, ApiError) else 503
    kind = error.code if isinstance(error, ApiError) else type(error).__name__
    wait = {"Retry-After": str(error.seconds)} if isinstance(error, (TooMany, Busy)) else None
    look = look_of(request.query_params)
    said = str(error) if kind in SAID else ""
    hidden = getattr(request.state, "hidden", {})
    return page(
        "text_notice.html", look, status=status, headers=wait, kind=kind, said=said, hidden=hidden
    )


async def away(request: Request) -> Response:
    """GET /summary: its address alone tells nobody whose page it is."""
    look = look_of(request.query_params)
    return page("text_notice.html", look, status=404, kind="unauthorized", said="", hidden={})


async def summary(request: Request) -> Response:
    """GET and POST /summary."""
    return await (show if request.method == "POST" else away)(request)


@in_plain_words
async def show(request: Request) -> Response:
    """POST /summary from the chat, POST /s from a texted link."""
    services, asked = services_of(request), await asked_in(request)
    result = await result_for(services, asked)
    offers_paper = await run_in_threadpool(can_print)
    shown = _context(asked, result, is_paper=False)
    offers_text = bool(asked.token and services.twilio)
    return page(
        "summary.html", asked.look, offers_paper=offers_paper, offers_text=offers_text, **shown
    )


@in_plain_words
async def show_paper(request: Request) -> Response:
    """POST /summary.pdf: the same on paper."""
    services, asked = services_of(request), await asked_in(request)
    result = await result_for(services, asked)
    html = (
        environment()
        .get_template("summary.html")
        .render(
            _context(asked, result, is_paper=True),
            look=asked.look,
            sheet="",
            language=asked.look.language,
            style=f"<style>{paper_sheet()}</style>",
        )
    )
    with services.limits.making_paper():
        # Not before: who is told to try again soon must have a try left.
        services.limits.take("papers_of_conversation", result.conversation)
        pdf = await run_in_threadpool(tagged_pdf, html, services.paper_seconds)
    # Its name tells nobody on a shared computer what is in it.
    name = f'attachment; filename="page-{result.summary.day.isoformat()}.pdf"'
    headers = {"Content-Disposition": name}
    return Response(pdf, media_type="application/pdf", headers=headers)


@cache
def paper_sheet() -> str:
    """Give the style of the page, read once as its template is."""
    return small(STATIC / "summary.css")


@in_plain_words
async def knock(request: Request) -> Response:
    """
    GET /s/...: a texted link shows a button only.

    Programs that show what is behind a link fetch it too, and must not use it up or read it.
    """
    services, secret = services_of(request), request.path_params["secret"]
    services.limits.take("link_looks_of_address", services.proxies.sender(request))
    return page("text_link.html", look_of({}), secret=secret[:LONGEST_SECRET])


async def asked_in(request: Request) -> Asked:
    """Read who asks for what."""
    return asked_with(await posted_form(request))


async def posted_form(request: Request) -> Form:
    """Read a form, and keep by what it asks, for the way back from a page that says no."""
    form = await read_form(request)
    request.state.hidden = asked_with(form).hidden
    return form


def asked_with(form: Form) -> Asked:
    """Read who asks, from a form."""
    token = form.get("token", "")[:LONGEST_SECRET]
    secret = "" if token else form.get("secret", "")[:LONGEST_SECRET]
    whole = bool(token) and form.get("whole", "") == "yes"
    return Asked(token, secret, whole, look_of(form))


async def result_for(services: Services, asked: Asked) -> Result:
    """
    Give what somebody may see.

    Raises:
        ApiError: 401, 404 or 429.
    """

    def work() -> Result:
        # To use a link is written down.
        begin = services.database.read if asked.token else services.database.write
        with begin() as connection:
            identity = _who(connection, services, asked)
            services.limits.take("summaries", identity)
            return result_of(connection, services, identity, asked.whole)

    return await run_in_threadpool(work)


def _who(connection: Connection, services: Services, asked: Asked) -> str:
    now = services.clock.now()
    if asked.token:
        return opened_by(connection, asked.token, now, services.ages)
    identity = opened(connection, asked.secret, now) if asked.secret else None
    if identity is None:
        raise NoLink
    return identity


def result_of(connection: Connection, services: Services, identity: str, whole: bool) -> Result:
    """
    Give the result of a conversation.

    Raises:
        NoOutcome: There is none yet.
    """
    screening = conversations.get(connection, identity).screening
    summary = services.summarizer.summarize(screening, whole)
    if summary is None:
        raise NoOutcome
    code = open_code(connection, identity, summary.subjects)
    return Result(identity, summary, code or "")


def _context(asked: Asked, result: Result, *, is_paper: bool) -> dict[str, Any]:
    tel = result.summary.line.tel
    code = segno.make(tel, error="m", micro=False)
    return {
        "summary": result.summary,
        "code": result.code,
        "hidden": asked.hidden,
        "token": asked.token,
        "whole": asked.whole,
        "is_paper": is_paper,
        # On the page as a part of it, since a picture may come from us only; on paper as a picture,
        # since only these have words for who cannot see them.
        "qr": code.svg_data_uri(light="white")
        if is_paper
        else code.svg_inline(light="white", omitsize=True, svgclass=None, lineclass=None),
    }

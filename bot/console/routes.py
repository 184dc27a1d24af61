"""Every way into the console, with who is admitted: the only place where that is said."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.console import (
    account_page,
    actions,
    audit_page,
    case_page,
    contact,
    dialling,
    events,
    notices_page,
    oidc_pages,
    prepared,
    queue_page,
    reports_page,
    signing_in,
    talking,
    together,
)
from bot.console.access import AT_THE_DESK, OVERSEES, Endpoint, Way, endpoint
from bot.console.actions import acting
from bot.console.assets import STATIC, colours
from bot.console.events import EVERYBODY
from bot.console.prepared import giving
from bot.gateway.parts import PageParts
from bot.storage.staff import ADMINISTRATOR, AUDITOR, SUPERVISOR

OVERSEERS = frozenset((ADMINISTRATOR, AUDITOR))
READS_FIGURES = OVERSEERS | {SUPERVISOR}
DESK = frozenset(AT_THE_DESK)

WAYS: tuple[Way, ...] = (
    Way("GET", "/", queue_page.show, EVERYBODY),
    Way("GET", "/queue/rows", queue_page.rows, EVERYBODY, is_live=True),
    Way("GET", "/cases/{code}", case_page.show, EVERYBODY),
    Way("GET", "/cases/{code}/part", case_page.part, EVERYBODY, is_live=True),
    Way("GET", "/cases/{code}/work", case_page.work, EVERYBODY, is_live=True),
    Way("GET", "/cases/{code}/next", case_page.following, EVERYBODY),
    *(
        Way("GET", f"/cases/{{code}}/{path}", giving(form, ending, media_type, make), EVERYBODY)
        for path, form, ending, media_type, make in (
            ("referral.pdf", "PDF", ".pdf", "application/pdf", prepared.as_pdf),
            ("referral.json", "JSON", ".json", "application/json", prepared.as_json),
            ("fhir.json", "FHIR", ".fhir.json", "application/fhir+json", prepared.as_fhir),
        )
    ),
    *(
        Way("POST", f"/cases/{{code}}/{path}", acting(name, act, to), DESK)
        for path, name, act, to in (
            ("claim", "claimed", actions.claim, ""),
            ("release", "released", actions.release, ""),
            ("called", "wrote down a call", actions.called, ""),
            ("dial", "called from a case", dialling.dial, ""),
            ("hand-on", "handed on", actions.hand_on, ""),
            ("resolve", "resolved", actions.resolve, ""),
            ("reopen", "reopened", actions.reopen, ""),
            ("decided", "decided", actions.decided, ""),
            ("note", "wrote a note", actions.note, ""),
            ("talk", "took over", talking.take_over, "#talk"),
            ("hand-back", "handed back", talking.hand_back, ""),
            ("together", "went on by telephone", together.begin, "#together"),
            ("stop", "stopped by telephone", together.stop, ""),
        )
    ),
    Way("GET", "/cases/{code}/together", together.show, EVERYBODY, is_live=True),
    Way("POST", "/cases/{code}/answer", together.answer, DESK),
    Way("POST", "/cases/{code}/contact", contact.save, DESK),
    Way("GET", "/cases/{code}/over", talking.over, EVERYBODY, is_live=True),
    Way("POST", "/cases/{code}/speak", talking.speak, DESK),
    Way("POST", "/cases/{code}/count", talking.count, DESK),
    Way("GET", "/reports", reports_page.show, READS_FIGURES),
    Way("GET", "/reports.csv", reports_page.export, READS_FIGURES),
    Way("GET", notices_page.HERE, notices_page.show, frozenset(OVERSEES)),
    Way("POST", "/notices/retry", notices_page.retry, frozenset(OVERSEES)),
    Way("GET", "/audit", audit_page.show, OVERSEERS),
    Way("GET", "/account", account_page.show, EVERYBODY),
    Way("POST", "/account/shortcuts", account_page.set_shortcuts, EVERYBODY),
    Way("POST", "/account/phone", account_page.set_phone, DESK),
    Way("POST", "/account/code", account_page.begin_totp, EVERYBODY),
    Way("POST", "/account/code/confirm", account_page.confirm_totp, EVERYBODY),
    Way("POST", "/logout", account_page.sign_out, EVERYBODY),
    Way("POST", "/logout/everywhere", account_page.sign_out_everywhere, EVERYBODY),
    Way("POST", "/stay", account_page.stay, EVERYBODY),
    Way("GET", "/here", account_page.here, EVERYBODY, is_live=True),
)


async def alive(_: Request) -> Response:
    """GET /healthz: the process answers."""
    return PlainTextResponse("ok\n")


STREAMS: dict[str, tuple[Endpoint, frozenset[str]]] = {
    "/queue/events": (events.queue_events, EVERYBODY),
    "/cases/{code}/events": (events.case_events, EVERYBODY),
}
OPEN: tuple[tuple[str, str, Endpoint], ...] = (
    ("GET", "/login", signing_in.form),
    ("POST", "/login", signing_in.sign_in),
    ("GET", oidc_pages.BEGIN, oidc_pages.begin),
    ("GET", oidc_pages.BACK, oidc_pages.back),
    ("GET", "/colours.css", colours),
    ("GET", "/healthz", alive),
)
"""What needs nobody to be signed in; it shows nothing of anybody."""


def routes() -> list[BaseRoute]:
    """Give all routes: these and no others."""
    return [
        *(Route(path, stream, methods=["GET"]) for path, (stream, _) in STREAMS.items()),
        *(Route(way.path, endpoint(way), methods=[way.method]) for way in WAYS),
        *(Route(path, answer, methods=[method]) for method, path, answer in OPEN),
        Mount("/static", PageParts(directory=STATIC)),
    ]

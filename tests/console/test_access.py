"""Who may do what: the table of ways, held against the roles one by one."""

import itertools

import pytest
from starlette.routing import Mount

from bot.console.forms import LARGEST_FORM
from bot.console.routes import OPEN, STREAMS, WAYS, routes
from bot.storage.staff import ADMINISTRATOR, AGENT, AUDITOR, ROLES, SUPERVISOR
from tests.fakes.desk import csrf_in

ALL = {AGENT, SUPERVISOR, ADMINISTRATOR, AUDITOR}
# Written out here a second time on purpose: whoever adds a way says here too who may take it.
MAY = {
    ("GET", "/"): ALL,
    ("GET", "/queue/rows"): ALL,
    ("GET", "/queue/events"): ALL,
    ("GET", "/cases/{code}"): ALL,
    ("GET", "/cases/{code}/part"): ALL,
    ("GET", "/cases/{code}/events"): ALL,
    ("GET", "/cases/{code}/work"): ALL,
    ("GET", "/cases/{code}/next"): ALL,
    ("GET", "/cases/{code}/together"): ALL,
    ("GET", "/cases/{code}/over"): ALL,
    ("GET", "/cases/{code}/referral.pdf"): ALL,
    ("GET", "/cases/{code}/referral.json"): ALL,
    ("GET", "/cases/{code}/fhir.json"): ALL,
    **{
        ("POST", f"/cases/{{code}}/{act}"): ALL - {AUDITOR}
        for act in (
            *("claim", "release", "called", "dial", "hand-on", "resolve", "reopen", "note"),
            *("decided",),
            *("talk", "speak", "hand-back", "count"),
            *("together", "answer", "stop", "contact"),
        )
    },
    ("GET", "/reports"): {SUPERVISOR, ADMINISTRATOR, AUDITOR},
    ("GET", "/reports.csv"): {SUPERVISOR, ADMINISTRATOR, AUDITOR},
    ("GET", "/notices"): {SUPERVISOR, ADMINISTRATOR},
    ("POST", "/notices/retry"): {SUPERVISOR, ADMINISTRATOR},
    ("GET", "/audit"): {ADMINISTRATOR, AUDITOR},
    ("GET", "/account"): ALL,
    ("POST", "/account/shortcuts"): ALL,
    ("POST", "/account/phone"): ALL - {AUDITOR},
    ("POST", "/account/code"): ALL,
    ("POST", "/account/code/confirm"): ALL,
    ("POST", "/logout"): ALL,
    ("POST", "/logout/everywhere"): ALL,
    ("POST", "/stay"): ALL,
    ("GET", "/here"): ALL,
}
WITHOUT_SIGNING_IN = {("GET", "/login"), ("POST", "/login"), ("GET", "/colours.css")}
WITHOUT_SIGNING_IN |= {("GET", "/login/oidc"), ("GET", "/login/oidc/back")}
WITHOUT_SIGNING_IN |= {("GET", "/healthz"), ("GET", "/static")}
MATRIX = [
    (method, path, role)
    for (method, path), role in itertools.product(MAY, ROLES)
    if not path.endswith("/events")
]


def served() -> set[tuple[str, str]]:
    """Every method and path that the application answers."""
    found = set()
    for route in routes():
        methods = {"GET"} if isinstance(route, Mount) else route.methods - {"HEAD"}
        found |= {(method, route.path) for method in methods}
    return found


def test_every_way_is_in_the_table_of_who_may():
    assert served() == MAY.keys() | WITHOUT_SIGNING_IN


def test_the_console_admits_whom_the_table_says():
    told = {(way.method, way.path): set(way.roles) for way in WAYS}
    told |= {("GET", path): set(roles) for path, (_, roles) in STREAMS.items()}
    assert told == MAY
    assert {(method, path) for method, path, _ in OPEN} < WITHOUT_SIGNING_IN


@pytest.fixture(scope="module")
def sessions(shared_desk):
    """A browser for each role, by role, in which to look at a case."""
    browsers = {role: shared_desk.staff(f"a-{role}", role) for role in ROLES}
    return shared_desk, browsers, shared_desk.waiting()


@pytest.mark.parametrize(("method", "path", "role"), MATRIX)
def test_each_role_gets_just_what_is_its_own(sessions, method, path, role):
    desk, browsers, code = sessions
    http = desk.sign_in(f"a-{role}") if "logout" in path else browsers[role]
    form = {"csrf": csrf_in(http.get("/account").text)} if method == "POST" else None
    status = http.request(method, path.replace("{code}", code), data=form).status_code
    if path == "/logout/everywhere":
        browsers[role] = desk.sign_in(f"a-{role}")
    assert (status != 403) is (role in MAY[method, path])
    assert status in (200, 303, 403, 409)


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize(("method", "path"), sorted(WITHOUT_SIGNING_IN))
def test_what_is_open_to_all_shows_nobody_and_lets_nobody_in(sessions, method, path, role):
    desk, browsers, code = sessions
    http = browsers[role] if role else desk.browser()
    answer = http.request(method, path, data={"account": "a-agent"} if method == "POST" else None)
    assert answer.status_code in (200, 403, 404) and "set-cookie" not in answer.headers
    assert not any(known in answer.text for known in (code, "Maria", "A-Agent", "a-agent"))


@pytest.mark.parametrize(("method", "path"), sorted(MAY))
def test_nobody_gets_in_without_signing_in(shared_desk, method, path):
    http = shared_desk.browser()
    http.cookies.set("calaim_staff", "guessed")
    answer = http.request(method, path.replace("{code}", "KTR-493"))
    assert answer.status_code == (401 if path.endswith("/events") else 303)
    assert answer.headers.get("location", "/login").startswith("/login")


def test_a_form_without_its_word_changes_nothing(one_desk):
    http = one_desk.staff()
    assert http.post("/account/shortcuts", data={"csrf": "guessed"}).status_code == 403
    assert http.post("/logout").status_code == 403
    assert 'data-shortcuts="on"' in http.get("/account").text


def test_a_form_that_another_site_sends_changes_nothing(one_desk):
    http = one_desk.staff()
    form = {"csrf": csrf_in(http.get("/account").text)}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}):
        answer = http.post("/account/shortcuts", data=form, headers=headers)
        assert answer.status_code == 403
    assert 'data-shortcuts="on"' in http.get("/account").text
    assert http.post("/account/shortcuts", data=form).status_code == 303
    assert 'data-shortcuts="off"' in http.get("/account").text


def test_pages_are_kept_nowhere_and_run_nothing_but_our_scripts(one_desk):
    answer = one_desk.staff().get("/")
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_a_form_that_is_too_large_is_refused_unread(one_desk):
    http = one_desk.staff()
    answer = http.post("/account/shortcuts", data={"csrf": "x" * LARGEST_FORM})
    assert answer.status_code == 413

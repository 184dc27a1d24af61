"""What surrounds the API: pages, headers, health and its own description."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import jsonschema
import pytest
from starlette.routing import Route

from bot.gateway import plain
from bot.gateway.app import _routes
from bot.gateway.health import KEPT_SECONDS
from bot.gateway.openapi import document
from tests.fakes.line import line as set_up

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
}
EVERYWHERE = sorted(
    {route.path for route in _routes("http://here")}
    | {"/static/chat.css", "/static/none", "/nothing", "/chat/", "/api/messages?after=x"}
)
# The only pages with headers of their own: the script for other sites, the page that shows it.
EMBED = {"/static/embed.js": {"cross-origin-resource-policy": "cross-origin"}}
SHOWS_IT = {"/": {"frame-src": "'self'"}}


def policy_of(answer) -> dict[str, str]:
    parts = answer.headers["content-security-policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", [*EVERYWHERE, *EMBED])
def test_every_answer_carries_the_headers_that_keep_a_page_safe(
    shared_line, monkeypatch, path, method
):
    monkeypatch.setattr(plain, "ANSWER_SECONDS", 0)  # nobody takes turns here
    answer = shared_line.http.request(method, path, follow_redirects=False)
    expected = {**ALWAYS, **EMBED.get(path, {})}
    assert {name: answer.headers.get(name) for name in ALWAYS} == expected
    assert policy_of(answer) == {**POLICY, **SHOWS_IT.get(path, {})}
    assert answer.headers["cache-control"] in ("no-store", "no-cache")
    assert not {"set-cookie", "server"} & set(answer.headers)


def test_only_sites_that_were_listed_may_show_the_page_in_a_frame(tmp_path):
    sites = ("https://www.hpsm.org", "https://help.example")
    with set_up(tmp_path, embed_origins=sites) as line:
        answer = line.http.get("/chat")
    assert policy_of(answer)["frame-ancestors"] == f"'self' {' '.join(sites)}"
    assert "x-frame-options" not in answer.headers


def test_an_unknown_address_and_method_are_refused_as_the_api_refuses(shared_line):
    assert shared_line.http.get("/nothing").json()["error"]["code"] == "not_found"
    answer = shared_line.http.delete("/api/messages")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("path", ["/api/messages/", "/chat/", "/sms/inbound/", "/static"])
def test_no_address_leads_to_the_host_that_a_request_names(shared_line, path):
    answer = shared_line.http.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 404
    assert "location" not in answer.headers


def test_nothing_outside_the_static_folder_is_served(shared_line):
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"):
        assert shared_line.http.get(path).status_code == 404


def test_ready_means_database_rasa_and_action_server(line):
    assert line.http.get("/readyz").json() == {
        "status": "ok", "database": "ok", "rasa": "ok", "actions": "ok"
    }  # fmt: skip
    line.turns.is_ready = False
    time.sleep(KEPT_SECONDS)
    answer = line.http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["rasa"] == "away"
    assert line.http.get("/healthz").status_code == 200


def test_whoever_asks_all_day_whether_we_are_ready_holds_up_nobody(line):
    start = time.monotonic()
    with ThreadPoolExecutor(40) as people:
        answers = list(people.map(lambda _: httpx.get(f"{line.gateway}/readyz"), range(200)))
    assert {answer.status_code for answer in answers} == {200}
    parts_asked = 2
    assert line.turns.probes <= parts_asked * (1 + (time.monotonic() - start) / KEPT_SECONDS)


def test_the_description_names_every_route_and_method():
    described = {
        (path, method.upper())
        for path, methods in document("http://here")["paths"].items()
        for method in methods
    }
    served = {
        (route.path, method)
        for route in _routes("http://here")
        if isinstance(route, Route)
        for method in route.methods - {"HEAD"}
    }
    assert described == served


def test_every_reference_in_the_description_leads_somewhere():
    described = document("http://here")

    def references(node):
        if isinstance(node, dict):
            yield from ([node["$ref"]] if "$ref" in node else [])
            node = list(node.values())
        if isinstance(node, list):
            for part in node:
                yield from references(part)

    found = set(references(described))
    assert found
    for reference in found:
        place = described
        for step in reference.removeprefix("#/").split("/"):
            assert step in place, reference
            place = place[step]


def conforms(content, name: str) -> None:
    described = document("http://here")
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    jsonschema.Draft202012Validator(schema).validate(content)


def test_what_is_served_is_what_is_described(line):
    with line.working():
        member = line.new_member()
        member.hear()
        member.say("hello")
    heard = member.read()
    assert {message["from"] for message in heard} == {"assistant", "member"}
    for message in heard:
        conforms(message, "Message")
    conforms(line.http.get("/readyz").json(), "Readiness")
    conforms(line.http.get("/api/messages").json(), "Error")
    conforms({"id": "a", "text": "hello"}, "Posted")
    conforms({"id": "a", "text": "hello", "to": 1}, "Posted")
    conforms({"id": "a", "choice": [], "to": 1}, "Posted")

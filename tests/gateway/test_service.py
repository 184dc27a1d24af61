"""What surrounds the API: pages, headers, health and its own description."""

import jsonschema
import pytest
from starlette.routing import Route

from bot.gateway.app import _routes
from bot.gateway.openapi import document


@pytest.mark.parametrize(
    "path", ["/", "/chat", "/static/chat.css", "/healthz", "/nothing", "/api/messages"]
)
def test_every_answer_carries_the_headers_that_keep_a_page_safe(shared_line, path):
    headers = shared_line.http.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] in ("no-store", "no-cache")
    assert "set-cookie" not in headers


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
    answer = line.http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["rasa"] == "away"
    assert line.http.get("/healthz").status_code == 200


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

    for reference in set(references(described)):
        place = described
        for step in reference.removeprefix("#/").split("/"):
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
    for message in member.read():
        conforms(message, "Message")
    conforms(line.http.get("/readyz").json(), "Readiness")
    conforms(line.http.get("/api/messages").json(), "Error")
    conforms({"id": "a", "text": "hello"}, "Posted")
    conforms({"id": "a", "text": "hello", "to": 1}, "Posted")
    conforms({"id": "a", "choice": [], "to": 1}, "Posted")

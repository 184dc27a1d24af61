"""
Every way to another's conversation, tried at every route: none opens it, none breaks anything.

The routes are read from the application, so a new one fails here until it is listed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.routing import Mount, Route

from bot.gateway import plain
from bot.gateway.app import _routes
from tests.fakes.line import line as set_up
from tests.fakes.twilio import ACCOUNT_SID, OUR_NUMBER

CANARY = "my heron flies at midnight"
PHONE = "+16505550111"
# What a client may ask for of each route; those of a conversation need its token.
OF_A_CONVERSATION = {
    ("POST", "/api/messages"),
    ("GET", "/api/messages"),
    ("GET", "/api/events"),
    ("DELETE", "/api/conversations"),
    ("POST", "/api/codes"),
}
# Forms, where the token is a field; whoever has it there is let in.
FORMS = {
    ("POST", "/chat"),
    ("POST", "/chat/code"),
    ("POST", "/s"),
    ("POST", "/summary"),
    ("POST", "/summary.pdf"),
    ("POST", "/summary/text"),
    ("POST", "/summary/text/send"),
}
OF_TWILIO = {("POST", "/sms/inbound"), ("POST", "/sms/status")}
OF_TWILIO |= {
    ("POST", f"/voice/{{secret}}/{step}") for step in ("agent", "pressed", "done", "status")
}
OF_EVERYBODY = {
    ("POST", "/api/conversations"),
    ("GET", "/sms/fallback"),
    ("POST", "/sms/fallback"),
    ("GET", "/openapi.json"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/"),
    ("GET", "/chat"),
    ("GET", "/chat/code"),
    ("GET", "/leave"),
    ("GET", "/s/{secret}"),
    ("GET", "/style.css"),
    ("GET", "/summary"),
    ("GET", "/static"),
}
ALL = sorted(OF_A_CONVERSATION | FORMS | OF_TWILIO | OF_EVERYBODY)


def served() -> set[tuple[str, str]]:
    found = set()
    for route in _routes("http://here"):
        assert isinstance(route, Route | Mount)
        methods = route.methods - {"HEAD"} if isinstance(route, Route) else {"GET"}
        found |= {(method, route.path) for method in methods}
    return found


def test_every_route_is_in_the_matrix():
    assert served() == set(ALL)


@dataclass
class Scene:
    """A victim's chat and text conversation, and what a thief may know or try."""

    line: object
    victim: object
    thief: object
    sms_id: str
    closed: str


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch, set_up(tmp_path_factory.mktemp("theft")) as line:
        patch.setattr(plain, "ANSWER_SECONDS", 0)  # nobody takes turns here
        victim, thief, gone = line.new_member(), line.new_member(), line.new_member()
        victim.post(id="secret", text=CANARY)
        line.text(PHONE, CANARY)
        line.http.request("DELETE", "/api/conversations", headers=gone.headers)
        with line.database.read() as connection:
            query = "SELECT id FROM conversations WHERE channel = 'sms'"
            sms_id = connection.exec_driver_sql(query).scalar_one()
        yield Scene(line, victim, thief, sms_id, gone.token)


@dataclass
class Ask:
    """What is sent beside method and path."""

    headers: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    body: dict[str, object] = field(default_factory=dict)


def bearer(token: str) -> Ask:
    return Ask({"Authorization": f"Bearer {token}"})


WAYS: dict[str, Callable[[Scene], Ask]] = {
    "no token": lambda s: Ask(),
    "an empty token": lambda s: Ask({"Authorization": "Bearer"}),
    "a guessed token": lambda s: bearer(secrets.token_urlsafe(32)),
    "a token that was left": lambda s: bearer(s.closed),
    "a token cut short": lambda s: bearer(s.victim.token[:-1]),
    "a token made longer": lambda s: bearer(s.victim.token + "A"),
    "a token in other case": lambda s: bearer(s.victim.token.swapcase()),
    "a token and SQL": lambda s: bearer(f"{s.victim.token}' OR '1'='1"),
    "a token of ten thousand letters": lambda s: bearer("A" * 10_000),
    "its hash": lambda s: bearer(token_hash_of(s.victim.token)),
    "the conversation's id as token": lambda s: bearer(s.victim.conversation),
    "the id of a text conversation": lambda s: bearer(s.sms_id),
    "the number as token": lambda s: bearer(PHONE),
    "another scheme": lambda s: Ask({"Authorization": f"Basic {s.victim.token}"}),
    "the token in the address": lambda s: Ask(
        params={"token": s.victim.token, "access_token": s.victim.token}
    ),
    "the token in a cookie": lambda s: Ask({"Cookie": f"token={s.victim.token}"}),
    "the token in the body": lambda s: Ask(
        body={"token": s.victim.token, "access_token": s.victim.token}
    ),
    "the token in another header": lambda s: Ask({"X-Token": s.victim.token}),
    "another site's page": lambda s: Ask(
        {"Authorization": f"Bearer {s.victim.token}", "Origin": "https://evil.example"}
    ),
    "a page without a site": lambda s: Ask(
        {"Authorization": f"Bearer {s.victim.token}", "Origin": "null"}
    ),
    "another site by what the browser says": lambda s: Ask(
        {"Authorization": f"Bearer {s.victim.token}", "Sec-Fetch-Site": "cross-site"}
    ),
    "a spoofed caller": lambda s: Ask(
        {"X-Twilio-Signature": "c29tZXRoaW5nIG1hZGUgdXA="}, body={"From": PHONE}
    ),
}
# These have a conversation of their own, and reach for the victim's from there.
FROM_ONES_OWN: dict[str, Callable[[Scene], Ask]] = {
    "naming the other conversation": lambda s: Ask(
        s.thief.headers,
        {"conversation": s.victim.conversation, "conversation_id": s.victim.conversation},
        {"conversation": s.victim.conversation, "sender": s.victim.conversation},
    ),
    "the victim's message id": lambda s: Ask(s.thief.headers, body={"id": "secret"}),
    "an old event id": lambda s: Ask({**s.thief.headers, "Last-Event-ID": "0"}, {"after": "0"}),
    "a negative event id": lambda s: Ask({**s.thief.headers, "Last-Event-ID": "-1"}),
    "an event id with SQL": lambda s: Ask({**s.thief.headers, "Last-Event-ID": "0 OR 1=1"}),
    "an event id without end": lambda s: Ask({**s.thief.headers, "Last-Event-ID": "9" * 400}),
    "both tokens, the victim's in a cookie": lambda s: Ask(
        {**s.thief.headers, "Cookie": f"token={s.victim.token}"}
    ),
}


def token_hash_of(token: str) -> str:
    from bot.storage.conversations import token_hash

    return token_hash(token)


def send(scene: Scene, method: str, path: str, ask: Ask) -> tuple[int, str]:
    """Ask, and give the status and all that comes, of an event stream its beginning."""
    what: dict[str, object] = {"headers": ask.headers, "params": ask.params}
    if path.startswith(("/sms/", "/voice/")):
        form = {"MessageSid": "SM1", "AccountSid": ACCOUNT_SID, "From": PHONE, "Body": CANARY}
        what["data"] = {**form, "To": OUR_NUMBER, **ask.body}
    elif (method, path) in FORMS:
        what["data"] = {"id": secrets.token_hex(4), "text": "hello", **ask.body}
    elif method == "POST":
        what["json"] = {"id": secrets.token_hex(4), "text": "hello", **ask.body}
    url = f"{scene.line.gateway}{path}{'/pages.css' if path == '/static' else ''}"
    received = ""
    with httpx.stream(method, url, timeout=20, **what) as answer:
        for part in answer.iter_text():
            received += part
            if answer.headers["content-type"].startswith("text/event-stream"):
                break
        return answer.status_code, received


def of_the_victim(scene: Scene) -> tuple[int, int]:
    """How many messages and text messages of the victim there are; no way may change it."""
    log = scene.victim.read()
    assert [m["text"] for m in log if m["from"] == "member"] == [CANARY]
    texts = scene.line.count(
        f"SELECT count(*) FROM messages WHERE conversation_id = '{scene.sms_id}'"
    )
    return len(log), texts


@pytest.mark.parametrize("way", WAYS)
def test_no_way_without_the_token_leads_in(scene, way):
    before = of_the_victim(scene)
    for method, path in ALL:
        if (method, path) in FORMS and way == "the token in the body":
            continue
        status, received = send(scene, method, path, WAYS[way](scene))
        assert status < 500, (method, path)
        assert CANARY not in received
        assert scene.victim.token not in received
        if (method, path) in OF_A_CONVERSATION:
            assert status in (401, 403), (method, path)
        if (method, path) in OF_TWILIO:
            assert status == 403, (method, path)
    assert of_the_victim(scene) == before


@pytest.mark.parametrize("way", FROM_ONES_OWN)
def test_nobody_gets_from_their_own_conversation_into_another(scene, way):
    before = of_the_victim(scene)
    for method, path in ALL:
        if method == "DELETE":
            continue  # it ends the thief's own chat, which the next test does
        status, received = send(scene, method, path, FROM_ONES_OWN[way](scene))
        assert status < 500, (method, path)
        assert CANARY not in received
    assert of_the_victim(scene) == before


def test_who_ends_their_own_chat_by_any_name_ends_no_other(scene):
    other = scene.line.new_member()
    ask = Ask(other.headers, {"conversation": scene.victim.conversation})
    assert send(scene, "DELETE", "/api/conversations", ask)[0] == 204
    assert of_the_victim(scene)


def test_after_everything_was_erased_the_token_shows_nothing_of_before(line):
    member = line.new_member()
    member.post(id="1", text=CANARY)
    member.post(id="2", text="ERASE")
    shown = line.http.get("/api/messages?after=0", headers=member.headers)
    assert shown.status_code == 200
    assert CANARY not in shown.text
    repeated = member.post(id="1", text=CANARY)
    assert repeated.status_code == 202
    assert CANARY not in line.http.get("/api/messages?after=0", headers=member.headers).text


def test_two_tokens_in_one_request_open_nothing(scene):
    headers = [("Authorization", f"Bearer {scene.thief.token}")]
    headers += [("Authorization", f"Bearer {scene.victim.token}")]
    answer = httpx.get(f"{scene.line.gateway}/api/messages", headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_page_is_let_in_under_whatever_name_it_was_reached(scene, site):
    headers = {**scene.thief.headers, "Sec-Fetch-Site": site, "Origin": "http://10.1.2.3:8080"}
    assert scene.line.http.get("/api/messages", headers=headers).status_code == 200


def test_no_answer_lets_another_site_read_it(scene):
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for method, path in [*ALL, ("OPTIONS", "/api/messages")]:
        answer = httpx.request(method, f"{scene.line.gateway}{path}", headers=headers, timeout=20)
        assert not [name for name in answer.headers if name.startswith("access-control")]

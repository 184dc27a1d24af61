"""Rasa and its action server as processes: what strangers find, and what they tell of anybody."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.app.environment import LOOPBACK
from bot.app.rasa_server import LARGEST_BODY
from bot.dialogue.surroundings import ROOT
from tests.dialogue.test_turn_request import GOOD
from tests.fakes.serving import free_port

SECRET = "canary-5d02-secret-of-tests"
HEADERS = {"X-Calaim-Secret": SECRET}
HELLO = {**GOOD, "text": None, "state": None}
CANARY = "canary-my-sister-jane"
ABROAD = """
import json, os, sys

def note(*seen):
    with open(os.environ["WATCHED"], "a") as stream:
        stream.write(json.dumps(seen) + chr(10))

def look(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        note(event, str(arguments[1]))
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        note(event, str(arguments[0]))

note("watching", "127.0.0.1")
sys.addaudithook(look)
"""
"""Loaded by Python before anything else: notes to whom a process speaks, or whose name it asks."""


@dataclass(frozen=True)
class Servers:
    """The two processes, and what can be looked at from outside."""

    rasa: str
    actions: str
    processes: tuple[subprocess.Popen, ...]
    logs: tuple[Path, ...]
    watched: Path

    def said(self) -> str:
        """Everything they have printed and logged."""
        return "".join(log.read_text() for log in self.logs)


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """Both of them, really started, once for all these tests."""
    folder = tmp_path_factory.mktemp("servers")
    (folder / "sitecustomize.py").write_text(ABROAD)
    file = folder / "rasa-secret"
    file.write_text(f"{SECRET}\n")
    file.chmod(0o600)
    urls = [f"http://{LOOPBACK}:{free_port()}" for _ in range(2)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("CALAIM_")}
    env |= {"CALAIM_RASA_URL": urls[0], "CALAIM_ACTIONS_URL": urls[1]}
    env |= {"CALAIM_RASA_SECRET_FILE": str(file), "PYTHONPATH": str(folder)}
    env |= {"WATCHED": str(folder / "watched"), "RASA_TELEMETRY_ENABLED": "true"}
    logs = (folder / "rasa.log", folder / "actions.log")
    processes = []
    try:
        for name, log in zip(("rasa", "actions"), logs, strict=True):
            with log.open("w") as sink:
                command = [sys.executable, "-m", "bot.app.cli", name]
                started = subprocess.Popen(command, cwd=ROOT, env=env, stdout=sink, stderr=sink)
                processes.append(started)
        for url, process, log in zip(urls, processes, logs, strict=True):
            wait_for(url, process, log)
        yield Servers(urls[0], urls[1], tuple(processes), logs, folder / "watched")
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=30)


def wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    """Until it answers, or two minutes."""
    for _ in range(480):
        assert process.poll() is None, log.read_text()
        try:
            httpx.get(url, timeout=1)
        except httpx.HTTPError:
            time.sleep(0.25)
        else:
            return
    raise TimeoutError(log.read_text())


def turn(servers: Servers, **request) -> httpx.Response:
    """One request at the one door."""
    url = f"{servers.rasa}/webhooks/turn/message"
    return httpx.post(url, **{"headers": HEADERS, "timeout": 30, **request})


def test_a_turn_goes_through_both_for_who_knows_the_secret(servers) -> None:
    hello = turn(servers, json=HELLO)
    assert hello.status_code == 200
    said = {**GOOD, "text": "me", "state": hello.json()["state"]}
    answer = turn(servers, json=said)
    assert answer.json()["screening"]["answers"][0]["question"] == "who", answer.text


@pytest.mark.parametrize(
    "headers", [{}, {"X-Calaim-Secret": "guess"}, {"X-Calaim-Secret": b"\xff"}]
)
def test_no_turn_for_anybody_else(servers, headers) -> None:
    assert turn(servers, json=HELLO, headers=headers).status_code == 403


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        "/model",
        "/model/parse",
        "/model/train",
        "/model/predict",
        "/model/test/intents",
        "/conversations/x/tracker",
        "/conversations/x/tracker/events",
        "/conversations/x/messages",
        "/conversations/x/execute",
        "/conversations/x/trigger_intent",
        "/conversations/x/predict",
        "/conversations/x/story",
        "/domain",
        "/status",
        "/version",
        "/webhooks/rest/webhook",
        "/webhooks/rest/",
        "/webhooks/rasa/webhook",
        "/webhooks/callback/webhook",
        "/webhooks/twilio/webhook",
        "/socket.io/",
        "/docs",
    ],
)
def test_rasa_has_no_management_and_no_other_channel(servers, method, path) -> None:
    answer = httpx.request(method, servers.rasa + path, headers=HEADERS, timeout=10)
    assert answer.status_code in (404, 405)


@pytest.mark.parametrize("path", ["/", "/webhooks/turn/"])
def test_what_is_open_says_that_it_lives_and_no_more(servers, path) -> None:
    answer = httpx.get(servers.rasa + path)
    assert answer.status_code == 200 and len(answer.text) < 40
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/webhook", "/actions", "/nothing"])
def test_the_action_server_is_shut_without_the_secret(servers, path) -> None:
    assert httpx.post(servers.actions + path, json={}).status_code == 403
    strange = httpx.post(servers.actions + path, json={}, headers={"X-Calaim-Secret": b"\xff\xfe"})
    assert strange.status_code == 403


def test_both_listen_on_loopback_alone(servers) -> None:
    own = {str(place[4][0]) for place in socket.getaddrinfo(socket.gethostname(), None)}
    others = [address for address in own if ":" not in address and not address.startswith("127.")]
    for url in (servers.rasa, servers.actions):
        port = int(url.rpartition(":")[2])
        for address in [*others, "127.0.0.2"]:
            with pytest.raises(OSError), socket.create_connection((address, port), timeout=2):
                pass


@pytest.mark.parametrize("server", ["rasa", "actions"])
def test_a_body_far_larger_than_any_turn_is_not_read(servers, server) -> None:
    path = {"rasa": "/webhooks/turn/message", "actions": "/webhook"}[server]
    body = json.dumps({"text": CANARY + "x" * LARGEST_BODY})
    answer = httpx.post(getattr(servers, server) + path, content=body, headers=HEADERS, timeout=20)
    assert answer.status_code == 413
    assert CANARY not in answer.text


def test_a_small_body_that_would_inflate_is_refused(servers) -> None:
    headers = {**HEADERS, "Content-Encoding": "deflate"}
    answer = httpx.post(f"{servers.actions}/webhook", content=b"x\x9c", headers=headers)
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        f'{{"text": "{CANARY}"',
        f'{{"next_action": "no_such_{CANARY}", "tracker": {{}}}}',
        f'{{"next_action": "validate_screening_form", "tracker": "{CANARY}"}}',
        f'["{CANARY}"]',
        f'"{CANARY}"',
        "null",
    ],
)
def test_no_error_answer_and_no_log_repeats_a_body(servers, body) -> None:
    known = {**HEADERS, "Content-Type": "application/json"}
    for url in (f"{servers.rasa}/webhooks/turn/message", f"{servers.actions}/webhook"):
        answer = httpx.post(url, content=body, headers=known, timeout=20)
        assert 400 <= answer.status_code < 600
        assert CANARY not in answer.text
    assert CANARY not in servers.said()


def test_the_text_of_a_turn_is_in_no_log(servers) -> None:
    hello = turn(servers, json=HELLO)
    answer = turn(servers, json={**GOOD, "text": CANARY, "state": hello.json()["state"]})
    assert answer.status_code == 200
    assert CANARY not in servers.said()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_secret_is_in_no_log_and_no_argument_and_no_environment(servers) -> None:
    assert SECRET not in servers.said()
    for process in servers.processes:
        for name in ("cmdline", "environ"):
            assert SECRET.encode() not in Path(f"/proc/{process.pid}/{name}").read_bytes()


def test_neither_speaks_to_anybody_but_this_machine(servers) -> None:
    """Python's own sockets, with telemetry asked for in the environment: our setting wins."""
    watched = [json.loads(line) for line in servers.watched.read_text().splitlines()]
    assert [what for what, _ in watched].count("watching") >= len(servers.processes)
    assert [place for _, place in watched if "127.0.0.1" not in place] == []


@pytest.mark.parametrize("name", ["rasa", "actions"])
@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({}, "set CALAIM_RASA_SECRET"),
        ({"CALAIM_RASA_SECRET": "canary-short"}, "at least 16 characters"),
        ({"CALAIM_RASA_SECRET": SECRET, "CALAIM_{}_HOST": "0.0.0.0"}, "_HOST must be loopback"),
    ],
)
def test_neither_starts_open(name, setting, sentence) -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith("CALAIM_")}
    env |= {key.format(name.upper()): value for key, value in setting.items()}
    command = [sys.executable, "-m", "bot.app.cli", name]
    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1 and sentence in ended.stderr
    assert "canary" not in ended.stderr

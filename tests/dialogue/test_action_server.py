"""The action server as a process: who may come in, and that it repeats nobody's words."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

import httpx
import pytest

from bot.dialogue.surroundings import ROOT

SECRET = {"X-Calaim-Secret": "a secret for tests"}
CALL = {
    "next_action": "validate_screening_form",
    "sender_id": "c1",
    "tracker": {"sender_id": "c1", "slots": {}, "latest_message": {}, "events": []},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Its address and the file of its log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    log = tmp_path_factory.mktemp("actions") / "log"
    env = {
        **os.environ,
        "CALAIM_ACTIONS_URL": url,
        "CALAIM_RASA_SECRET": SECRET["X-Calaim-Secret"],
    }
    command = [sys.executable, "-m", "bot.app.action_server"]
    with log.open("w") as sink:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=sink, stderr=sink)
        try:
            wait_for(f"{url}/health", process)
            yield url, log
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(url: str, process: subprocess.Popen) -> None:
    """Until it answers, or a minute."""
    for _ in range(240):
        assert process.poll() is None, "the action server ended"
        try:
            httpx.get(url, timeout=1)
        except httpx.HTTPError:
            time.sleep(0.25)
        else:
            return
    raise TimeoutError(url)


def test_an_action_runs_for_who_knows_the_secret(server) -> None:
    answer = httpx.post(f"{server[0]}/webhook", json=CALL, headers=SECRET)
    assert answer.status_code == 200
    assert answer.json()["events"][0]["name"] == "screening"


@pytest.mark.parametrize("path", ["/webhook", "/actions"])
@pytest.mark.parametrize("headers", [{}, {"X-Calaim-Secret": "guess"}])
def test_nobody_else_gets_in(server, path, headers) -> None:
    assert httpx.request("POST", server[0] + path, json=CALL, headers=headers).status_code == 403


def test_an_error_repeats_no_word_in_answer_or_log(server) -> None:
    url, log = server
    broken = {**CALL, "tracker": {**CALL["tracker"], "slots": {"screening": {"secret": "words"}}}}
    answer = httpx.post(f"{url}/webhook", json=broken, headers=SECRET)
    assert answer.status_code == 500
    assert "words" not in answer.text
    assert "words" not in log.read_text()
    assert "action_broke" in log.read_text()

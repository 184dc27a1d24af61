"""Schemathesis asks the gateway all that its description allows, and much that it does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.gateway import plain, web_api

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
CONFIG = Path(__file__).parent / "schemathesis.toml"
HOW = [
    "--checks", "all", "--max-examples", "15", "--seed", "20261121", "--max-redirects", "0",
    "--request-timeout", "10", "--generation-database", "none", "--no-color",
]  # fmt: skip
# A stream has no end, and closing the chat would end the run; both are asked for below.
WHOLE = ["--exclude-path", "/api/events", "--exclude-method", "DELETE"]
CLOSING = ["--include-path", "/api/conversations"]
WITHOUT_TOKEN = ["--include-path-regex", "^/api/(events|messages)$"]


@pytest.mark.parametrize(
    ("which", "has_token"), [(WHOLE, True), (CLOSING, True), (WITHOUT_TOKEN, False)]
)
def test_nothing_that_can_be_asked_breaks_the_gateway_or_its_description(
    line, monkeypatch, tmp_path, which, has_token
):
    monkeypatch.setattr(web_api, "LONGEST_WAIT", 0)  # else it waits most of the time
    monkeypatch.setattr(plain, "ANSWER_SECONDS", 0)
    member = line.new_member()
    member.post(id="1", text="hello")
    token = ["-H", f"Authorization: Bearer {member.token}"] if has_token else []
    where = [f"{line.gateway}/openapi.json", "--url", line.gateway]
    command = [str(SCHEMATHESIS), "--config-file", str(CONFIG), "run", *where, *HOW, *which, *token]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=150)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-1000:]
    assert "Server error" not in done.stdout

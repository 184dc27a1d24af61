"""From `git clone` and `make run` to the outcome on the page, with nothing prepared."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chat import Chat
from tests.browser.chromium import PHONE, chromium, find_chromium
from tests.browser.service import ROOT, running, settings

READY_SECONDS = 900
# What a person's shell has; nothing of this checkout's virtual environment. Package settings of
# the machine (its index, certificates, cache) stay, for a person has them too.
KEPT = ("HOME", "PATH", "LANG", "TMPDIR", "USER", "CI")
KEPT_PREFIXES = ("PIP_", "UV_", "SSL_", "REQUESTS_", "HTTP_", "HTTPS_", "NO_PROXY", "PYENV_")

pytestmark = [pytest.mark.newuser, pytest.mark.browser, pytest.mark.timeout(READY_SECONDS + 120)]


def environment() -> dict[str, str]:
    """A person's environment, as if this test ran outside of any virtual environment."""
    kept = {k: v for k, v in os.environ.items() if k in KEPT or k.startswith(KEPT_PREFIXES)}
    own = str(ROOT / ".venv")
    folders = [f for f in kept["PATH"].split(os.pathsep) if not f.startswith(own)]
    return {**kept, "PATH": os.pathsep.join(folders)}


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Path]:
    """A fresh clone of what is committed; removed at the end, for it grows to gigabytes."""
    folder = tmp_path / "calaim"
    subprocess.run(["git", "clone", "--quiet", "--no-local", ROOT, folder], check=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_make_run_from_a_fresh_clone_leads_to_an_outcome(clone: Path, tmp_path: Path) -> None:
    find_chromium()
    env = {**environment(), **settings(tmp_path)}
    log = tmp_path / "output.txt"
    with running(["make", "run"], clone, env, log, READY_SECONDS) as url, chromium() as browser:
        page = browser.new_page(viewport=PHONE, reduced_motion="reduce")
        chat = Chat(page, url).open()
        chat.go_through(chat.click_answer)
        assert chat.has_outcome, chat.messages
    assert "Ready." in log.read_text(encoding="utf-8")
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True
    )
    assert status.stdout == "", "running it leaves files that git does not ignore"

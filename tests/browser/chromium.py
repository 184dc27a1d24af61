"""The browser of these tests: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # The last one counts: Playwright's own switches off the storage that each site's frames have.
    "--disable-features=HttpsUpgrades,MediaRouter,OptimizationHints,PaintHolding,RenderDocument,Translate",
]
PHONE: dict[str, Any] = {"width": 320, "height": 640}
# A turn takes a tenth of a second; a busy machine gets this long before a test gives up.
PATIENCE_MS = 15_000


def find_chromium() -> str:
    """Chromium's path; without one the test is skipped, but never on CI, which installs it."""
    named = os.environ.get("CHROMIUM_PATH")
    found = named or next(filter(None, (shutil.which(name) for name in NAMES)), None)
    if found:
        return found
    if os.environ.get("CI"):
        pytest.fail("CI has no Chromium: .ci/run should have installed it")
    pytest.skip("no Chromium on this machine (Debian: apt install chromium)")


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser, closed at the end."""
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()

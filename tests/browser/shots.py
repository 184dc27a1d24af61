"""Pictures of each state, for a person who looks through them."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.service import ROOT

# CALAIM_SHOTS names another folder; neither is kept with the sources.
FOLDER = Path(os.environ.get("CALAIM_SHOTS") or ROOT / "var" / "shots")


def shot(page: Page, look: str, state: str) -> None:
    """Write what is in view, and the whole page beside it, as PNG."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    name = f"{look}-{state}".replace(" ", "_")
    page.screenshot(path=FOLDER / f"{name}.png")
    page.screenshot(path=FOLDER / f"{name}-whole.png", full_page=True)

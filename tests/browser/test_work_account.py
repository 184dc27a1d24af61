"""Signing in with the work account in a real browser: away to another site, and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.responses import PlainTextResponse

from bot.console.oidc import Provider
from bot.console.oidc_terms import OidcSettings
from tests.browser.chromium import PHONE
from tests.browser.conftest import PATIENCE_MS
from tests.browser.seeing import faults
from tests.browser.shots import shot
from tests.fakes import databases
from tests.fakes.desk import Desk, desk
from tests.fakes.provider import CLIENT, SECRET, FakeProvider, provider

pytestmark = pytest.mark.browser

BUTTON = "Sign in with your work account"


@dataclass
class Office:
    """The console, the provider on a site of its own, and a telephone's browser."""

    desk: Desk
    provider: FakeProvider
    page: Page


@pytest.fixture
def office(browser: Browser, tmp_path: Path) -> Iterator[Office]:
    """Set all of it up; a script error or a breach of the CSP fails."""
    wrong: list[str] = []
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce", locale="en-US")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: wrong.append(f"script error: {error}"))
    page.on("console", lambda line: wrong.append(line.text) if "Policy" in line.text else None)
    with databases.sqlite(tmp_path) as database, provider("localhost") as known:
        settings = OidcSettings(known.url, CLIENT, SECRET, {"calaim-agents": "agent"})
        with desk(database, accounts=Provider(settings)) as made:
            known.backs.append(f"{made.url}/login/oidc/back")
            yield Office(made, known, page)
            context.close()
    assert not wrong


def test_somebody_signs_in_on_another_site_and_finds_the_page_that_they_wanted(office):
    code, page = office.desk.waiting(), office.page
    page.goto(f"{office.desk.url}/cases/{code}")
    assert not faults(page)
    shot(page, "console", "sign in")
    page.get_by_role("link", name=BUTTON).click()
    expect(page.locator("h1")).to_contain_text(code)
    assert page.url == f"{office.desk.url}/cases/{code}"
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("sign out of your work account as well")
    assert not faults(page)
    shot(page, "console", "signed out")
    page.get_by_role("link", name=BUTTON).click()
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    assert office.provider.asked[-1]["prompt"] == "login"


def test_who_may_not_come_in_reads_why_and_can_try_again(office):
    page = office.page
    office.provider.person |= {"groups": ["everybody"]}
    page.goto(f"{office.desk.url}/login")
    page.get_by_role("link", name=BUTTON).click()
    expect(page.get_by_role("alert")).to_contain_text("it has no role in this console")
    assert not faults(page)
    shot(page, "console", "no role")
    office.provider.person |= {"groups": ["calaim-agents"]}
    page.get_by_role("link", name=BUTTON).click()
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()


def test_leaving_midway_by_back_and_beginning_again_works(office):
    page = office.page
    page.goto(f"{office.desk.url}/login")
    office.provider.answers["authorize"] = PlainTextResponse("Who are you?")
    page.get_by_role("link", name=BUTTON).click()
    expect(page.get_by_text("Who are you?")).to_be_visible()
    office.provider.answers.clear()
    page.go_back()
    page.get_by_role("link", name=BUTTON).click()
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()

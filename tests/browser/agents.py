"""Staff in browsers of their own, signed in to the console of a running service."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from bot.app import staff_accounts
from bot.storage import staff
from bot.storage.database import Database
from bot.storage.staff import AGENT
from tests.browser.chromium import PATIENCE_MS
from tests.browser.seeing import TOO_WIDE, axe_findings
from tests.browser.shots import shot
from tests.browser.staff import now
from tests.fakes.desk import PASSWORD

WIDE = {"width": 1280, "height": 800}
# That a stream ended, or that nobody answered, is no fault of a page.
KNOWN = ("Failed to load resource", "[object Event]", "htmx:sendError", "htmx:afterRequest")


class Agents:
    """All who sign in; a script error or a breach of the CSP is a fault."""

    def __init__(self, browser: Browser, database: Database, console: str) -> None:
        self.browser = browser
        self.database = database
        self.console = console
        self.faults: list[str] = []
        self.contexts: list[BrowserContext] = []

    def sign_in(
        self,
        account: str,
        path: str = "/",
        desk: str = "member_services",
        role: str = AGENT,
        **options: Any,
    ) -> Page:
        """Open a browser in which somebody is signed in; their account is made on the way."""
        with self.database.read() as connection:
            is_new = account not in [each.account for each in staff.everybody(connection)]
        if is_new:
            words = (account, account.title(), role, desk, PASSWORD)
            staff_accounts.add(self.database, *words, now())
        fixed = {"viewport": WIDE, "reduced_motion": "reduce", "locale": "en-US"}
        page = self._page({**fixed, **options})
        page.goto(self.console + path)
        page.get_by_label("Account", exact=True).fill(account)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
        return page

    def _page(self, options: dict[str, Any]) -> Page:
        context = self.browser.new_context(**options)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("console", self._note)
        return page

    def _note(self, line: ConsoleMessage) -> None:
        if line.type == "error" and not line.text.startswith(KNOWN):
            self.faults.append(f"console: {line.text}")

    def close(self) -> None:
        """Close all browsers; nothing may have gone wrong in them."""
        for context in self.contexts:
            context.close()
        assert not self.faults, "\n".join(self.faults)


def take_over(page: Page) -> None:
    """Begin to write with the member of the case that is open."""
    page.get_by_role("button", name="Write with them").click()
    expect(page.locator("#text")).to_be_visible()


def write(page: Page, text: str) -> None:
    """Write to the member, and see it stand in the talk."""
    page.locator("#text").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator(".talk .staff").last).to_contain_text(text)


def unfold(page: Page, title: str) -> None:
    """Open one of the things that can be done with a case."""
    page.locator("#work summary").get_by_text(title, exact=True).click()


def press(page: Page, key: str) -> None:
    """Press a key once the page listens."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def hand_back(page: Page, settled: str) -> None:
    """Leave the member to the assistant."""
    unfold(page, "Hand back to the assistant")
    page.get_by_label("What was settled").fill(settled)
    page.get_by_role("button", name="Hand back", exact=True).click()


def note(page: Page, text: str) -> None:
    """Write a note for staff."""
    unfold(page, "Note")
    page.locator("#note-note").fill(text)
    page.get_by_role("button", name="Save the note").click()
    expect(page.locator("#case .note").last).to_have_text(text)


def resolve(page: Page, reason: str) -> None:
    """Close the case."""
    unfold(page, "Close")
    page.get_by_label("Reason").select_option(label=reason)
    page.get_by_role("button", name="Close the case").click()
    expect(page.locator("#case .heading")).to_contain_text("Closed")


def look_at(page: Page, side: str, state: str) -> None:
    """Hold one side against the rules for everybody, and keep its picture."""
    shot(page, side, state)
    assert axe_findings(page) == []
    assert page.evaluate(TOO_WIDE) <= 0

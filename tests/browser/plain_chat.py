"""The chat without a script as a person uses it: with a mouse, or by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

STEPS_AT_MOST = 30
TABS_AT_MOST = 80


class PlainChat:
    """One open page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def open(self) -> PlainChat:
        """Open the chat and wait for the first question."""
        self.page.goto(f"{self.url}/chat")
        self.press("Start the chat")
        expect(self.page.locator(".answers")).to_be_visible()
        return self

    def press(self, name: str) -> None:
        """Press a button; its page has come when this returns."""
        self.page.get_by_role("button", name=name).click()

    @property
    def has_outcome(self) -> bool:
        """Whether the outcome stands there."""
        return self.page.locator(".outcome").count() > 0

    @property
    def messages(self) -> list[str]:
        """What was said, by everybody."""
        return self.page.locator(".talk .words").all_inner_texts()

    @property
    def kind(self) -> str:
        """What the open question is answered with."""
        for kind in ("radio", "checkbox"):
            if self.page.locator(f".answers input[type={kind}]").count():
                return kind
        return "field" if self.page.locator("input#text").count() else "none"

    def answer(self) -> None:
        """Give the first answer that is offered, or an age."""
        if self.kind in ("radio", "checkbox"):
            self.page.locator(".answers input").first.check()
        else:
            self.page.locator("#text").fill("34")
        self.press("Send")

    def answer_by_keyboard(self) -> None:
        """The same without a mouse."""
        keyboard = self.page.keyboard
        if self.kind == "field":
            self.tab_to("#text")
            keyboard.type("34")
        else:
            self.tab_to(".answers input")
            keyboard.press("Space")
        with self.page.expect_navigation():
            keyboard.press("Enter")

    def tab_to(self, selector: str) -> None:
        """Press Tab until the focus is on such an element."""
        for _ in range(TABS_AT_MOST):
            self.page.keyboard.press("Tab")
            if self.page.locator(f"{selector}:focus").count():
                return
        raise AssertionError(f"Tab never reached {selector}")

    def go_through(
        self, answer: Callable[[], None], look: Callable[[], object] = lambda: None
    ) -> None:
        """Answer until the outcome stands there, looking at each page on the way."""
        for _ in range(STEPS_AT_MOST):
            look()
            if self.has_outcome:
                return
            answer()
        raise AssertionError(f"no outcome after {STEPS_AT_MOST} answers: {self.messages}")

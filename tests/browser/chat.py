"""The chat page as a person uses it: what stands there, and ways to answer."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

STEPS_AT_MOST = 30
TABS_AT_MOST = 80
TYPED = {"age": "34", "call_name": "Ana", "call_number": "650-555-0147", "birth_date": "skip"}


class Chat:
    """One open chat page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def open(self) -> Chat:
        """Open the page and wait for the first question."""
        self.page.goto(f"{self.url}/chat")
        self.page.locator("#answers fieldset").wait_for()
        return self

    @property
    def kind(self) -> str:
        """The kind of the open question; empty where none is open."""
        return self._of_question("kind")

    @property
    def question(self) -> str:
        """The id of the open question; empty where none is open."""
        return self._of_question("question")

    def _of_question(self, name: str) -> str:
        fields = self.page.locator("#answers fieldset")
        return (fields.get_attribute(f"data-{name}") or "") if fields.count() else ""

    @property
    def is_typed(self) -> bool:
        """Whether the open question is answered in the text box."""
        choices = self.page.locator("#answers .main button").count()
        return self.kind in ("text", "number") or not choices

    @property
    def typed(self) -> str:
        """What to type as an answer to the open question."""
        return TYPED.get(self.question, "2" if self.kind == "number" else "skip")

    @property
    def seq(self) -> str:
        """The number of the message with the open question."""
        return self.page.locator("#answers").get_attribute("data-to") or ""

    @property
    def token(self) -> str:
        """What opens the chat."""
        return str(self.page.evaluate("JSON.parse(sessionStorage.getItem('calaim-chat')).token"))

    @property
    def messages(self) -> list[str]:
        """What the log says, speakers included."""
        return self.page.locator("#log .message").all_inner_texts()

    @property
    def has_outcome(self) -> bool:
        """Whether the outcome stands there."""
        return self.page.locator(".outcome").count() > 0

    def replied(self, act: Callable[[], None]) -> None:
        """Do something that is answered, and wait for the answer."""
        before = self.page.locator("#log .message:not(.member)").count()
        act()
        expect(self.page.locator("#log .message:not(.member)")).not_to_have_count(before)
        expect(self.page.locator("#pending .message")).to_have_count(0)

    def click_answer(self) -> None:
        """Answer the open question by mouse or finger: the first thing that is offered."""
        field = self.page.locator("#answers fieldset")
        if self.kind == "multiple":
            field.get_by_role("checkbox").first.check()
            self.replied(field.locator(".send").click)
        elif self.is_typed:
            self.type_answer(self.typed)
        else:
            self.replied(field.locator(".main button").first.click)

    def type_answer(self, text: str) -> None:
        """Answer by typing."""
        self.page.locator("#text").fill(text)
        self.replied(lambda: self.page.locator("#text").press("Enter"))

    def press_answer(self) -> None:
        """Answer the open question by keyboard alone."""
        keyboard = self.page.keyboard
        if self.kind == "multiple":
            self.tab_to("#answers input[type=checkbox]")
            keyboard.press("Space")
            self.tab_to("#answers .send")
        elif self.is_typed:
            self.tab_to("#text")
            keyboard.type(self.typed)
        else:
            self.tab_to("#answers .main button")
        self.replied(lambda: keyboard.press("Enter"))

    def tab_to(self, selector: str) -> None:
        """Press Tab until the focus is on the first such element."""
        for _ in range(TABS_AT_MOST):
            if self.page.evaluate("s => document.activeElement?.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {selector} for {self.question}")

    def go_through(
        self, answer: Callable[[], None], look: Callable[[], object] = lambda: None
    ) -> None:
        """Answer until the outcome stands there, looking at each state on the way."""
        for _ in range(STEPS_AT_MOST):
            look()
            if self.has_outcome or not self.kind:
                return
            answer()
        raise AssertionError(f"no outcome after {STEPS_AT_MOST} answers: {self.messages}")

    def ask_for_a_call(self) -> None:
        """Ask for a person and answer what they need to call: then there is a case."""
        self.replied(self.page.get_by_role("button", name="Talk to a person").click)
        for _ in range(STEPS_AT_MOST):
            if not self.kind:
                return
            self.click_answer()
        raise AssertionError(f"no end of questions: {self.messages}")

    def go_to(self, kind: str) -> None:
        """Answer by mouse until a question of this kind is open."""
        for _ in range(STEPS_AT_MOST):
            if self.kind == kind:
                return
            self.click_answer()
        raise AssertionError(f"no question of kind {kind}: {self.messages}")

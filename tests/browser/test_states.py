"""Each state of the chat on each kind of screen: nothing found by axe, nothing lost, a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.seeing import faults
from tests.browser.shots import shot

pytestmark = pytest.mark.browser

LOOKS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 320, "height": 640}},
    "dark phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    # 1280 x 1024 at 400 %.
    "zoomed": {"viewport": {"width": 320, "height": 256}},
    "forced colours": {"viewport": {"width": 390, "height": 844}, "forced_colors": "active"},
}


def states(chat: Chat) -> Iterator[str]:
    """Go from the first question to a booked call and beyond, and name each state on the way."""
    page = chat.page
    yield "first question"
    chat.click_answer()
    page.context.set_offline(True)
    page.locator("#answers .main button").first.click()
    expect(page.get_by_role("status")).to_contain_text("No connection")
    yield "no connection"
    page.context.set_offline(False)
    page.locator("#answers fieldset:enabled[data-kind=number]").wait_for()
    chat.go_to("multiple")
    page.locator("#answers .send").click()
    expect(page.get_by_role("alert")).to_contain_text("Check what fits")
    yield "nothing checked"
    chat.go_through(chat.click_answer)
    yield "outcome"
    page.locator(".outcome summary").first.click()
    yield "unfolded outcome"
    chat.replied(page.get_by_role("button", name="Change an answer").click)
    yield "change an answer"
    chat.replied(page.get_by_role("button", name="None, go on").click)
    chat.ask_for_a_call()
    yield "booked"
    page.get_by_role("button", name="End chat and clear").click()
    page.get_by_role("button", name="Press again").click()
    yield "cleared"


@pytest.mark.parametrize("look", LOOKS)
def test_every_state_can_be_read_and_used(new_chat: Callable[..., Chat], look: str) -> None:
    chat = new_chat(**LOOKS[look])
    found = {}
    for state in states(chat):
        found[state] = faults(chat.page)
        shot(chat.page, look, state)
    assert len(found) == 8
    assert not any(found.values()), found


def test_on_paper_stands_what_was_said_and_nothing_to_press(chat: Chat) -> None:
    chat.click_answer()
    chat.page.emulate_media(media="print")
    expect(chat.page.locator("#log .message").first).to_be_visible()
    expect(chat.page.locator("button:visible, textarea:visible, #leave:visible")).to_have_count(0)
    said = chat.page.locator(".member .bubble")
    colours = said.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")
    assert colours == ["rgb(23, 38, 43)", "rgb(255, 255, 255)"]
    shot(chat.page, "paper", "said")

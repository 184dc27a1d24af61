"""Nothing moves under a finger, and no second tap does what nobody wanted."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.chat import Chat

pytestmark = pytest.mark.browser

PRESSABLE_AT = """([x, y]) => Boolean(document.elementFromPoint(x, y)
    ?.closest("a, button:enabled, input:enabled, textarea, summary"))"""


def middle(element: Locator) -> tuple[float, float]:
    """Where a finger goes that has seen it; not in the first moment of new answers."""
    element.hover()
    return place_of(element)


def place_of(element: Locator) -> tuple[float, float]:
    box = element.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_second_tap_while_the_answer_is_on_its_way_does_nothing(chat: Chat) -> None:
    chat.click_answer()
    posted: list[Route] = []
    chat.page.route("**/api/messages", lambda route: posted.append(route))
    place = middle(chat.page.locator("#answers .main button").first)
    chat.page.mouse.click(*place)
    expect(chat.page.locator("#pending .message")).to_have_count(1)
    expect(chat.page.locator("#answers .main button").first).to_be_disabled()
    assert not chat.page.evaluate(PRESSABLE_AT, place)
    chat.page.mouse.click(*place)
    expect(chat.page.locator("#pending .message")).to_have_count(1)
    posted[0].continue_()
    expect(chat.page.locator("#pending .message")).to_have_count(0)
    assert len(posted) == 1


def test_new_answers_take_no_tap_in_their_first_moment(chat: Chat) -> None:
    chat.click_answer()
    at_the_time = """(ms) => {
      const set = document.querySelector("#answers .answers");
      const [settling] = set.getAnimations();
      settling.pause();
      settling.currentTime = ms;
      const box = set.querySelector("button").getBoundingClientRect();
      return set.contains(document.elementFromPoint(box.x + 9, box.y + 9));
    }"""
    assert [chat.page.evaluate(at_the_time, ms) for ms in (0, 300, 400)] == [False, False, True]


def test_what_comes_while_a_finger_is_down_waits_until_it_is_up(
    new_page: Callable[..., Page], service: str
) -> None:
    page = new_page()
    page.clock.install(time=0)
    chat = Chat(page, service).open()
    chat.click_answer()
    button = page.get_by_role("button", name="Why we ask")
    place, said = middle(button), len(chat.messages)
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 0.5)
    page.mouse.move(*place)
    page.mouse.down()
    with page.expect_response(lambda answer: "after=" in answer.url) as heard:
        ask_elsewhere(chat, "is this free?")
    heard.value.finished()
    assert (place_of(button), len(chat.messages)) == (place, said)
    page.mouse.up()
    expect(page.locator("#log .member").last.locator(".words")).to_have_text("why")
    expect(page.locator("#log")).to_contain_text("is this free?")


def ask_elsewhere(chat: Chat, text: str) -> None:
    """Write in the same chat from its other tab."""
    headers = {"Authorization": f"Bearer {chat.token}"}
    body = {"id": "other-tab", "text": text}
    httpx.post(f"{chat.url}/api/messages", json=body, headers=headers).raise_for_status()

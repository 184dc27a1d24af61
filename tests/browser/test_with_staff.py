"""A person of the staff takes over in the same window, and hands back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.seeing import axe_findings
from tests.browser.shots import shot
from tests.browser.staff import Staff

pytestmark = pytest.mark.browser


@pytest.fixture
def staff(chat: Chat, staff_of: Callable[[Chat], Staff]) -> Staff:
    """Maria, for a member who asked for a call and then goes on to change an answer."""
    chat.ask_for_a_call()
    chat.replied(chat.page.get_by_role("button", name="Change an answer").click)
    return staff_of(chat)


def test_who_writes_is_named_and_the_assistant_steps_aside(chat: Chat, staff: Staff) -> None:
    chat.replied(staff.take_over)
    told = chat.page.locator("#log .staff").last
    expect(told.locator(".speaker")).to_have_text("Maria, Member Services:")
    box = chat.page.get_by_role("textbox", name="Write to Maria, Member Services")
    expect(box).to_be_visible()
    expect(chat.page.locator("#who")).to_have_text("Maria, Member Services")
    expect(chat.page.locator("#answers button, #reach button:visible")).to_have_count(0)
    shot(chat.page, "phone", "with a person")
    assert axe_findings(chat.page) == []


def test_what_the_member_writes_then_waits_for_nobody_but_the_person(
    chat: Chat, staff: Staff
) -> None:
    chat.replied(staff.take_over)
    chat.page.locator("#text").fill("thank you for coming")
    chat.page.locator("#text").press("Enter")
    expect(chat.page.locator("#log .member").last).to_contain_text("thank you for coming")
    expect(chat.page.locator("#pending .message")).to_have_count(0)
    expect(chat.page.locator("#thinking")).to_be_hidden()
    chat.replied(lambda: staff.speak("I found the form for you."))
    expect(chat.page.locator("#log .staff").last).to_contain_text("I found the form for you.")


def test_after_the_person_the_assistant_is_back_as_before(chat: Chat, staff: Staff) -> None:
    chat.replied(staff.take_over)
    chat.replied(staff.hand_back)
    expect(chat.page.locator("#log .message").last).to_contain_text("HPSM helper:")
    expect(chat.page.locator("#who")).to_have_text("Automated helper")
    expect(chat.page.get_by_role("button", name="Talk to a person")).to_be_visible()
    expect(chat.page.get_by_role("textbox", name="Write to Maria")).to_have_count(0)
    chat.replied(chat.page.get_by_role("button", name="Change an answer").click)
    assert chat.question == "change_which"


def test_a_reload_while_a_person_writes_shows_the_same(chat: Chat, staff: Staff) -> None:
    chat.replied(staff.take_over)
    before = chat.messages
    chat.page.reload()
    expect(chat.page.locator("#log .staff")).to_have_count(1)
    assert chat.messages == before
    expect(chat.page.get_by_role("textbox", name="Write to Maria")).to_be_visible()
    expect(chat.page.locator("#answers button, #reach button:visible")).to_have_count(0)

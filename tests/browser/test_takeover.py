"""A person takes over in the same window: the member always knows who is there, and whether."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bot.worker.watching import watch_over
from tests.browser.chat import Chat
from tests.browser.conftest import NewChat
from tests.browser.staff import Staff, now
from tests.browser.test_seeing import TOO_WIDE, axe_findings

pytestmark = pytest.mark.browser

NAME = "Maria, Member Services"
StaffOf = Callable[[Chat], Staff]


@pytest.fixture
def asking(chat: Chat) -> Chat:
    """Somebody on a small phone who asked for a person."""
    return ask(chat)


def ask(chat: Chat) -> Chat:
    chat.click_answer()
    chat.type_answer("i want to talk to a person")
    return chat


def say(chat: Chat, text: str) -> None:
    chat.page.locator("#text").fill(text)
    chat.page.locator("#text").press("Enter")
    expect(chat.page.locator("#log .member").last).to_contain_text(text)
    expect(chat.page.locator("#pending .message")).to_have_count(0)


def last(chat: Chat):
    return chat.page.locator("#log .message").last


def later(staff: Staff, minutes: float) -> None:
    """Have the worker look as it would after so long."""
    watch_over(staff.database, now() + timedelta(minutes=minutes))


def test_who_asks_for_a_person_reads_who_is_there_and_that_they_can_leave(asking: Chat) -> None:
    notice = asking.page.locator("#log .system")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text(re.compile(r"Nobody is (here|free) to write with you right now"))
    expect(notice).to_contain_text("You do not have to wait here")
    assert asking.question == "handover" or asking.kind
    asking.click_answer()
    expect(notice).to_have_count(1)


def test_a_person_comes_by_name_talks_goes_and_the_questions_go_on(
    asking: Chat, staff_of: StaffOf
) -> None:
    staff, page = staff_of(asking), asking.page
    asked = asking.question
    staff.take_over()
    expect(last(asking)).to_contain_text(NAME)
    expect(last(asking)).to_contain_text("I can see what you wrote to the helper")
    expect(page.locator("#answers button")).to_have_count(0)
    say(asking, "we sleep in the car since may")
    staff.speak("I am sorry. How many are you?")
    expect(last(asking)).to_contain_text("How many are you?")
    say(asking, "three")
    expect(last(asking)).to_contain_text("three")
    staff.hand_back()
    expect(last(asking)).to_contain_text("Maria has left. I am the automated helper")
    page.locator("#answers fieldset").wait_for()
    assert asking.question == asked
    asking.click_answer()


def test_nothing_says_that_the_helper_is_writing_while_a_person_has_it(
    asking: Chat, staff_of: StaffOf
) -> None:
    staff, page = staff_of(asking), asking.page
    staff.take_over()
    expect(last(asking)).to_contain_text(NAME)
    say(asking, "are you there?")
    expect(page.locator("#thinking")).to_be_hidden()
    page.reload()
    expect(last(asking)).to_contain_text("are you there?")
    expect(page.locator("#thinking")).to_be_hidden()
    expect(page.locator("#text")).to_have_attribute("placeholder", re.compile("Maria"))


def test_silence_is_broken_and_in_the_end_the_helper_is_back(
    asking: Chat, staff_of: StaffOf
) -> None:
    staff = staff_of(asking)
    staff.take_over()
    expect(last(asking)).to_contain_text(NAME)
    say(asking, "are you there?")
    later(staff, 4)
    expect(last(asking)).to_contain_text("Sorry that this takes long")
    expect(last(asking).locator("a[href='tel:+16506162133']")).to_be_visible()
    later(staff, 11)
    expect(last(asking)).to_contain_text(
        "Sorry, Maria could not write back. I am the automated helper"
    )
    asking.page.locator("#answers fieldset").wait_for()
    asking.click_answer()


def test_danger_is_answered_at_once_also_while_a_person_has_it(
    asking: Chat, staff_of: StaffOf
) -> None:
    staff_of(asking).take_over()
    expect(last(asking)).to_contain_text(NAME)
    asking.page.locator("#text").fill("he is hitting me right now help")
    asking.page.locator("#text").press("Enter")
    expect(last(asking)).to_contain_text(f"{NAME.split(',')[0]} gets this message too.")
    expect(last(asking)).to_contain_text("Notice")
    expect(asking.page.locator(".message").nth(-2)).to_contain_text("911")
    assert asking.page.locator("#text").get_attribute("placeholder") == f"Write to {NAME}"


@pytest.mark.parametrize(
    "look",
    [
        {"viewport": {"width": 320, "height": 640}},
        {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    ],
    ids=["phone", "dark desktop"],
)
def test_the_takeover_has_no_axe_finding_and_fits(
    new_chat: NewChat, staff_of: StaffOf, look: dict[str, object]
) -> None:
    chat = ask(new_chat(**look))
    staff = staff_of(chat)
    seen = {"waiting": axe_findings(chat.page)}
    staff.take_over()
    expect(last(chat)).to_contain_text(NAME)
    say(chat, "thank you for coming")
    seen["with a person"] = axe_findings(chat.page)
    assert chat.page.evaluate(TOO_WIDE) <= 0
    staff.hand_back()
    chat.page.locator("#answers fieldset").wait_for()
    seen["handed back"] = axe_findings(chat.page)
    assert not any(seen.values()), seen

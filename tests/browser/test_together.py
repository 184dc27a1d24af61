"""Finish it together: an agent goes on with the questions in the console, on the telephone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.storage import cases, conversations
from bot.storage.database import Database
from tests.browser.agents import WIDE, Agents, look_at
from tests.browser.chat import Chat
from tests.browser.chromium import PHONE
from tests.browser.conftest import NewChat

pytestmark = pytest.mark.browser

SPOKEN = "Maria, Member Services, on the phone"
MOST_ANSWERS = 25


def case_of(database: Database, chat: Chat) -> cases.StoredCase:
    """The one case of a chat."""
    with database.read() as connection:
        opened = conversations.opened_with(connection, chat.token)
        assert opened
        (case,) = cases.not_closed(connection, opened.id)
    return case


def asks_after_three_answers(chat: Chat) -> None:
    """Three answers in the chat, and then they want a person."""
    for _ in range(3):
        chat.click_answer()
    chat.type_answer("i want to talk to a person")


def screening(database: Database, chat: Chat) -> dict[str, Any]:
    with database.read() as connection:
        opened = conversations.opened_with(connection, chat.token)
        assert opened
        return conversations.get(connection, opened.id).screening or {}


def gives(page: Page, act: Callable[[], None]) -> None:
    """Give an answer, and wait until what comes next can be read out."""
    count = page.locator(".talk .staff").count()
    act()
    expect(page.locator(".talk .staff")).not_to_have_count(count)
    expect(page.locator("#asked")).to_be_visible()


def answer(page: Page) -> None:
    """Answer as it comes: the first of what is offered, or a number."""
    panel = page.locator("#together")
    ticks = panel.get_by_role("checkbox")
    choices = panel.locator("fieldset button[name=choice].main")
    if panel.get_by_role("button", name="Done").count():
        ticks.first.check()
        gives(page, panel.get_by_role("button", name="Done").click)
    elif choices.count():
        gives(page, choices.first.click)
    else:
        panel.locator("#their-words").fill("6")
        gives(page, panel.get_by_role("button", name="Save").click)


def test_three_answers_in_the_chat_the_rest_on_the_telephone(
    new_chat: NewChat, agents: Agents, database: Database
) -> None:
    chat = new_chat()
    asks_after_three_answers(chat)
    case = case_of(database, chat)
    before = [one["id"] for one in case.details["populations"]]
    page = agents.sign_in("maria", f"/cases/{case.code}")
    look_at(page, "together", "offer")
    page.get_by_role("button", name="Go on by telephone").click()
    expect(page.locator("#asked")).to_be_visible()
    look_at(page, "together", "begun")
    assert screening(database, chat)["stage"] == "asking"
    expect(page.locator(".heading")).to_contain_text("On the phone together")
    for _ in range(MOST_ANSWERS):
        if screening(database, chat)["stage"] == "outcome":
            break
        answer(page)
    look_at(page, "together", "outcome")
    case = case_of(database, chat)
    found = [one["label"] for one in case.details["populations"]]
    assert screening(database, chat)["stage"] == "outcome"
    assert case.details["screening_complete"] and len(found) > len(before)
    page.reload()
    expect(page.locator("#case")).to_contain_text(found[0])
    expect(page.locator("#case .criteria").first).to_contain_text("told by telephone")
    expect(chat.page.locator("#log")).to_contain_text(f"{SPOKEN}:")
    expect(chat.page.locator("#answers button")).to_have_count(0)
    look_at(chat.page, "together", "member")
    page.get_by_role("button", name="Stop here").click()
    expect(chat.page.locator("#log .message").last).to_contain_text("You talked with Maria")
    expect(page.get_by_role("button", name="Go on by telephone")).to_be_visible()
    chat.page.locator("#answers fieldset").wait_for()
    assert [one["by_phone"] for one in case.details["answers"]][:3] == [False] * 3


@pytest.mark.parametrize(
    "look",
    [
        {"viewport": PHONE},
        {"viewport": WIDE, "color_scheme": "dark"},
    ],
    ids=["phone", "dark"],
)
def test_the_panel_reads_well_and_works_with_the_keyboard_alone(
    new_chat: NewChat, agents: Agents, database: Database, look: dict[str, Any]
) -> None:
    chat = new_chat()
    asks_after_three_answers(chat)
    page = agents.sign_in("maria", f"/cases/{case_of(database, chat).code}", **look)
    page.get_by_role("button", name="Go on by telephone").press("Enter")
    expect(page.locator("#asked")).to_be_visible()
    page.locator("#their-words").press_sequentially("34")
    look_at(page, "together", f"typed-{look.get('color_scheme', 'light')}")
    gives(page, lambda: page.locator("#their-words").press("Enter"))
    page.get_by_role("checkbox").first.press("Space")
    look_at(page, "together", f"list-{look.get('color_scheme', 'light')}")
    chat.page.locator("#text").fill("i forgot, we also have a dog")
    chat.page.locator("#text").press("Enter")
    expect(page.locator(".talk").last).to_contain_text("we also have a dog")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    gives(page, lambda: page.get_by_role("button", name="Done").press("Enter"))
    expect(page.locator("#together")).to_contain_text("we also have a dog")
    page.locator("#their-words").fill("i want to kill myself tonight")
    gives(page, lambda: page.locator("#their-words").press("Enter"))
    expect(page.locator("#together")).to_contain_text("Stay on the line.")
    look_at(page, "together", f"danger-{look.get('color_scheme', 'light')}")
    expect(page.locator(".heading")).to_contain_text(re.compile("Urgent"))

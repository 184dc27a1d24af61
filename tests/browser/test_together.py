"""Finish it together: an agent goes on with the questions in the console, on the telephone."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.app import staff_accounts
from bot.app.settings import read_settings
from bot.app.wiring import open_database
from bot.storage import cases, conversations, staff
from bot.storage.database import Database
from tests.browser.chat import Chat
from tests.browser.conftest import PATIENCE_MS, NewChat
from tests.browser.staff import now
from tests.fakes.desk import PASSWORD

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
SPOKEN = "Maria, Member Services, on the phone"
MOST_ANSWERS = 25
SHOTS = os.environ.get("CALAIM_SHOTS", "")


@pytest.fixture
def database(service: str, environment: dict[str, str]) -> Iterator[Database]:
    """The database of the service, in which Maria may sign in."""
    opened = open_database(read_settings(environment))
    with opened.read() as connection:
        is_new = "maria" not in [each.account for each in staff.everybody(connection)]
    if is_new:
        words = ("maria", "Maria", "supervisor", "member_services", PASSWORD)
        staff_accounts.add(opened, *words, now())
    yield opened
    opened.close()


@pytest.fixture
def agent(
    browser: Browser, database: Database, environment: dict[str, str]
) -> Iterator[Callable[..., Page]]:
    """Opens browsers in which Maria is signed in; a script error or a breach of CSP fails."""
    contexts, faults = [], []
    console = f"http://127.0.0.1:{environment['CALAIM_CONSOLE_PORT']}"

    def make(path: str, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on("console", lambda line: _console(line.text, line.type, faults))
        page.goto(console + path)
        page.get_by_label("Account").fill("maria")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def _console(text: str, kind: str, faults: list[str]) -> None:
    """Note a fault; that a stream ended where its page was left is none ("[object Event]")."""
    if kind == "error" and not text.startswith(("Failed to load resource", "[object Event]")):
        faults.append(f"console: {text}")


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
        panel.locator("#told").fill("6")
        gives(page, panel.get_by_role("button", name="Save").click)


def look_at(page: Page, name: str) -> None:
    """Hold a page against the rules for everybody, and against its own width."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert not [(each["id"], [n["html"][:160] for n in each["nodes"]]) for each in found]
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{name} is {width} wide"
    if SHOTS:
        size = page.viewport_size["width"]
        page.screenshot(path=f"{SHOTS}/together-{name}-{size}.png", full_page=True)


def test_three_answers_in_the_chat_the_rest_on_the_telephone(
    new_chat: NewChat, agent: Callable[..., Page], database: Database
) -> None:
    chat = new_chat()
    asks_after_three_answers(chat)
    case = case_of(database, chat)
    before = [one["id"] for one in case.details["populations"]]
    page = agent(f"/cases/{case.code}")
    look_at(page, "offer")
    page.get_by_role("button", name="Go on by telephone").click()
    expect(page.locator("#asked")).to_be_visible()
    look_at(page, "begun")
    gives(page, page.get_by_role("button", name="Back", exact=True).click)
    for _ in range(MOST_ANSWERS):
        if screening(database, chat)["stage"] == "outcome":
            break
        answer(page)
    look_at(page, "outcome")
    case = case_of(database, chat)
    found = [one["label"] for one in case.details["populations"]]
    assert screening(database, chat)["stage"] == "outcome"
    assert case.details["screening_complete"] and len(found) > len(before)
    page.reload()
    expect(page.locator("#case")).to_contain_text(found[0])
    expect(page.locator("#case .criteria").first).to_contain_text("told by telephone")
    expect(chat.page.locator("#log")).to_contain_text(f"{SPOKEN}:")
    expect(chat.page.locator("#answers button")).to_have_count(0)
    look_at(chat.page, "member")
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
    new_chat: NewChat, agent: Callable[..., Page], database: Database, look: dict[str, Any]
) -> None:
    chat = new_chat()
    asks_after_three_answers(chat)
    page = agent(f"/cases/{case_of(database, chat).code}", **look)
    page.get_by_role("button", name="Go on by telephone").press("Enter")
    expect(page.locator("#asked")).to_be_visible()
    gives(page, lambda: page.get_by_role("button", name="Back", exact=True).press("Enter"))
    page.locator("#told").press_sequentially("34")
    look_at(page, f"typed-{look.get('color_scheme', 'light')}")
    gives(page, lambda: page.locator("#told").press("Enter"))
    page.get_by_role("checkbox").first.press("Space")
    look_at(page, f"list-{look.get('color_scheme', 'light')}")
    chat.page.locator("#text").fill("i forgot, we also have a dog")
    chat.page.locator("#text").press("Enter")
    expect(page.locator(".talk").last).to_contain_text("we also have a dog")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    gives(page, lambda: page.get_by_role("button", name="Done").press("Enter"))
    expect(page.locator("#together")).to_contain_text("we also have a dog")
    page.locator("#told").fill("i want to kill myself tonight")
    gives(page, lambda: page.locator("#told").press("Enter"))
    expect(page.locator("#together")).to_contain_text("Stay on the line.")
    look_at(page, f"danger-{look.get('color_scheme', 'light')}")
    expect(page.locator(".heading")).to_contain_text(re.compile("Urgent"))

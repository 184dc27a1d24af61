"""The console in a real browser: sign in, see a member come, take over, write."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bot.handoff.danger import mark_danger
from tests.browser.conftest import PATIENCE_MS
from tests.fakes import databases
from tests.fakes.desk import PASSWORD, Desk, asks_for_a_call
from tests.fakes.desk import desk as set_up

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
SHOTS = os.environ.get("CALAIM_SHOTS", "")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The console on a database of its own, with two cases."""
    with databases.sqlite(tmp_path) as database, set_up(database) as made:
        yield made


@pytest.fixture
def new_agent(browser: Browser, desk: Desk) -> Iterator[Callable[..., Page]]:
    """Opens browsers of staff who are signed in; a script error or a breach of CSP fails."""
    contexts, faults = [], []

    def make(account: str = "ana", role: str = "agent", **options: Any) -> Page:
        desk.account(account, role, "member_services")
        context = browser.new_context(
            **{"viewport": WIDE, "reduced_motion": "reduce", "locale": "en-US", **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on("console", lambda line: _console(line, faults))
        page.goto(f"{desk.url}/")
        page.get_by_label("Account").fill(account)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("#waiting")).to_be_visible()
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def _console(line: Any, faults: list[str]) -> None:
    """Note a fault; that a stream ended where its page was left is none ("[object Event]")."""
    known = ("Failed to load resource", "[object Event]")
    if line.type == "error" and not line.text.startswith(known):
        faults.append(f"console: {line.text}")


def urgent(desk: Desk) -> str:
    at = desk.clock.now().isoformat()
    said = ("im so tired of all this", "i dont want to be here anymore")
    return desk.waiting(mark_danger(asks_for_a_call(), "self_harm", said[1], at), *said)


def look_at(page: Page, name: str) -> None:
    """Hold a page against the rules for everybody, and against its own width."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    told = [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found]
    assert not told
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{name} is {width} wide"
    if SHOTS:
        size = page.viewport_size["width"]
        page.screenshot(path=f"{SHOTS}/console-{name}-{size}.png", full_page=True)


def test_the_queue_shows_a_new_case_by_itself_and_counts_it_in_the_title(desk, new_agent):
    page = new_agent()
    expect(page.get_by_text("Nobody waits here.")).to_be_visible()
    urgent(desk)
    desk.waiting(minutes=95)
    expect(page.locator("[data-row]")).to_have_count(2)
    expect(page.locator("#waiting")).to_have_text(re.compile("2 waiting, 1 urgent"))
    expect(page).to_have_title(re.compile(r"^\(2\) "))
    expect(page.locator(".row").first).to_contain_text("Urgent")


def test_keys_go_through_the_queue_and_can_be_switched_off(desk, new_agent):
    desk.waiting(minutes=5)
    code = desk.waiting(minutes=1)
    page = new_agent()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(f"#case-{code}")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#code")).to_be_focused()
    page.locator(f"#case-{code}").focus()
    page.keyboard.press("o")
    expect(page.get_by_role("heading", name=code)).to_be_visible()
    page.goto(f"{desk.url}/account")
    page.get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("body")).to_have_attribute("data-shortcuts", "off")
    page.goto(f"{desk.url}/")
    page.keyboard.press("/")
    expect(page.locator("#code")).not_to_be_focused()


def test_an_agent_takes_a_case_writes_and_hears_the_member(desk, new_agent):
    code = urgent(desk)
    page = new_agent()
    page.locator(f"#case-{code}").click()
    page.get_by_role("button", name="Write with them").click()
    box = page.locator("#text")
    box.fill("I am here, Maria.")
    desk.says(code, "oh thank you")
    expect(page.locator(".talk")).to_contain_text("oh thank you")
    expect(box).to_have_value("I am here, Maria.")
    look_at(page, "talking")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".talk .staff").last).to_contain_text("I am here, Maria.")
    expect(box).to_have_value("")
    page.locator("#canned").select_option(label="One moment")
    expect(box).to_have_value(re.compile("One moment please"))


def test_a_note_half_written_stays_when_something_changes(desk, new_agent):
    code = desk.waiting()
    page = new_agent()
    page.goto(f"{desk.url}/cases/{code}")
    page.get_by_text("Note", exact=True).click()
    page.locator("#note-note").fill("She said that")
    desk.says(code, "one more thing")
    expect(page.locator(".talk")).to_contain_text("one more thing")
    expect(page.locator("#note-note")).to_have_value("She said that")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_reads_well(desk, new_agent, size, scheme):
    code = urgent(desk)
    caregiver = asks_for_a_call(who="other", member_name="Rosa", may_speak="no")
    desk.waiting(caregiver, "my mom needs help", minutes=3000)
    page = new_agent(role="administrator", viewport=size, color_scheme=scheme)
    for name, path in (
        ("queue", "/?desk=both"),
        ("case", f"/cases/{code}"),
        ("account", "/account"),
        ("audit", "/audit"),
        ("missing", "/cases/ZZZ-999"),
    ):
        page.goto(desk.url + path)
        look_at(page, f"{name}-{scheme}")
    page.goto(f"{desk.url}/account")
    page.get_by_role("button", name="Set up").click()
    look_at(page, f"code-{scheme}")
    page.get_by_role("button", name="Sign out", exact=True).click()
    look_at(page, f"login-{scheme}")

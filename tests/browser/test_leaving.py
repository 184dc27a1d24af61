"""Leaving the console: what stood open in a browser can be read by nobody afterwards."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser.agents import Agents
from tests.browser.chromium import ARGUMENTS, find_chromium
from tests.browser.seeing import axe_findings
from tests.browser.shots import shot
from tests.fakes.desk import PASSWORD

pytestmark = pytest.mark.browser

QUARTER = 15 * 60
HALF_A_MINUTE = 30_000
NOTE = "Her sister answers on Mondays."


def another_tab(page: Page, path: str) -> Page:
    """Open one more page in the same browser."""
    tab = page.context.new_page()
    tab.goto(urljoin(page.url, path))
    expect(tab.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    return tab


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()


def is_left(tab: Page) -> None:
    """Check that a tab shows the page to sign in and nothing else."""
    expect(tab.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(tab.get_by_label("Password")).to_be_visible()
    assert "Maria" not in tab.locator("body").inner_text()


def write_note(tab: Page) -> None:
    tab.locator("#work summary").get_by_text("Note", exact=True).click()
    tab.locator("#note-note").press_sequentially(NOTE)


def test_signing_out_in_one_tab_leaves_nothing_readable_in_the_others(desk_agents, desk):
    code = desk.waiting()
    page = desk_agents.sign_in("ana")
    tabs = [another_tab(page, path) for path in (f"/cases/{code}", "/account", "/")]
    expect(tabs[0].get_by_text("Maria").first).to_be_visible()
    sign_out(page)
    for tab in (page, *tabs):
        is_left(tab)


def test_what_is_unsent_in_another_tab_is_told_before_signing_out(desk_agents, desk):
    code = desk.waiting()
    page = desk_agents.sign_in("ana")
    tab = another_tab(page, f"/cases/{code}")
    write_note(tab)
    sign_out(page)
    asked = page.get_by_role("dialog", name="You are not done")
    expect(asked).to_contain_text(f"in another tab: {code}")
    assert not axe_findings(page)
    shot(page, "console", "unsent")
    page.get_by_role("button", name="Go back").click()
    expect(asked).to_be_hidden()
    tab.get_by_role("button", name="Save the note").click()
    expect(tab.locator(".note").last).to_contain_text(NOTE)
    sign_out(page)
    is_left(page)
    is_left(tab)


def test_who_signs_out_anyway_leaves_at_once(desk_agents, desk):
    code = desk.waiting()
    page = desk_agents.sign_in("ana", f"/cases/{code}")
    tab = another_tab(page, f"/cases/{code}")
    write_note(page)
    sign_out(page)
    expect(page.get_by_role("dialog")).to_contain_text("on this page")
    page.get_by_role("button", name="Sign out anyway").click()
    is_left(page)
    is_left(tab)


def test_a_tab_that_was_closed_has_nothing_unsent_any_more(desk_agents, desk):
    code = desk.waiting()
    page = desk_agents.sign_in("ana")
    tab = another_tab(page, f"/cases/{code}")
    write_note(tab)
    tab.close()
    sign_out(page)
    is_left(page)


def test_going_back_after_signing_out_shows_nothing(desk_agents, desk):
    code = desk.waiting()
    page = desk_agents.sign_in("ana")
    page.goto(f"{desk.url}/cases/{code}")
    expect(page.get_by_text("Maria").first).to_be_visible()
    sign_out(page)
    is_left(page)
    page.go_back()
    is_left(page)


def test_a_page_that_the_browser_kept_for_back_is_asked_for_anew(browser, desk):
    """Chromium keeps whole pages for "Back", unless Playwright tells it not to."""
    usual = ["--disable-back-forward-cache"]
    keeping = browser.browser_type.launch(
        executable_path=find_chromium(), args=ARGUMENTS, ignore_default_args=usual
    )
    desk_agents = Agents(keeping, desk.database, desk.url)
    page = desk_agents.sign_in("ana", "/account")
    page.add_init_script(
        "addEventListener('pageshow', (event) => { if (event.persisted) sessionStorage.kept = 1 })"
    )
    page.reload()
    sign_out(page)
    is_left(page)
    page.go_back()
    is_left(page)
    assert page.evaluate("sessionStorage.kept") == "1", "it was not kept, so nothing is shown"
    desk_agents.close()
    keeping.close()


def test_whoever_does_nothing_is_asked_and_then_every_tab_goes_blank(desk_agents, desk):
    code = desk.waiting()
    page = desk_agents.sign_in("ana", "/account")
    page.clock.install()
    page.reload()
    page.clock.fast_forward((QUARTER - 50) * 1000)
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_visible()
    tab = another_tab(page, f"/cases/{code}")
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_hidden()
    page.clock.fast_forward((QUARTER - 50) * 1000)
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_hidden()
    desk.clock.pass_by(seconds=QUARTER)
    page.clock.fast_forward((QUARTER + 10) * 1000)
    is_left(page)
    is_left(tab)


def test_who_writes_with_a_member_is_not_asked_whether_they_are_there(desk_agents, desk):
    code = desk.waiting()
    page = desk_agents.sign_in("ana", f"/cases/{code}")
    page.get_by_role("button", name="Write with them").click()
    page.clock.install()
    page.reload()
    for _ in range(2):
        page.clock.fast_forward((QUARTER - 120) * 1000)
        page.locator("#text").fill("I am still looking for it.")
        with page.expect_response("**/speak"):
            page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_hidden()


def test_signing_out_everywhere_reaches_pages_in_other_browsers_that_hear_of_nothing(desk_agents):
    home = desk_agents.sign_in("ana", "/account")
    home.clock.install()
    home.reload()
    tab = another_tab(home, "/account")
    office = desk_agents.sign_in("ana", "/account")
    office.get_by_role("button", name="Sign out everywhere").click()
    is_left(office)
    expect(home.get_by_role("heading", name="Ana")).to_be_visible()
    home.clock.fast_forward(HALF_A_MINUTE)
    is_left(home)
    is_left(tab)


def test_who_signs_in_again_finds_what_they_left(desk_agents, desk):
    code = desk.waiting()
    page = desk_agents.sign_in("ana", f"/cases/{code}")
    page.context.clear_cookies()
    page.reload()
    page.get_by_label("Account", exact=True).fill("ana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_contain_text(code)

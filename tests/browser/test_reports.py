"""The figures in a real browser: on a wide screen, a phone, in the dark, in forced colours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.storage import notices
from bot.storage.staff import SUPERVISOR
from tests.browser.chromium import PHONE
from tests.browser.seeing import TOO_WIDE, faults
from tests.fakes import databases, months
from tests.fakes.desk import Desk
from tests.fakes.desk import desk as set_up

WIDE = {"width": 1280, "height": 800}
LOOKS: list[dict[str, Any]] = [
    {"viewport": WIDE},
    {"viewport": PHONE},
    {"viewport": WIDE, "color_scheme": "dark"},
    {"viewport": WIDE, "forced_colors": "active"},
]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, str]]:
    """A console with a month of work in it, and the session of a supervisor."""
    with databases.sqlite(tmp_path_factory.mktemp("month")) as database, set_up(database) as desk:
        months.talked(desk, 30, 20)
        months.worked(desk, 15)
        yield desk, desk.staff("sue", SUPERVISOR).cookies["calaim_staff"]


def look(browser: Browser, month: tuple[Desk, str], **options: Any) -> Page:
    desk, session = month
    context = browser.new_context(reduced_motion="reduce", **options)
    context.add_cookies([{"name": "calaim_staff", "value": session, "url": desk.url}])
    page = context.new_page()
    page.goto(f"{desk.url}/reports")
    expect(page.get_by_role("heading", name="In a minute")).to_be_visible()
    return page


@pytest.mark.parametrize("options", LOOKS, ids=("wide", "phone", "dark", "forced"))
def test_everybody_can_read_the_figures(browser, month, options):
    page = look(browser, month, **options)
    assert faults(page) == []
    page.context.close()


@pytest.mark.parametrize("options", LOOKS, ids=("wide", "phone", "dark", "forced"))
def test_everybody_can_read_which_notices_failed(browser, month, options):
    desk, _ = month
    desk.waiting(minutes=5)
    now = desk.clock.now()
    with desk.database.write() as connection:
        notices.spread(connection, lambda _: ["e-mail"], now)
        held = notices.claim(connection, "e-mail", now, timedelta(minutes=1))
        assert held is not None
        notices.failed(connection, held, "The e-mail server broke off.", held.give_up_at, now)
    page = look(browser, month, **options)
    page.get_by_role("link", name="Notices").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_text("The e-mail server broke off.").first).to_be_visible()
    assert faults(page) == []
    page.context.close()


CUT_OFF = """() => [...document.querySelectorAll(".wide")]
  .filter(each => each.scrollWidth > each.clientWidth)
  .map(each => each.ariaLabel)"""


def test_no_column_is_cut_off_on_a_desk_s_screen(browser, month):
    page = look(browser, month, viewport=WIDE)
    assert page.evaluate(CUT_OFF) == []
    page.context.close()


def test_on_a_phone_the_names_of_rows_stay_while_a_table_is_moved(browser, month):
    page = look(browser, month, viewport={"width": 360, "height": 740})
    assert "When people write, table" not in page.evaluate(CUT_OFF)
    region = page.get_by_role("region", name="By language, table")
    row = region.get_by_role("rowheader", name="Spanish")
    before = row.bounding_box()
    region.evaluate("each => { each.scrollLeft = each.scrollWidth }")
    assert before and region.evaluate("each => each.scrollLeft") > 100
    after = row.bounding_box()
    assert after and abs(after["x"] - before["x"]) < 2
    page.context.close()


def test_twice_the_letters_fit_and_pictures_grow_with_them(browser, month):
    page = look(browser, month, viewport=WIDE)
    before = page.locator("#stops + p + .beside svg").bounding_box()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    after = page.locator("#stops + p + .beside svg").bounding_box()
    assert before and after and after["height"] > 1.9 * before["height"]
    assert page.evaluate(TOO_WIDE) <= 0
    page.context.close()


def test_each_picture_has_a_name_and_its_table(browser, month):
    page = look(browser, month, viewport=WIDE)
    for section in page.locator("section.figure").all():
        title = section.get_by_role("heading").inner_text()
        expect(section.get_by_role("table", name=title)).to_be_visible()
        if section.locator("svg").count():
            expect(section.get_by_role("img", name=title)).to_be_visible()
    assert page.locator("section.figure svg").count() >= 10
    page.context.close()


def test_the_range_is_chosen_and_tables_are_read_by_keyboard(browser, month):
    page = look(browser, month, viewport=PHONE)
    page.get_by_role("link", name="Last 7 days").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Last 7 days")).to_have_attribute("aria-current", "page")
    region = page.get_by_role("region", name="Where people stop, table")
    region.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(region).to_be_focused()
    page.wait_for_function("document.activeElement.scrollLeft > 0")
    page.context.close()


def test_the_export_comes_as_a_file(browser, month):
    page = look(browser, month, viewport=WIDE)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download as CSV").click()
    assert coming.value.suggested_filename == "calaim-figures-30-days.csv"
    assert Path(coming.value.path()).read_text().startswith("Figure,Row,Column,Value")
    page.context.close()

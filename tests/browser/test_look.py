"""The page at `/`: members find the chat, web teams the line and the helper at work."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.host_site import OPEN, host_site
from tests.browser.test_embedding import Host
from tests.browser.test_seeing import TOO_WIDE, axe_findings

pytestmark = pytest.mark.browser

LOOKS: list[dict[str, Any]] = [
    {"viewport": {"width": 320, "height": 640}},
    {"viewport": {"width": 1280, "height": 800}},
    {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    {"viewport": {"width": 390, "height": 844}, "forced_colors": "active"},
    {"viewport": {"width": 320, "height": 640}, "java_script_enabled": False},
]
IDS = ["phone", "desktop", "dark", "forced colours", "no script"]

# The chat and this script stay under 12,000 bytes together: tests/gateway/test_parts.py.
MOST_BYTES = 1_650

Look = Callable[..., Host]


@pytest.fixture
def look(new_page: Callable[..., Page], service: str) -> Look:
    """Opens the page: `look(viewport=...)`."""

    def go(**options: Any) -> Host:
        page = new_page(**options)
        page.add_init_script(OPEN)
        page.goto(service)
        return Host(page, service)

    return go


def plain_line(helper: str) -> str:
    return f'<script src="{helper}/static/embed.js" defer></script>'


@pytest.mark.parametrize("how", LOOKS, ids=IDS)
def test_it_reads_well_whatever_it_is_read_with(look: Look, how: dict[str, Any]) -> None:
    host = look(**how)
    expect(host.page.get_by_role("link", name="Start the chat")).to_be_in_viewport(ratio=1)
    if how.get("java_script_enabled", True):
        assert axe_findings(host.page) == []
        assert host.page.evaluate(TOO_WIDE) <= 0
    expect(host.page.locator("#line")).to_contain_text("/static/embed.js")
    expect(host.page.get_by_role("cell", name="six hexadecimal digits")).to_be_visible()


def test_doubled_text_on_a_small_phone_loses_nothing(look: Look) -> None:
    host = look()
    host.page.evaluate("document.documentElement.style.fontSize = '225%'")
    assert host.page.evaluate(TOO_WIDE) <= 0


def test_without_scripts_nothing_stands_there_that_would_not_work(look: Look) -> None:
    page = look(java_script_enabled=False).page
    expect(page.locator("#settings")).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
    page.get_by_role("link", name="Start the chat").click()
    page.wait_for_url("**/chat")


def test_the_helper_is_at_work_on_the_page(look: Look) -> None:
    host = look(viewport={"width": 1280, "height": 800})
    chat = host.open()
    chat.click_answer()
    host.page.keyboard.press("Escape")
    expect(host.launcher).to_be_focused()


def test_the_line_and_the_helper_follow_the_settings(look: Look, service: str) -> None:
    host = look(viewport={"width": 1280, "height": 800})
    page = host.page
    expect(page.locator("#line")).to_have_text(plain_line(service))
    page.get_by_label("Color").fill("#ffc72c")
    page.get_by_label("Corner").select_option("Left")
    page.get_by_label("Opening text").fill('Say "hello" & more')
    page.get_by_label("Opening text").blur()
    settings = (
        'data-colour="ffc72c" data-position="left" data-opening="Say &quot;hello&quot; &amp; more"'
    )
    expect(page.locator("#line")).to_have_text(
        plain_line(service).replace("defer", f"{settings} defer")
    )
    expect(page.locator("calaim-helper")).to_have_count(1)
    expect(host.launcher).to_contain_text('Say "hello" & more')
    expect(host.launcher).to_have_css("background-color", "rgb(255, 199, 44)")
    box = host.launcher.bounding_box()
    assert box and box["x"] < 20


def test_the_line_as_copied_works_on_a_page(look: Look, service: str) -> None:
    host = look(permissions=["clipboard-read"])
    host.page.get_by_label("Opening text").fill('Say "hello" & <more>')
    host.page.get_by_label("Opening text").blur()
    host.page.get_by_role("button", name="Copy the line").click()
    expect(host.page.get_by_text("Copied.")).to_be_visible()
    copied = host.page.evaluate("navigator.clipboard.readText()")
    with host_site(service, 0) as site:
        site.head = copied
        host.page.route(f"{site.origin}/**", lambda route: route.continue_())
        other = host.page.context.new_page()
        other.add_init_script(OPEN)
        other.goto(site.origin)
        expect(Host(other, service).launcher).to_contain_text('Say "hello" & <more>')


def test_where_there_is_no_clipboard_the_line_is_selected(look: Look) -> None:
    host = look()
    host.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    host.page.get_by_role("button", name="Copy the line").click()
    expect(host.page.get_by_role("status")).not_to_be_empty()
    assert host.page.evaluate("getSelection().toString()").startswith("<script src=")


def test_the_size_it_names_is_what_comes_over_the_line(look: Look, service: str) -> None:
    named = look().page.get_by_text("the script is all that is loaded")
    kilobytes = re.search(r"([\d.]+) kB", named.inner_text())
    with httpx.stream("GET", f"{service}/static/embed.js") as answer:
        size = len(b"".join(answer.iter_raw()))
    assert kilobytes and kilobytes[1] == f"{size / 1000:.1f}"
    assert size <= MOST_BYTES


def test_it_names_the_sites_that_may_show_the_chat(look: Look, service: str) -> None:
    policy = httpx.get(f"{service}/chat").headers["content-security-policy"]
    allowed = look().page.get_by_text("Allowed now:")
    for origin in policy.split("'self' ")[-1].split():
        expect(allowed).to_contain_text(origin)

"""The page with the result in a browser: read, printed, saved, texted, by anybody."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chat import Chat
from tests.browser.chromium import PHONE
from tests.browser.test_seeing import TOO_WIDE, axe_findings
from tests.conversation.test_stories import at_outcome
from tests.fakes.line import Line
from tests.fakes.line import line as set_up
from tests.fakes.serving import wait_for
from tests.gateway.results import Visitor, booked, out_of_jail, visitor

pytestmark = pytest.mark.browser

THEIRS = "+16505550147"
LOOKS: dict[str, dict[str, Any]] = {
    "phone": {"viewport": PHONE},
    "dark desktop": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "forced colours": {"viewport": PHONE, "forced_colors": "active"},
}
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "button, input, summary, .call, .number-big a")]
  .filter(e => e.offsetParent && !(e.matches("input") && e.closest("label")))
  .map(e => [e.getBoundingClientRect(), e.innerText || e.id])
  .filter(([box]) => box.height < 44 || box.width < 44)
  .map(([box, name]) => `${name}: ${box.width} x ${box.height}`)"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """Gateway and database, with stand-ins for Rasa and Twilio."""
    with set_up(tmp_path_factory.mktemp("pages")) as made:
        yield made


@pytest.fixture
def open_page(browser: Browser, line: Line) -> Iterator[Open]:
    """Opens the page as the chat does, by a form; a breach of any policy fails the test."""
    contexts, faults = [], []

    def make(someone: Visitor, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": PHONE, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))
        page.on("console", lambda said: _note(said, faults))
        page.on("request", lambda asked: _outside(asked.url, line.gateway, faults))
        token = html.escape(someone.member.token)
        form = f'<form method="post" action="{line.gateway}/summary"><button>Go</button>'
        chat = f'{form}<input type="hidden" name="token" value="{token}"></form>'
        page.route("**/a-chat", lambda route: route.fulfill(body=chat, content_type="text/html"))
        page.goto(f"{line.gateway}/a-chat")
        page.get_by_role("button").click()
        page.get_by_role("heading", level=1).wait_for()
        return page

    yield make
    kept = [cookie for context in contexts for cookie in context.cookies()]
    for context in contexts:
        context.close()
    assert not kept and not faults, (kept, faults)


def _note(said: Any, faults: list[str]) -> None:
    if said.type == "error" and "Failed to load resource" not in said.text:
        faults.append(said.text)


def _outside(url: str, ours: str, faults: list[str]) -> None:
    if not url.startswith((ours, "data:")):
        faults.append(url)


def press(page: Page, name: str) -> None:
    """Press a button that leads to another page."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def look_over(page: Page) -> list[Any]:
    """What axe finds, what is too small to press, and how far the page goes beyond its side."""
    wide = page.evaluate(TOO_WIDE)
    return [*axe_findings(page), *page.evaluate(SMALL_TARGETS), *([wide] if wide > 0 else [])]


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_from_the_result_to_the_text_every_page_is_sound(
    open_page: Open, line: Line, look: dict[str, Any]
) -> None:
    page = open_page(visitor(line, booked()), **look)
    seen = {"result": look_over(page)}
    press(page, "Text me this")
    seen["number"] = look_over(page)
    page.get_by_label("Your cell phone number").fill("12")
    press(page, "Go on")
    seen["wrong number"] = look_over(page)
    page.get_by_label("Your cell phone number").fill("650 555 0147")
    press(page, "Go on")
    seen["is it right"] = look_over(page)
    press(page, "Yes, send it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your text is on its way")
    seen["sent"] = look_over(page)
    assert not any(seen.values()), seen


def test_the_text_arrives_and_its_link_opens_the_page(open_page: Open, line: Line) -> None:
    page = open_page(visitor(line, out_of_jail()))
    before = len(line.texts_to(THEIRS))
    press(page, "Text me this")
    page.get_by_label("Your cell phone number").fill("(650) 555-0147")
    press(page, "Go on")
    expect(page.get_by_text("(650) 555-0147")).to_be_visible()
    press(page, "Yes, send it")
    with line.working():
        [body] = wait_for(lambda: line.texts_to(THEIRS)[before:])
    [link] = [word for word in body.split() if "/s/" in word]
    page.goto(link)
    assert look_over(page) == []
    press(page, "Show my page")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What we found")
    expect(page.get_by_role("button", name="Text me this")).to_have_count(0)
    assert "jail" not in page.content() and look_over(page) == []


def test_going_back_and_sending_again_texts_once(open_page: Open, line: Line) -> None:
    page = open_page(visitor(line, at_outcome("web")))
    before = len(line.bodies())
    press(page, "Text me this")
    page.get_by_label("Your cell phone number").fill("650-555-0199")
    press(page, "Go on")
    press(page, "Yes, send it")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your text is on its way")
    assert len(line.bodies()) == before + 1


def test_a_number_that_was_mistyped_can_be_changed(open_page: Open, line: Line) -> None:
    page = open_page(visitor(line, at_outcome("web")))
    press(page, "Text me this")
    page.get_by_label("Your cell phone number").fill("650-555-0148")
    press(page, "Go on")
    press(page, "Change the number")
    expect(page.get_by_label("Your cell phone number")).to_have_value("(650) 555-0148")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_saving_gives_a_pdf_with_a_name_that_tells_nobody(open_page: Open, line: Line) -> None:
    page = open_page(visitor(line, booked()))
    with page.expect_download(timeout=40_000) as saved:
        page.get_by_role("button", name="Save as PDF").click()
    assert saved.value.suggested_filename == "page-2026-11-21.pdf"
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF-")


def test_print_opens_the_browsers_own_printing(open_page: Open, line: Line) -> None:
    page = open_page(visitor(line, at_outcome("web")))
    page.evaluate("() => { window.printed = 0; window.print = () => window.printed++; }")
    page.get_by_role("button", name="Print", exact=True).click()
    assert page.evaluate("() => window.printed") == 1


def test_paper_has_the_words_in_black_on_white_and_nothing_to_press(
    open_page: Open, line: Line
) -> None:
    page = open_page(visitor(line, booked()), color_scheme="dark")
    page.emulate_media(media="print")
    expect(page.get_by_text("You told me you have no steady home")).to_be_visible()
    expect(page.get_by_text("Experiencing homelessness")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    colours = page.evaluate(
        """() => [...document.querySelectorAll("body, h1, p, dd, q, cite, .card, .band")]
            .filter(e => e.checkVisibility())
            .flatMap(e => [getComputedStyle(e).color, "on " + getComputedStyle(e).backgroundColor])
        """
    )
    clear, white, black = "on rgba(0, 0, 0, 0)", "on rgb(255, 255, 255)", "rgb(0, 0, 0)"
    assert set(colours) <= {black, clear, white}
    # Letter paper; what belongs together is not torn apart.
    pages = page.pdf(format="Letter").count(b"/Type /Page\n")
    assert pages <= 3


def test_without_scripts_the_page_says_how_to_print_and_all_else_works(
    open_page: Open, line: Line
) -> None:
    page = open_page(visitor(line, at_outcome("web")), java_script_enabled=False)
    expect(page.get_by_text("use Print in the menu of your browser")).to_be_visible()
    expect(page.get_by_role("button", name="Print", exact=True)).to_have_count(0)
    press(page, "Text me this")
    page.get_by_label("Your cell phone number").fill("650-555-0147")
    press(page, "Go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this number right?")


def test_private_answers_come_at_the_check_of_a_box(open_page: Open, line: Line) -> None:
    page = open_page(visitor(line, out_of_jail()))
    assert "jail" not in page.content()
    page.get_by_label("Show all my answers").check()
    press(page, "Show")
    expect(page.get_by_text("In jail or locked up this past year")).to_be_visible()
    assert look_over(page) == []


def test_twice_the_letters_need_no_sideways_scrolling(open_page: Open, line: Line) -> None:
    page = open_page(visitor(line, booked()))
    sizes = {"fontSizes": {"standard": 32, "fixed": 26}}
    page.context.new_cdp_session(page).send("Page.setFontSizes", sizes)
    page.reload()
    assert page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)") >= 32
    assert page.evaluate(TOO_WIDE) <= 0


def test_all_can_be_reached_by_keyboard(open_page: Open, line: Line) -> None:
    page = open_page(visitor(line, booked()))
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("() => document.activeElement.innerText"))
    wanted = ("Print", "Save as PDF", "Text me this", "Back to the chat", "650-616-2133")
    assert [name for name in wanted if name not in reached] == []


def keep(chat: Chat) -> Page:
    """From the outcome in the chat to its page."""
    chat.go_through(chat.click_answer)
    chat.page.get_by_role("button", name="Keep this result").click()
    expect(chat.page.get_by_role("heading", level=1)).to_contain_text("What we found on")
    return chat.page


def test_from_the_chat_to_the_result_and_back_nothing_is_lost(chat: Chat) -> None:
    chat.go_through(chat.click_answer)
    chat.page.locator("#text").fill("what about")
    names = keep(chat).locator(".outcome .card h3").all_inner_texts()
    assert look_over(chat.page) == []
    chat.page.get_by_role("button", name="Back to the chat").click()
    expect(chat.page.locator(".outcome .card h2")).to_have_text(names)
    expect(chat.page.locator("#text")).to_have_value("what about")
    assert names


def test_leaving_from_the_result_closes_the_chat_too(chat: Chat) -> None:
    page = keep(chat)
    token = page.locator("[name=token]").first.input_value()
    page.locator("#leave").click()
    page.wait_for_url("**/healthz")
    assert page.evaluate("sessionStorage.length") == 0
    holder = {"Authorization": f"Bearer {token}"}
    wait_for(lambda: httpx.get(f"{chat.url}/api/messages", headers=holder).status_code == 401)

"""A real browser that runs no script: a whole screening, and a chat that changes devices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import NewChat
from tests.browser.plain_chat import PlainChat
from tests.browser.test_seeing import SMALL_TARGETS, TOO_WIDE, axe_findings

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
PHONE: dict[str, Any] = {"width": 320, "height": 640}
DESKTOP: dict[str, Any] = {"width": 1280, "height": 800}


@pytest.fixture
def new_plain(new_page: NewPage, service: str) -> Callable[..., PlainChat]:
    """Opens chats in browsers that run no script."""
    return lambda **options: PlainChat(
        new_page(java_script_enabled=False, **options), service
    ).open()


@pytest.fixture
def plain(new_plain: Callable[..., PlainChat]) -> PlainChat:
    """A new chat on a small phone, without a script."""
    return new_plain()


@pytest.fixture
def examined(new_page: NewPage, service: str) -> Iterator[Callable[[PlainChat], list[str]]]:
    """Tells what axe finds on a page: the same HTML under its address, but with scripts on."""
    page = new_page(viewport=PHONE)

    def look(plain: PlainChat) -> list[str]:
        html = plain.page.content()
        page.route("**/chat/seen", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(f"{service}/chat/seen")
        found = axe_findings(page)
        page.unroute("**/chat/seen")
        return found

    yield look


def code_on(page: Page) -> str:
    """The code that the page shows."""
    return page.locator("strong.code [aria-hidden]").inner_text()


def go_back(page: Page) -> None:
    """Go back as a person does: the browser asks whether to send the form again, and may."""
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        page.go_back(wait_until="commit")
    page.wait_for_url("chrome-error://**")
    page.reload()


def type_code(page: Page, service: str, code: str) -> None:
    page.goto(f"{service}/chat/code")
    page.get_by_label("Your code").fill(code)
    page.get_by_role("button", name="Go on here").click()


def test_a_person_without_scripts_reaches_the_outcome(plain: PlainChat) -> None:
    plain.go_through(plain.answer)
    expect(plain.page.locator("#now")).to_contain_text("This is not a decision")
    call = plain.page.locator(".calls").get_by_role("link", name="Call 650-616-2133")
    expect(call).to_have_attribute("href", "tel:+16506162133")
    card = plain.page.locator(".outcome .card").first
    expect(card.locator("q").first).to_be_hidden()
    card.locator("summary").click()
    expect(card.locator("cite").first).to_contain_text("Source")
    plain.page.get_by_role("radio", name="Call me").check()
    plain.press("Send")
    expect(plain.page.locator(".outcome")).to_have_count(1)
    assert plain.page.url.split("#")[0] == f"{plain.url}/chat"


def test_the_result_can_be_kept_without_scripts(plain: PlainChat) -> None:
    plain.go_through(plain.answer)
    plain.press("Keep this result")
    expect(plain.page.get_by_role("heading", level=1)).to_contain_text("What we found on")
    expect(plain.page.locator("main")).to_contain_text("650-616-2133")
    assert "token" not in plain.page.url
    plain.page.get_by_role("button", name="Back to the chat").click()
    expect(plain.page.locator(".outcome")).to_have_count(1)


def test_a_person_without_scripts_and_mouse_reaches_the_outcome(plain: PlainChat) -> None:
    plain.go_through(plain.answer_by_keyboard)
    assert plain.has_outcome


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_page_shows_its_question_is_large_enough_and_no_wider_than_the_screen(
    new_plain: Callable[..., PlainChat], viewport: dict[str, Any]
) -> None:
    plain = new_plain(viewport=viewport)

    def check() -> None:
        asked = plain.page.locator("#now .words").last
        if not plain.has_outcome:
            expect(asked).to_be_in_viewport(ratio=1)
            expect(plain.page.locator(".answer")).to_be_in_viewport()

    plain.go_through(plain.answer, check)


def test_no_page_has_an_axe_finding_a_small_target_or_too_wide_a_line(
    plain: PlainChat, new_page: NewPage, examined: Callable[[PlainChat], list[str]], service: str
) -> None:
    seen: dict[str, list[str]] = {}
    other = PlainChat(new_page(java_script_enabled=False), service)

    def look(name: str, chat: PlainChat = plain) -> None:
        if name not in seen:
            seen[name] = examined(chat)

    plain.go_through(plain.answer, lambda: look("outcome" if plain.has_outcome else plain.kind))
    plain.press("Send")
    look("nothing chosen")
    plain.press("Go on on another device")
    look("code")
    type_code(other.page, service, "0000-0000")
    look("wrong code", other)
    plain.press("Back to the chat")
    plain.press("End chat and clear")
    look("end?")
    plain.press("Yes, end and clear")
    look("cleared")
    other.page.goto(f"{service}/chat")
    look("start", other)
    assert {"radio", "checkbox", "field", "outcome", "code"} <= set(seen)
    assert not any(seen.values()), seen


def test_doubled_text_is_no_wider_than_a_small_phone(
    plain: PlainChat, new_page: NewPage, service: str
) -> None:
    twin = new_page(viewport=PHONE)
    faults: list[str] = []

    def check() -> None:
        html = plain.page.content()
        twin.route("**/chat/seen", lambda route: route.fulfill(body=html, content_type="text/html"))
        twin.goto(f"{service}/chat/seen")
        faults.extend(twin.evaluate(SMALL_TARGETS))
        twin.evaluate("document.documentElement.style.fontSize = '225%'")
        faults.extend([plain.messages[-1]] if twin.evaluate(TOO_WIDE) > 0 else [])
        twin.unroute("**/chat/seen")

    plain.go_through(plain.answer, check)
    assert not faults


def test_a_reload_and_the_back_button_change_nothing(plain: PlainChat) -> None:
    plain.answer()
    plain.answer()
    said = plain.messages
    plain.page.reload()
    assert plain.messages == said
    go_back(plain.page)
    assert plain.messages == said
    plain.answer()
    assert plain.messages[: len(said)] == said


def test_a_double_press_is_one_answer(plain: PlainChat) -> None:
    plain.page.locator(".answers input").first.check()
    plain.page.get_by_role("button", name="Send").dblclick(no_wait_after=True)
    expect(plain.page.locator(".talk .member")).to_have_count(1)
    expect(plain.page.locator("#now .words").last).to_contain_text("plan")


def test_two_tabs_go_on_with_the_same_chat(plain: PlainChat) -> None:
    token = plain.page.locator("input[name=token]").first.input_value()
    answer = plain.page.context.request.post(
        f"{plain.url}/chat", form={"token": token, "do": "see", "plain": "1"}
    )
    html = answer.text()
    tab = plain.page.context.new_page()
    tab.route(f"{plain.url}/chat/seen", lambda r: r.fulfill(body=html, content_type="text/html"))
    tab.goto(f"{plain.url}/chat/seen")
    plain.answer()
    late = PlainChat(tab, plain.url)
    late.answer()
    expect(tab.locator("#note")).to_contain_text("answered already")
    assert late.messages == plain.messages


def test_leaving_goes_to_another_page_and_the_way_back_shows_nothing(plain: PlainChat) -> None:
    plain.page.locator("#text").fill("my secret words")
    plain.press("Send")
    plain.page.locator("#leave").click()
    plain.page.wait_for_url("**/healthz")
    go_back(plain.page)
    assert "my secret words" not in plain.page.locator("body").inner_text()


def test_a_chat_moves_from_a_page_with_scripts_to_one_without(
    chat: Chat, new_page: NewPage, service: str
) -> None:
    chat.click_answer()
    token = chat.page.evaluate("JSON.parse(sessionStorage.getItem('calaim-chat')).token")
    chat.page.get_by_role("button", name="Go on on another device").click()
    other = PlainChat(new_page(java_script_enabled=False), service)
    type_code(other.page, service, code_on(chat.page).lower())
    expect(other.page.locator(".talk .member .words")).to_have_text("Me")
    other.go_through(other.answer)
    assert token not in other.page.content()
    chat.page.get_by_role("button", name="Back to the chat").click()
    expect(chat.page.get_by_text("on your other device")).to_be_visible()


def test_a_chat_moves_between_pages_with_scripts_and_the_first_is_told(
    new_chat: NewChat, new_page: NewPage, service: str
) -> None:
    first = new_chat()
    first.click_answer()
    # A second tab shows the code, so that the first still waits in the chat.
    token = first.page.evaluate("JSON.parse(sessionStorage.getItem('calaim-chat')).token")
    answer = first.page.request.post(
        f"{service}/api/codes", headers={"Authorization": f"Bearer {token}"}
    )
    second = Chat(new_page(), service)
    type_code(second.page, service, answer.json()["code"])
    second.page.locator("#answers fieldset").wait_for()
    expect(second.page.locator("#log .member")).to_have_count(1)
    expect(first.page.get_by_text("on your other device")).to_be_visible()
    second.click_answer()
    second.page.reload()
    second.page.locator("#answers fieldset").wait_for()
    expect(second.page.locator("#log .member")).to_have_count(2)
    assert second.page.url.split("#")[0] == f"{service}/chat"


def test_a_chat_moves_from_a_page_without_scripts_to_one_with_them(
    plain: PlainChat, new_page: NewPage, service: str
) -> None:
    plain.answer()
    plain.press("Go on on another device")
    chat = Chat(new_page(), service)
    type_code(chat.page, service, code_on(plain.page))
    chat.page.locator("#answers fieldset").wait_for()
    chat.go_through(chat.click_answer)
    plain.press("Back to the chat")
    expect(plain.page.locator("#note")).to_contain_text("on your other device")
    plain.press("Start a new chat")
    expect(plain.page.locator(".answers")).to_be_visible()

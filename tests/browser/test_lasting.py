"""What the page keeps: through a reload, a lost connection, a chat that is over."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.chat import Chat

pytestmark = pytest.mark.browser


def test_a_reload_in_mid_question_changes_nothing(chat: Chat) -> None:
    chat.click_answer()
    chat.page.locator("#text").fill("I was about to say")
    before, question, seq = chat.messages, chat.question, chat.seq
    chat.page.reload()
    chat.page.locator("#answers fieldset").wait_for()
    assert (chat.messages, chat.question, chat.seq) == (before, question, seq)
    expect(chat.page.locator("#text")).to_have_value("I was about to say")
    chat.click_answer()
    assert chat.seq != seq


def test_an_answer_given_without_connection_is_sent_once_when_it_is_back(chat: Chat) -> None:
    chat.page.context.set_offline(True)
    chat.page.locator("#answers .main button").first.click()
    expect(chat.page.locator("#pending")).to_contain_text("Not sent yet")
    expect(chat.page.get_by_role("status")).to_contain_text("650-616-2133")
    chat.page.context.set_offline(False)
    expect(chat.page.locator("#log .member")).to_have_count(1)
    expect(chat.page.locator("#pending .message")).to_have_count(0)
    chat.page.locator("#answers fieldset").wait_for()
    expect(chat.page.locator("#log .member")).to_have_count(1)


def test_an_answer_whose_acknowledgement_was_lost_is_not_doubled(chat: Chat) -> None:
    lost = []

    def lose_the_first(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            route.fetch()
            lost.append(route.request.post_data)
            route.abort()
        else:
            route.continue_()

    chat.page.route("**/api/messages", lose_the_first)
    chat.click_answer()
    chat.click_answer()
    assert lost
    expect(chat.page.locator("#log .member")).to_have_count(2)


def test_what_was_not_sent_survives_a_reload(chat: Chat) -> None:
    chat.page.route("**/api/messages", lambda route: route.abort())
    chat.page.locator("#answers .main button").first.click()
    expect(chat.page.locator("#pending")).to_contain_text("Not sent yet")
    chat.page.unroute("**/api/messages")
    chat.page.reload()
    expect(chat.page.locator("#log .member")).to_have_count(1)
    expect(chat.page.locator("#pending .message")).to_have_count(0)


def test_a_choice_for_a_question_no_longer_open_is_said_and_the_open_one_stays(chat: Chat) -> None:
    first = int(chat.seq)
    chat.click_answer()
    asked, seq = chat.question, chat.seq

    def for_the_first_question(route: Route) -> None:
        body = {**json.loads(route.request.post_data or "{}"), "to": first}
        route.continue_(post_data=json.dumps(body))

    chat.page.route("**/api/messages", for_the_first_question)
    chat.page.locator("#answers .main button").first.click()
    expect(chat.page.get_by_role("status")).to_contain_text("no longer open")
    assert (chat.question, chat.seq) == (asked, seq)
    chat.page.unroute("**/api/messages")
    chat.click_answer()


def test_a_chat_that_is_over_says_so_and_offers_a_new_one(chat: Chat) -> None:
    chat.page.evaluate("sessionStorage.setItem('calaim-chat', JSON.stringify({token: 'gone'}))")
    chat.page.reload()
    expect(chat.page.get_by_text("This chat is over")).to_be_visible()
    chat.page.get_by_role("button", name="Start a new chat").click()
    chat.page.locator("#answers fieldset").wait_for()


def test_end_and_clear_leaves_nothing_on_a_shared_computer(chat: Chat) -> None:
    chat.click_answer()
    chat.page.get_by_role("button", name="End chat and clear").click()
    chat.page.get_by_role("button", name="Press again").click()
    expect(chat.page.locator("#log .message")).to_have_count(0)
    assert chat.page.evaluate("sessionStorage.length + localStorage.length") == 0


def opens(chat: Chat, token: str) -> bool:
    """Whether a token that somebody kept still opens the chat."""
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.get(f"{chat.url}/api/messages", headers=headers).status_code == 200


def end(chat: Chat) -> None:
    chat.page.get_by_role("button", name="End chat and clear").click()
    chat.page.get_by_role("button", name="Press again").click()
    expect(chat.page.locator("#log .message")).to_have_count(0)


def leave_now(chat: Chat) -> None:
    chat.page.get_by_role("link", name="Leave now").click()
    chat.page.wait_for_url("**/healthz")


@pytest.mark.parametrize("way", [end, leave_now])
def test_a_chat_that_was_ended_on_the_page_is_open_to_nobody(
    chat: Chat, way: Callable[[Chat], None]
) -> None:
    token = chat.token
    assert opens(chat, token)
    way(chat)
    until = time.monotonic() + 10
    while opens(chat, token) and time.monotonic() < until:
        time.sleep(0.1)
    assert not opens(chat, token)


def test_what_was_too_much_at_once_is_kept_and_sent_again_by_itself(chat: Chat) -> None:
    ids = []

    def refuse_the_first(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        ids.append(json.loads(route.request.post_data or "{}")["id"])
        if len(ids) > 1:
            return route.continue_()
        body = json.dumps({"error": {"code": "too_many", "message": "A lot at once."}})
        return route.fulfill(status=429, headers={"Retry-After": "2"}, body=body)

    chat.page.route("**/api/messages", refuse_the_first)
    chat.page.locator("#answers .main button").first.click()
    expect(chat.page.get_by_role("status")).to_contain_text("One moment")
    expect(chat.page.locator("#pending")).to_contain_text("Not sent yet")
    expect(chat.page.locator("#log .member")).to_have_count(1)
    expect(chat.page.locator("#pending .message")).to_have_count(0)
    assert len(ids) == 2 and ids[0] == ids[1]


def type_it(chat: Chat, text: str) -> None:
    chat.page.locator("#text").fill(text)
    chat.page.locator("#text").press("Enter")


def test_a_cry_for_help_does_not_wait_behind_what_was_too_much_at_once(chat: Chat) -> None:
    offered: list[str] = []

    def refuse_what_is_ordinary(route: Route) -> None:
        body = json.loads(route.request.post_data or "{}")
        offered.append(body.get("text", ""))
        if "hitting me" in offered[-1] or len(offered) > 6:
            return route.continue_()
        refusal = json.dumps({"error": {"code": "too_many", "message": "A lot at once."}})
        return route.fulfill(status=429, headers={"Retry-After": "60"}, body=refusal)

    only_posts(chat, refuse_what_is_ordinary)
    type_it(chat, "one ordinary text")
    expect(chat.page.locator("#pending")).to_contain_text("Not sent yet")
    type_it(chat, "he is hitting me right now help")
    expect(chat.page.locator("#log")).to_contain_text("911")
    expect(chat.page.locator("#pending .message")).to_have_count(1)
    expect(chat.page.locator("#pending")).to_contain_text("one ordinary text")
    # Whatever comes next, the refused one is offered first.
    type_it(chat, "another ordinary text")
    expect(chat.page.locator("#pending .message")).to_have_count(2)
    while len(offered) < 5:
        chat.page.wait_for_timeout(50)
    first, second = "one ordinary text", "another ordinary text"
    assert offered == [first, first, "he is hitting me right now help", first, second]


def only_posts(chat: Chat, handler: Callable[[Route], object]) -> None:
    """Have a handler for the messages that are sent; reading goes on as ever."""

    def by_method(route: Route) -> None:
        if route.request.method == "POST":
            handler(route)
        else:
            route.continue_()

    chat.page.route("**/api/messages*", by_method)


def close_elsewhere(chat: Chat) -> None:
    """End the chat as its other tab would."""
    headers = {"Authorization": f"Bearer {chat.token}"}
    answer = httpx.request("DELETE", f"{chat.url}/api/conversations", headers=headers)
    assert answer.status_code == 204


def test_what_was_not_sent_into_a_chat_that_is_over_goes_on_to_the_new_one(chat: Chat) -> None:
    only_posts(chat, lambda route: route.abort())
    type_it(chat, "I lost my home in May")
    expect(chat.page.get_by_role("status")).to_contain_text("No connection")
    chat.page.locator("#text").fill("and my job")
    close_elsewhere(chat)
    expect(chat.page.get_by_text("This chat is over")).to_be_visible()
    expect(chat.page.locator("#status")).to_be_empty()
    for number in ("tel:911", "tel:988", "tel:+16506162133"):
        expect(chat.page.locator(f"#log a[href='{number}']")).to_be_visible()
    chat.page.unroute("**/api/messages*")
    chat.page.get_by_role("button", name="Start a new chat").click()
    chat.page.locator("#answers fieldset").wait_for()
    expect(chat.page.locator("#text")).to_have_value("I lost my home in May\nand my job")


def test_under_a_chat_that_is_over_nothing_says_that_it_is_connected(chat: Chat) -> None:
    chat.page.context.set_offline(True)
    type_it(chat, "hello")
    expect(chat.page.get_by_role("status")).to_contain_text("No connection")
    chat.page.context.set_offline(False)
    expect(chat.page.get_by_role("status")).to_have_text("Connected again.")
    close_elsewhere(chat)
    expect(chat.page.get_by_text("This chat is over")).to_be_visible()
    expect(chat.page.locator("#status")).to_be_empty()


def test_who_cries_for_help_in_a_chat_that_is_over_reads_where_it_is(chat: Chat) -> None:
    held: list[Route] = []
    only_posts(chat, held.append)
    type_it(chat, "my husband is hitting me right now")
    close_elsewhere(chat)
    expect(chat.page.get_by_text("This chat is over")).to_be_visible()
    held[0].continue_()
    expect(chat.page.locator("#log .notice")).to_contain_text("In danger, call 911")
    expect(chat.page.locator("#log a[href='tel:988']")).to_be_visible()
    chat.page.unroute("**/api/messages*")
    chat.page.get_by_role("button", name="Start a new chat").click()
    chat.page.locator("#answers fieldset").wait_for()
    expect(chat.page.locator("#text")).to_have_value("my husband is hitting me right now")


def test_an_answer_on_its_way_when_the_chat_is_ended_here_leaves_nothing_behind(
    chat: Chat,
) -> None:
    held: list[Route] = []
    only_posts(chat, held.append)
    type_it(chat, "my secret words")
    expect(chat.page.locator("#pending")).to_contain_text("my secret words")
    end(chat)
    chat.page.wait_for_timeout(300)
    held[0].continue_()
    chat.page.wait_for_timeout(700)
    expect(chat.page.locator("#log")).to_contain_text("cleared")
    assert chat.page.evaluate("sessionStorage.length + localStorage.length") == 0


def by_button(chat: Chat) -> None:
    chat.page.get_by_role("link", name="Leave now").click()


def by_keyboard(chat: Chat) -> None:
    chat.tab_to("#leave")
    chat.page.keyboard.press("Enter")


def by_escape(chat: Chat) -> None:
    chat.page.locator("#text").fill("my husband is coming")
    for _ in range(3):
        chat.page.keyboard.press("Escape")


@pytest.mark.parametrize("leave", [by_button, by_keyboard, by_escape])
def test_leaving_at_once_leaves_nothing_and_no_way_back(
    chat: Chat, leave: Callable[[Chat], None]
) -> None:
    chat.click_answer()
    before = chat.page.evaluate("history.length")
    leave(chat)
    chat.page.wait_for_url("**/healthz")
    assert chat.page.evaluate("history.length") == before
    assert chat.page.evaluate("sessionStorage.length + localStorage.length") == 0
    chat.page.go_back()
    assert "/chat" not in chat.page.url


def test_nothing_of_the_chat_is_seen_while_the_other_page_is_on_its_way(chat: Chat) -> None:
    chat.click_answer()
    chat.page.context.set_offline(True)  # it will never come
    left = chat.page.evaluate("""() => {
        document.getElementById("leave").click();
        return [document.body.innerText, document.title, sessionStorage.length];
    }""")
    assert left == ["", "", 0]


def test_two_escapes_do_not_end_a_chat(chat: Chat) -> None:
    for key in ("Escape", "Escape", "a", "Escape", "Escape"):
        chat.page.keyboard.press(key)
    expect(chat.page.locator("#answers fieldset")).to_be_visible()
    chat.click_answer()


def test_what_is_erased_goes_from_the_page_and_the_talk_begins_anew(chat: Chat) -> None:
    chat.click_answer()
    chat.type_answer("my secret words")
    chat.page.locator("#text").fill("ERASE")
    chat.page.locator("#text").press("Enter")
    expect(chat.page.locator("#log .message")).to_have_count(1)
    expect(chat.page.locator("#log")).to_contain_text("erased")
    assert "my secret words" not in chat.page.locator("body").inner_text()
    chat.type_answer("hello")
    assert chat.question == "who"
    chat.page.reload()
    chat.page.locator("#answers fieldset").wait_for()
    assert "my secret words" not in chat.page.locator("body").inner_text()


def test_with_storage_switched_off_the_chat_still_works(
    new_page: Callable[..., Page], service: str
) -> None:
    page = new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('off'); }})"
    )
    chat = Chat(page, service).open()
    expect(page.get_by_role("status")).to_contain_text("This browser keeps nothing")
    expect(page.get_by_role("status")).to_contain_text("650-616-2133")
    chat.click_answer()
    assert chat.messages


def test_what_is_too_long_to_send_comes_back_into_the_text_box(chat: Chat) -> None:
    long = "word " * 4000
    chat.page.locator("#text").fill(long)
    chat.page.locator("#composer .send").click()
    expect(chat.page.get_by_role("status")).to_contain_text("too long")
    assert len(chat.page.locator("#text").input_value()) >= len(long.strip())
    chat.page.locator("#answers fieldset").wait_for()


DROPPED = """type => {
    const data = new DataTransfer();
    data.items.add(new File(["x"], "card.png", {type: "image/png"}));
    const how = {bubbles: true, cancelable: true};
    const event = type === "paste"
        ? new ClipboardEvent(type, {...how, clipboardData: data})
        : new DragEvent(type, {...how, dataTransfer: data});
    document.getElementById("text").dispatchEvent(event);
    return event.defaultPrevented;
}"""


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_a_file_is_not_opened_and_the_page_says_what_can_be_sent(chat: Chat, way: str) -> None:
    assert chat.page.evaluate(DROPPED, "dragover") and chat.page.evaluate(DROPPED, way)
    expect(chat.page.get_by_role("status")).to_contain_text("Only words")
    expect(chat.page.get_by_role("status").get_by_role("link")).to_have_text("650-616-2133")
    chat.click_answer()
    expect(chat.page.get_by_role("status")).to_be_empty()


def go_on(page: Page, chat: Chat) -> Chat:
    """Open the chat on another device with the code that this one shows."""
    chat.page.get_by_role("button", name="Go on on another device").click()
    code = chat.page.locator("strong.code [aria-hidden]").inner_text()
    page.goto(f"{chat.url}/chat/code")
    page.locator("input[name=code]").fill(code)
    page.locator("main form button").first.click()
    page.locator("#answers fieldset").wait_for()
    return Chat(page, chat.url)


def test_a_chat_goes_on_on_another_device_and_says_so_on_the_first(
    chat: Chat, new_page: Callable[..., Page]
) -> None:
    chat.click_answer()
    before = chat.messages
    other = go_on(new_page(), chat)
    assert other.messages == before
    assert other.page.url == f"{chat.url}/chat"
    other.page.reload()
    other.page.locator("#answers fieldset").wait_for()
    assert other.messages == before
    other.click_answer()
    chat.page.goto(f"{chat.url}/chat")
    expect(chat.page.get_by_text("goes on on your other device")).to_be_visible()
    expect(chat.page.locator("#log a[href='tel:+16506162133']")).to_be_visible()

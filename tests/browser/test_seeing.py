"""What a person sees and a screen reader is told, in every state of a screening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.seeing import SMALL_TARGETS, TOO_WIDE, axe_findings

pytestmark = pytest.mark.browser

LOOKS: list[dict[str, Any]] = [
    {"viewport": {"width": 320, "height": 640}},
    {"viewport": {"width": 390, "height": 844}},
    {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
]


@pytest.mark.parametrize("look", LOOKS, ids=["phone", "tall phone", "dark desktop"])
def test_no_state_of_a_screening_has_an_axe_finding(
    new_chat: Callable[..., Chat], look: dict[str, Any]
) -> None:
    chat = new_chat(**look)
    seen: dict[str, list[str]] = {}

    def check() -> None:
        state = "outcome" if chat.has_outcome else chat.kind
        if not seen.get(state):
            seen[state] = axe_findings(chat.page)

    chat.go_through(chat.click_answer, check)
    for summary in chat.page.locator(".outcome summary").all():
        summary.click()
    seen["unfolded outcome"] = axe_findings(chat.page)
    assert {"number", "multiple", "outcome"} <= set(seen)
    assert not any(seen.values()), seen


def test_on_a_small_phone_each_question_is_in_view_with_its_answers_below(chat: Chat) -> None:
    def check() -> None:
        assert chat.page.evaluate(TOO_WIDE) <= 0, chat.question
        asked = chat.page.locator("#log .message:not(.member)").last
        if not chat.has_outcome:
            expect(asked.locator(".words").last).to_be_in_viewport(ratio=1)
            expect(chat.page.locator("#answers legend")).to_be_in_viewport()
            below = chat.page.locator("#answers").bounding_box()
            above = asked.bounding_box()
            assert below and above and below["y"] >= above["y"] + above["height"]

    chat.go_through(chat.click_answer, check)


def test_on_a_tall_phone_a_list_and_the_text_box_are_in_view_at_once(
    new_chat: Callable[..., Chat],
) -> None:
    chat = new_chat(viewport={"width": 390, "height": 844})
    lists: list[str] = []

    def check() -> None:
        if chat.has_outcome:
            return
        expect(chat.page.locator("#text")).to_be_in_viewport(ratio=1)
        if chat.kind == "multiple":
            lists.append(chat.question)
            expect(chat.page.locator("#answers legend")).to_be_in_viewport(ratio=1)
            expect(chat.page.get_by_role("button", name="None of these")).to_be_in_viewport(ratio=1)
            expect(chat.page.get_by_role("button", name="Done")).to_be_in_viewport(ratio=1)

    chat.type_answer("been in my car w my 2 kids since we lost the apt, im 7 mo preg")
    chat.go_through(chat.click_answer, check)
    assert lists


def test_after_a_long_reply_on_a_tall_phone_no_answer_is_under_the_text_box(
    new_chat: Callable[..., Chat],
) -> None:
    chat = new_chat(viewport={"width": 390, "height": 844})
    chat.click_answer()
    for _ in range(3):
        chat.type_answer("do you share this with cps?")
        last = chat.page.locator("#answers button").last.bounding_box()
        bar = chat.page.locator("#composer").bounding_box()
        assert last and bar and last["y"] + last["height"] <= bar["y"]


def test_every_control_is_large_enough_for_a_thumb(chat: Chat) -> None:
    small: list[str] = []
    chat.go_through(chat.click_answer, lambda: small.extend(chat.page.evaluate(SMALL_TARGETS)))
    assert not small


def test_doubled_text_on_a_small_phone_loses_nothing(chat: Chat) -> None:
    chat.page.evaluate("document.documentElement.style.fontSize = '225%'")

    def check() -> None:
        assert chat.page.evaluate(TOO_WIDE) <= 0, chat.question

    chat.type_answer("what number can i call?")
    expect(chat.page.locator("#log .words a").first).to_have_text("650-616-2133")
    chat.go_through(chat.click_answer, check)


def test_forced_colours_keep_the_answers_bordered(new_chat: Callable[..., Chat]) -> None:
    chat = new_chat(forced_colors="active")
    button = chat.page.locator("#answers button").first
    assert button.evaluate("e => getComputedStyle(e).borderTopWidth") != "0px"
    assert axe_findings(chat.page) == []


def test_the_log_names_each_speaker_and_reads_out_the_answers(chat: Chat) -> None:
    chat.click_answer()
    log = chat.page.get_by_role("log", name="Conversation")
    expect(log.locator(".member .speaker")).to_have_text("You:")
    expect(log.locator(".assistant .speaker").last).to_have_text("HPSM helper:")
    expect(log.locator(".heard")).to_have_count(1)
    expect(log.locator(".heard")).to_contain_text("Answers: 1, ")


def test_answers_carry_the_numbers_of_a_text_message(chat: Chat) -> None:
    chat.go_to("multiple")
    numbers = [int(each) for each in chat.page.locator("#answers .number").all_inner_texts()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_someone_who_types_keeps_the_focus_in_the_text_box(chat: Chat) -> None:
    chat.page.locator("#text").focus()
    chat.type_answer("1")
    assert chat.page.evaluate("document.activeElement.id") == "text"


def test_someone_who_presses_a_button_stands_before_the_next_answers(chat: Chat) -> None:
    chat.press_answer()
    assert chat.page.evaluate("document.activeElement.id") == "reply"


def test_the_welcome_page_leads_to_the_chat(new_page: Callable[..., Page], service: str) -> None:
    page = new_page()
    page.goto(service)
    assert axe_findings(page) == []
    page.get_by_role("link", name="Start the chat").click()
    page.locator("#answers fieldset").wait_for()


def test_without_scripts_the_page_offers_plain_forms_and_says_whom_to_call(
    new_page: Callable[..., Page], service: str
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{service}/chat")
    expect(page.get_by_role("main").get_by_role("button", name="Start")).to_be_visible()
    expect(page.get_by_role("contentinfo").get_by_role("link", name="650-616-2133")).to_be_visible()

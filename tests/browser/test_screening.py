"""A whole screening, by each way of using the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat

pytestmark = pytest.mark.browser


def test_a_person_reaches_the_outcome_by_pressing_what_is_offered(chat: Chat) -> None:
    chat.go_through(chat.click_answer)
    told = chat.page.locator("#log .message").last
    expect(told).to_contain_text("This is not a decision")
    assert told.inner_text().count("not a decision") == 1
    expect(
        told.locator(".outcome").get_by_role("link", name="Call 650-616-2133")
    ).to_have_attribute("href", "tel:+16506162133")


def test_the_outcome_unfolds_the_plans_own_words_with_their_source(chat: Chat) -> None:
    chat.go_through(chat.click_answer)
    card = chat.page.locator(".outcome .card").first
    expect(card.locator("q").first).to_be_hidden()
    card.locator("summary").click()
    expect(card.locator("q").first).to_be_visible()
    expect(card.locator("cite").first).to_contain_text("Source")


def test_a_person_reaches_the_outcome_by_keyboard_alone(chat: Chat) -> None:
    chat.go_through(chat.press_answer)
    assert chat.has_outcome


def test_a_person_asks_to_be_called_and_the_page_comes_to_rest(chat: Chat) -> None:
    chat.go_through(chat.click_answer)
    for _ in range(8):
        if not chat.kind:
            break
        chat.click_answer()
    assert not chat.kind, f"still asks {chat.question}"
    expect(chat.page.locator("#text")).to_be_visible()
    expect(chat.page.get_by_role("button", name="Talk to a person")).to_be_visible()
    expect(chat.page.get_by_role("button", name="Why we ask")).to_be_hidden()
    chat.replied(chat.page.get_by_role("button", name="Start over").click)
    assert chat.question == "who"
    expect(chat.page.get_by_role("button", name="Start over")).to_be_hidden()


def test_why_and_more_add_their_words_and_no_second_set_of_cards(chat: Chat) -> None:
    chat.go_through(chat.click_answer)
    chat.replied(chat.page.get_by_role("button", name="Why me?").click)
    expect(chat.page.locator(".outcome")).to_have_count(1)
    told = chat.page.locator("#log .message").last
    expect(told.locator(".words")).to_be_in_viewport(ratio=1)
    chat.page.reload()
    chat.page.locator("#answers fieldset").wait_for()
    expect(chat.page.locator(".outcome")).to_have_count(1)


def test_the_call_button_has_the_number_that_the_answer_offers(chat: Chat) -> None:
    chat.click_answer()
    chat.type_answer("CareAdvantage")
    chat.go_through(chat.click_answer)
    offered = chat.page.locator("#answers button", has_text="I'll call").inner_text()
    number = chat.page.locator("a.call-now").inner_text().removeprefix("Call ")
    assert number in offered and number != "650-616-2133"


def test_a_member_of_another_plan_sees_no_other_number_before_their_plans(chat: Chat) -> None:
    chat.click_answer()
    chat.type_answer("another plan")
    expect(chat.page.locator("#log")).to_contain_text("plan card")
    expect(chat.page.locator(".call-now")).to_have_count(0)


def test_why_back_and_a_person_are_always_in_reach(chat: Chat) -> None:
    chat.click_answer()
    asked = chat.question
    for name in ("Why we ask", "Back", "Talk to a person"):
        expect(chat.page.get_by_role("button", name=name)).to_be_visible()
    chat.replied(chat.page.get_by_role("button", name="Why we ask").click)
    assert chat.question == asked
    chat.replied(chat.page.get_by_role("button", name="Back").click)
    assert chat.question != asked


def test_what_is_ticked_goes_along_with_typed_words(chat: Chat) -> None:
    chat.go_to("multiple")
    chat.page.locator("#answers").get_by_role("checkbox").first.check()
    label = chat.page.locator("#answers .check").first.inner_text().split("\n")[-1].strip()
    chat.type_answer("and food and diapers")
    sent = chat.page.locator("#log .message.member .words").last
    expect(sent).to_have_text(f"{label}, and food and diapers")


def test_a_question_beside_a_list_is_sent_alone_and_the_ticks_stay(chat: Chat) -> None:
    chat.go_to("multiple")
    chat.page.locator("#answers").get_by_role("checkbox").first.check()
    chat.type_answer("is this free?")
    expect(chat.page.locator("#log .message.member .words").last).to_have_text("is this free?")
    expect(chat.page.locator("#answers").get_by_role("checkbox").first).to_be_checked()


def test_each_row_of_a_list_has_one_box(chat: Chat) -> None:
    chat.go_to("multiple")
    boxes = chat.page.locator("#answers").get_by_role("checkbox").count()
    assert boxes == chat.page.locator("#answers .check .number").count()
    expect(chat.page.get_by_role("button", name="Not sure")).to_have_count(1)


def test_the_outcome_shows_at_once_how_to_be_called(chat: Chat) -> None:
    chat.go_through(chat.click_answer)
    call_me = chat.page.locator(".calls").get_by_role("button", name="Call me")
    expect(call_me).to_be_in_viewport(ratio=1)
    chat.replied(call_me.click)
    assert chat.question.startswith("call_")


def test_an_empty_list_is_not_sent_by_mistake(chat: Chat) -> None:
    chat.go_to("multiple")
    before = chat.seq
    chat.page.locator("#answers .send").click()
    expect(chat.page.get_by_role("alert")).to_contain_text("Check what fits")
    assert chat.seq == before


def test_an_earlier_answer_is_changed_by_choosing_it_in_a_list(chat: Chat) -> None:
    change = chat.page.get_by_role("button", name="Change an answer")
    expect(change).to_be_hidden()  # nothing was said yet
    chat.click_answer()
    chat.click_answer()
    chat.type_answer("34")
    chat.replied(change.click)
    chat.replied(chat.page.get_by_role("button", name="Age: 34").click)
    assert chat.question == "age"
    chat.type_answer("12")
    chat.replied(change.click)
    expect(chat.page.get_by_role("button", name="Age: 12")).to_be_visible()


def test_how_many_are_left_stands_at_the_answers_unless_the_question_says_it(chat: Chat) -> None:
    said = {"at the answers": 0, "in the words": 0}

    def look() -> None:
        more = chat.page.locator("legend .more").all_inner_texts()
        words = chat.page.locator("#log .message:not(.member) .words").last.inner_text()
        in_words = "more" in words and ("About " in words or "One more" in words)
        assert not (more and in_words), words
        said["at the answers"] += len(more)
        said["in the words"] += in_words

    chat.go_through(chat.click_answer, look)
    assert all(said.values()), said


def test_every_question_can_be_skipped_with_one_press(chat: Chat) -> None:
    skip = chat.page.get_by_role("button", name="Skip", exact=True)
    skipped = set()

    def look() -> None:
        if not chat.has_outcome:
            expect(skip).to_have_count(1)
            expect(skip).to_be_visible()
            skipped.add(chat.question)

    chat.go_through(chat.click_answer, look)
    assert {"who", "coverage", "age"} <= skipped
    chat.page.get_by_role("button", name="Call me").first.click()
    for question in ("call_name", "call_number"):
        expect(chat.page.locator(f"#answers [data-question={question}]")).to_be_visible()
        expect(skip).to_be_visible()
        chat.replied(skip.click)


def test_the_code_of_the_case_stands_out_and_stays_in_sight(chat: Chat) -> None:
    chat.ask_for_a_call()
    code = chat.page.locator("#log strong").last.inner_text()
    expect(chat.page.get_by_role("contentinfo")).to_contain_text(f"Your code: {code}")
    chat.page.reload()
    expect(chat.page.get_by_role("contentinfo")).to_contain_text(f"Your code: {code}")


FORMS = {"Keep this result": "/summary", "Go on on another device": "/chat/code"}


@pytest.mark.parametrize("name", FORMS)
def test_the_result_can_be_saved_and_the_chat_gone_on_with_elsewhere(chat: Chat, name: str) -> None:
    chat.go_through(chat.click_answer)
    token = chat.token
    with chat.page.context.expect_event(
        "request", lambda request: request.method == "POST" and request.url.endswith(FORMS[name])
    ) as sent:
        chat.page.get_by_role("button", name=name).click()
    assert sent.value.post_data == f"token={token}"
    assert token not in sent.value.url

"""The console in a real browser: sign in, see a member come, take over, write."""

from __future__ import annotations

import os
import re

import pytest
from playwright.sync_api import FloatRect, Locator, Page, Route, expect

from bot.handoff.danger import mark_danger
from tests.browser.agents import WIDE, press, take_over, unfold, write
from tests.browser.seeing import faults
from tests.fakes.desk import Desk, asks_for_a_call

SMALL, PHONE = {"width": 320, "height": 640}, {"width": 360, "height": 740}
SHOTS = os.environ.get("CALAIM_SHOTS", "")


def urgent(desk: Desk) -> str:
    at = desk.clock.now().isoformat()
    said = ("im so tired of all this", "i dont want to be here anymore")
    return desk.waiting(mark_danger(asks_for_a_call(), "self_harm", said[1], at), *said)


def seen(page: Page, name: str) -> list[str]:
    """What is wrong with a page for anybody, each with where; its picture is kept where asked."""
    if SHOTS:
        size = page.viewport_size["width"]
        page.screenshot(path=f"{SHOTS}/console-{name}-{size}.png", full_page=True)
    return [f"{name}: {fault}" for fault in faults(page)]


def test_the_queue_shows_a_new_case_by_itself_and_counts_it_in_the_title(desk, desk_agents):
    page = desk_agents.sign_in("ana")
    expect(page.get_by_text("Nobody waits here.")).to_be_visible()
    urgent(desk)
    desk.waiting(minutes=95)
    expect(page.locator("[data-row]")).to_have_count(2)
    expect(page.locator("#waiting")).to_have_text(re.compile("2 waiting, 1 urgent"))
    expect(page).to_have_title(re.compile(r"^\(2\) "))
    expect(page.locator(".row").first).to_contain_text("Urgent")


def test_keys_go_through_the_queue_and_can_be_switched_off(desk, desk_agents):
    desk.waiting(minutes=5)
    code = desk.waiting(minutes=1)
    page = desk_agents.sign_in("ana")
    for key in "jj":
        press(page, key)
    expect(page.locator(f"#case-{code}")).to_be_focused()
    press(page, "?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    press(page, "Escape")
    press(page, "/")
    expect(page.locator("#code")).to_be_focused()
    page.locator(f"#case-{code}").focus()
    press(page, "o")
    expect(page.get_by_role("heading", name=code)).to_be_visible()
    page.goto(f"{desk.url}/account")
    page.get_by_role("checkbox").uncheck()
    page.locator("form[action='/account/shortcuts'] button").click()
    expect(page.locator("body")).to_have_attribute("data-shortcuts", "off")
    page.goto(f"{desk.url}/")
    press(page, "/")
    expect(page.locator("#code")).not_to_be_focused()
    page.goto(f"{desk.url}/cases/{code}")
    press(page, "c")
    press(page, "n")
    expect(page.locator("#note-note")).to_be_hidden()
    assert desk.case(code).status == "waiting"


def test_a_case_is_worked_through_by_keys_and_in_a_field_they_are_letters(desk, desk_agents):
    other, code = desk.waiting(minutes=5), desk.waiting(minutes=1)
    page = desk_agents.sign_in("ana", f"/cases/{code}")
    press(page, "c")
    expect(page.locator("#case .heading")).to_contain_text("Taken")
    press(page, "n")
    expect(page.locator("#note-note")).to_be_focused()
    page.keyboard.type("race next u? c")
    expect(page.locator("#note-note")).to_have_value("race next u? c")
    press(page, "Control+Enter")
    expect(page.locator("#past .note")).to_have_text("race next u? c")
    press(page, "r")
    expect(page.get_by_role("button", name="Write with them")).to_be_focused()
    assert desk.case(code).status == "claimed", "nothing reaches a member by one key"
    press(page, "Enter")
    expect(page.locator("#text")).to_be_visible()
    press(page, "r")
    expect(page.locator("#text")).to_be_focused()
    page.locator("h1").click()
    press(page, "x")
    expect(page.get_by_role("heading", name=other)).to_be_visible()
    press(page, "u")
    expect(page.locator("#waiting")).to_be_visible()


def test_an_agent_takes_a_case_writes_and_hears_the_member(desk, desk_agents):
    code = urgent(desk)
    page = desk_agents.sign_in("ana", f"/cases/{code}")
    take_over(page)
    box = page.locator("#text")
    box.fill("I am here, Maria.")
    desk.says(code, "oh thank you")
    expect(page.locator(".talk")).to_contain_text("oh thank you")
    expect(box).to_have_value("I am here, Maria.")
    assert seen(page, "talking") == []
    write(page, "I am here, Maria.")
    page.locator("#canned").select_option(label="One moment")
    expect(box).to_have_value(re.compile("One moment please"))


def test_what_is_typed_while_a_message_is_on_its_way_stays(desk, desk_agents):
    code, held = urgent(desk), list[Route]()
    page = desk_agents.sign_in("ana", f"/cases/{code}")
    take_over(page)
    page.route("**/speak", lambda route: held.append(route))
    box, send = page.locator("#text"), page.get_by_role("button", name="Send")
    box.fill("Are you safe now?")
    with page.expect_request("**/speak"):
        send.click()
    expect(box).to_have_value("")
    box.press_sequentially("Go to the neighbor.")
    held.pop().continue_()
    expect(page.locator(".talk .staff").last).to_contain_text("Are you safe now?")
    expect(box).to_have_value("Go to the neighbor.")
    expect(box).to_be_focused()
    expect(send).to_be_enabled()
    with page.expect_request("**/speak"):
        send.click()
    expect(box).to_have_value("")
    box.press_sequentially("And call 911.")
    held.pop().abort()
    expect(page.get_by_role("alert").get_by_text("This was not sent")).to_be_visible()
    expect(box).to_have_value("Go to the neighbor.\nAnd call 911.")


def place(found: Locator) -> FloatRect:
    """Where something stands on the screen."""
    box = found.bounding_box()
    assert box
    return box


def stands_clear(page: Page, words: str) -> bool:
    """Whether a message is whole on the screen, above the box to write in and below the title."""
    message = page.locator(".talk li", has_text=words)
    expect(message).to_have_count(1)
    at, box, title = place(message), place(page.locator("#compose")), place(page.locator("#lines"))
    is_above = at["y"] + at["height"] <= min(box["y"], page.viewport_size["height"]) + 1
    return at["y"] >= max(title["y"], 0) - 1 and is_above


@pytest.mark.parametrize("size", [WIDE, PHONE, SMALL], ids=["wide", "phone", "small"])
def test_the_newest_words_of_a_chat_are_in_view_above_the_box(desk, desk_agents, size):
    code = desk.waiting(None, *(f"I went there in month {n}, or so I think" for n in range(20)))
    page = desk_agents.sign_in("ana", f"/cases/{code}", viewport=size)
    take_over(page)
    page.locator("#text").fill("Good to hear from you.")
    for number in range(4):
        desk.says(code, f"and number {number}: my phone is almost empty, I am at the library")
        expect(page.locator(".talk")).to_contain_text(f"and number {number}:")
        assert stands_clear(page, f"and number {number}:")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".talk")).to_contain_text("Good to hear from you.")
    assert stands_clear(page, "Good to hear from you.")
    expect(page.locator("#arrived")).to_be_hidden()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_who_reads_further_up_stays_there_and_is_told_of_a_new_message(desk, desk_agents, size):
    code = desk.waiting(None, *(f"I went there in month {n}, or so I think" for n in range(20)))
    page = desk_agents.sign_in("ana", f"/cases/{code}", viewport=size)
    take_over(page)
    page.locator("#lines").evaluate("lines => { lines.scrollTop = 0; }")
    first = page.locator(".talk li").first
    before = place(first)
    desk.says(code, "are you still there?")
    told = page.get_by_role("button", name="New message below")
    expect(told).to_be_visible()
    assert 0 <= place(told)["y"] < size["height"]
    assert place(first) == before and not stands_clear(page, "are you still there?")
    told.click()
    expect(told).to_be_hidden()
    assert stands_clear(page, "are you still there?")


def test_on_a_phone_that_is_scrolled_elsewhere_a_new_message_is_told_and_led_to(desk, desk_agents):
    code = desk.waiting(None, *(f"I went there in month {n}, or so I think" for n in range(20)))
    page = desk_agents.sign_in("ana", f"/cases/{code}", viewport=PHONE)
    take_over(page)
    page.locator("#history").scroll_into_view_if_needed()
    desk.says(code, "are you still there?")
    told = page.get_by_role("button", name="New message above")
    expect(told).to_be_visible()
    assert 0 <= place(told)["y"] < PHONE["height"]
    told.click()
    assert stands_clear(page, "are you still there?")
    expect(page.get_by_role("button", name="Send")).to_be_in_viewport()


def test_what_was_unfolded_stays_so_when_something_changes(desk, desk_agents):
    code = desk.waiting(None, *(f"word {number}" for number in range(15)))
    page = desk_agents.sign_in("ana", f"/cases/{code}")
    page.get_by_text("5 messages before").click()
    page.get_by_text("All 3 answers").click()
    desk.says(code, "one more thing")
    expect(page.locator("#lines")).to_contain_text("one more thing")
    expect(page.get_by_text("word 0", exact=True)).to_be_visible()
    expect(page.locator(".answers")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_who_how_and_what_next_stand_on_the_first_screen(desk, desk_agents, size):
    code = desk.waiting(asks_for_a_call(number="6505550147"), "i went there 6 times")
    page = desk_agents.sign_in("ana", f"/cases/{code}", viewport=size)
    for found in (
        page.get_by_role("heading", name=code),
        page.get_by_text("Due "),
        page.get_by_text("Maria", exact=True),
        page.get_by_text("Spanish: bring an interpreter"),
        page.get_by_role("link", name="650-555-0147"),
        page.get_by_text("Leave no message."),
        page.get_by_text("Wants a call."),
        page.get_by_text("Finish the questions with them."),
        page.get_by_role("button", name="Take this case"),
    ):
        at = place(found)
        assert at["y"] + at["height"] <= size["height"], found


def test_a_note_half_written_stays_when_something_changes(desk, desk_agents):
    code = desk.waiting()
    page = desk_agents.sign_in("ana", f"/cases/{code}")
    unfold(page, "Note")
    page.locator("#note-note").fill("She said that")
    desk.says(code, "one more thing")
    expect(page.locator(".talk")).to_contain_text("one more thing")
    expect(page.locator("#note-note")).to_have_value("She said that")


def test_a_note_begun_while_the_page_is_brought_up_to_date_stays(desk, desk_agents):
    code = desk.waiting()
    page = desk_agents.sign_in("ana", f"/cases/{code}")
    held: list[Route] = []
    page.route("**/work", lambda route: held.append(route))
    with page.expect_request("**/work"):
        desk.says(code, "one more thing")
    unfold(page, "Note")
    page.locator("#note-note").fill("She said that")
    with page.expect_response("**/work"):
        held.pop().continue_()
    expect(page.locator(".talk")).to_contain_text("one more thing")
    expect(page.locator("#note-note")).to_have_value("She said that")


def test_on_a_phone_the_filters_leave_the_screen_to_those_who_wait(desk, desk_agents):
    code = desk.waiting()
    page = desk_agents.sign_in("ana", viewport={"width": 360, "height": 800})
    assert place(page.locator(".filters"))["height"] < 800 / 5
    row = place(page.locator(".row").first)
    assert row["y"] + row["height"] < 800 * 3 / 4
    page.get_by_role("combobox", name="Cases").select_option(label="Closed")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="Closed")).to_be_visible()
    expect(page.locator(f"#case-{code}")).to_have_count(0)


@pytest.mark.parametrize("colours", ["light", "dark", "forced"])
@pytest.mark.parametrize("size", [WIDE, PHONE, SMALL], ids=["wide", "phone", "small"])
def test_every_page_reads_well(desk, desk_agents, size, colours):
    code = urgent(desk)
    caregiver = asks_for_a_call(who="other", member_name="Rosa", may_speak="no")
    desk.waiting(caregiver, "my mom needs help", minutes=3000)
    looks = {"forced": {"forced_colors": "active"}}.get(colours, {"color_scheme": colours})
    page = desk_agents.sign_in("ana", role="administrator", viewport=size, **looks)
    found = []
    for name, path in (
        ("queue", "/?desk=both"),
        ("case", f"/cases/{code}"),
        ("account", "/account"),
        ("audit", "/audit"),
        ("missing", "/cases/ZZZ-999"),
    ):
        page.goto(desk.url + path)
        found += seen(page, f"{name}-{colours}")
    page.goto(f"{desk.url}/account")
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_label("Six digits")).to_be_visible()
    found += seen(page, f"code-{colours}")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    found += seen(page, f"login-{colours}")
    assert found == []


def test_with_letters_twice_as_large_nothing_is_wider_than_the_page(desk, desk_agents):
    code = urgent(desk)
    page = desk_agents.sign_in("ana", f"/cases/{code}", viewport=SMALL)
    take_over(page)
    found = []
    for path in ("/?desk=both", f"/cases/{code}"):
        page.goto(desk.url + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        found += seen(page, f"large-{path.strip('/?')[:5]}")
    assert found == []


def test_on_paper_the_case_stands_and_what_can_be_pressed_does_not(desk, desk_agents):
    code = desk.waiting(asks_for_a_call(number="6505550147"), "i went there 6 times")
    page = desk_agents.sign_in("ana", f"/cases/{code}")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="650-555-0147")).to_be_visible()
    expect(page.get_by_text("i went there 6 times")).to_be_visible()
    for hidden in (".top", "#work", ".back"):
        expect(page.locator(hidden)).to_be_hidden()

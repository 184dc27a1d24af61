"""How a talk with a person ends: closed by them, or erased by the member; both sides see it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from bot.storage.database import Database
from tests.browser.agents import Agents, hand_back, look_at, resolve, take_over, unfold, write
from tests.browser.chat import Chat
from tests.browser.test_takeover import ask, last, say
from tests.browser.test_together import case_of

pytestmark = pytest.mark.browser


def talks(chat: Chat, agents: Agents, database: Database) -> Page:
    """Maria writes with somebody who asked for a person."""
    ask(chat)
    agent = agents.sign_in("maria", f"/cases/{case_of(database, chat).code}")
    take_over(agent)
    expect(last(chat)).to_contain_text("This is Maria")
    return agent


def write_down(agent: Page, name: str, number: str) -> None:
    """Write into the case what the member just told."""
    unfold(agent, "How to reach them")
    agent.get_by_label("Name", exact=True).fill(name)
    agent.get_by_label("Number to call back").fill(number)
    agent.get_by_label("Yes", exact=True).check()
    look_at(agent, "agent", "how to reach them")
    agent.get_by_role("button", name="Save how to reach them").click()
    expect(agent.locator("#head")).to_contain_text("650-555-0133")


def test_what_they_tell_is_written_down_and_the_end_is_told_once(
    chat: Chat, agents: Agents, database: Database
) -> None:
    agent = talks(chat, agents, database)
    say(chat, "i am zora, 650 555 0133, you can leave a message")
    expect(agent.locator(".talk .member").last).to_contain_text("650 555 0133")
    write_down(agent, "Zora", "650 555 0133")
    expect(agent.locator("#head")).to_contain_text("Zora")
    expect(agent.locator("#past")).to_contain_text("Name: Zora. Number: 650-555-0133.")
    write(agent, "Thank you. I wrote it down.")
    resolve(agent, "Questions answered")
    expect(last(chat)).to_contain_text("Maria has finished with your request.")
    expect(last(chat)).to_contain_text("650-616-2133")
    expect(chat.page.get_by_text("has finished with your request")).to_have_count(1)
    expect(agent.locator("#compose")).to_have_count(0)
    expect(chat.page.locator("#text")).not_to_have_attribute("placeholder", re.compile("Maria"))
    look_at(chat.page, "member", "finished")
    say(chat, "thank you")
    chat.page.locator("#answers fieldset").wait_for()


def test_handed_back_in_another_tab_the_open_page_says_so_and_keeps_what_is_typed(
    chat: Chat, agents: Agents, database: Database
) -> None:
    agent = talks(chat, agents, database)
    agent.locator("#text").fill("I will ask about the")
    other = agents.sign_in("maria", f"/cases/{case_of(database, chat).code}")
    hand_back(other, "We call on Monday.")
    expect(agent.locator("#ended")).to_contain_text("The talk is over: Chat handed back")
    expect(agent.locator("#talk-title")).to_have_text("This talk is over")
    expect(agent.locator("#text")).to_have_value("I will ask about the")
    look_at(agent, "agent", "over")


def test_erased_with_nothing_to_call_the_page_of_the_agent_holds_nothing_any_more(
    chat: Chat, agents: Agents, database: Database
) -> None:
    agent = talks(chat, agents, database)
    say(chat, "my canaryword is zebra")
    expect(agent.locator("#case")).to_contain_text("canaryword")
    chat.page.locator("#text").fill("ERASE")
    chat.page.locator("#text").press("Enter")
    expect(agent.get_by_role("alert")).to_contain_text("Nothing of this case is kept.")
    expect(agent.locator("#text")).to_have_count(0)
    assert "canaryword" not in agent.content()
    look_at(agent, "agent", "erased")
    expect(last(chat)).not_to_contain_text("We keep")


def test_erased_with_a_number_the_box_goes_and_just_that_is_kept(
    chat: Chat, agents: Agents, database: Database
) -> None:
    agent = talks(chat, agents, database)
    write_down(agent, "", "650 555 0133")
    agent.locator("#text").fill("I am typing this while they")
    chat.page.locator("#text").fill("ERASE")
    chat.page.locator("#text").press("Enter")
    told = agent.locator("#compose").get_by_role("alert")
    expect(told).to_contain_text("They had everything erased, and the chat is over.")
    expect(told).to_contain_text("Kept: their number.")
    expect(agent.locator("#text")).to_have_count(0)
    expect(last(chat)).to_contain_text("We keep your number for the call")
    look_at(agent, "agent", "erased but the number")

"""Calling from a case, in a real browser: staff see how far the call has come, by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.channels.twilio_sms import TwilioAccount
from bot.channels.twilio_voice import TwilioVoice
from bot.worker.dialling import Dialler
from tests.browser.agents import WIDE, press, unfold
from tests.browser.test_console import PHONE, SMALL, seen
from tests.fakes import databases
from tests.fakes.desk import Desk, asks_for_a_call
from tests.fakes.desk import desk as set_up_desk
from tests.fakes.line import Line
from tests.fakes.line import line as set_up_line
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER
from tests.fakes.twilio_calls import VOICE_NUMBER

MEMBER = "6505550147"


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """The gateway, with a stand-in for Twilio; members answer their telephone."""
    with databases.sqlite(tmp_path) as database, set_up_line(tmp_path, database=database) as made:
        yield made


@pytest.fixture
def desk(line: Line) -> Iterator[Desk]:
    """The console on the same database, with a worker that rings."""
    account = TwilioAccount(
        ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, line.twilio_url, voice_from=VOICE_NUMBER
    )
    stopping, voice = threading.Event(), TwilioVoice(account, line.gateway)
    with set_up_desk(line.database, connects_calls=True) as made:
        dialler = Dialler(line.database, voice, made.clock)

        def ring() -> None:
            while not stopping.wait(0.05):
                dialler.step()

        thread = threading.Thread(target=ring, daemon=True)
        thread.start()
        yield made
        stopping.set()
        thread.join(10)
        voice.close()


def waiting(desk: Desk) -> str:
    return desk.waiting(asks_for_a_call(number=MEMBER, voicemail=True), "please call me")


def test_an_agent_sets_their_phone_calls_from_the_case_and_says_what_came_of_it(
    desk, desk_agents, line
) -> None:
    code = waiting(desk)
    page = desk_agents.sign_in("ana", f"/cases/{code}")
    press(page, "c")
    page.get_by_role("link", name="Set your phone number").click()
    page.get_by_label("Number with area code").fill("650 555 0188")
    page.locator("form[action='/account/phone'] button").click()
    page.goto(f"{desk.url}/cases/{code}")
    press(page, "d")
    expect(page.get_by_role("button", name="Call them from here")).to_be_focused()
    page.keyboard.press("Enter")
    told = page.locator("#head [role=status]")
    expect(told).to_contain_text("Say below whether you reached them.")
    assert [call.dialled[0]["number"] for call in line.twilio.calls.made] == [f"+1{MEMBER}"]
    unfold(page, "Called them")
    page.get_by_label("Yes, we talked").check()
    page.get_by_role("button", name="Save the call").click()
    expect(page.locator("#case .heading")).to_contain_text("Called")
    expect(told).to_have_count(0)


def test_what_is_being_written_stays_while_the_call_goes_its_way(desk, desk_agents, line) -> None:
    line.twilio.calls.member = "no-answer"
    code = waiting(desk)
    page = desk_agents.sign_in("ana", f"/cases/{code}")
    page.goto(f"{desk.url}/account")
    page.get_by_label("Number with area code").fill("650 555 0188")
    page.locator("form[action='/account/phone'] button").click()
    page.goto(f"{desk.url}/cases/{code}")
    press(page, "c")
    page.get_by_role("button", name="Call them from here").click()
    unfold(page, "Note")
    page.locator("#note-note").fill("It rings and rings")
    expect(page.locator("#head")).to_contain_text("Nobody answered. It is written down.")
    expect(page.locator("#note-note")).to_have_value("It rings and rings")
    page.goto(f"{desk.url}/cases/{code}")
    expect(page.locator("#past")).to_contain_text("Called: no answer")


@pytest.mark.parametrize("size", [WIDE, PHONE, SMALL], ids=["wide", "phone", "small"])
def test_the_call_and_what_came_of_it_read_well(desk, desk_agents, line, size) -> None:
    line.twilio.calls.agent = "voicemail"
    code, found = waiting(desk), []
    page = desk_agents.sign_in("ana", f"/cases/{code}", viewport=size)
    press(page, "c")
    expect(page.get_by_role("link", name="Set your phone number")).to_be_visible()
    page.goto(f"{desk.url}/account")
    page.get_by_label("Number with area code").fill("12")
    page.locator("form[action='/account/phone'] button").click()
    expect(page.get_by_role("alert")).to_contain_text("no number of the United States")
    found += seen(page, "phone-wrong")
    page.get_by_label("Number with area code").fill("650 555 0188")
    page.locator("form[action='/account/phone'] button").click()
    page.goto(f"{desk.url}/cases/{code}")
    page.get_by_role("button", name="Call them from here").click()
    expect(page.locator("#head")).to_contain_text("1 was not pressed")
    unfold(page, "Called them")
    expect(page.get_by_label("No, I left a message")).to_be_visible()
    found += seen(page, "call")
    assert found == []

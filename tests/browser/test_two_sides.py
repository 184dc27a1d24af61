"""Member and agent at once, each at their own screen or telephone, on the real service."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from bot.app.sms import STANDIN
from bot.storage import case_life, conversations
from bot.storage.cases import StoredCase, not_closed
from bot.storage.database import Database
from bot.worker.watching import watch_over
from tests.browser.agents import (
    Agents,
    hand_back,
    look_at,
    note,
    resolve,
    take_over,
    unfold,
    write,
)
from tests.browser.chat import Chat
from tests.browser.service import READY_SECONDS, ROOT, running, settings
from tests.browser.shots import shot
from tests.browser.staff import now
from tests.browser.test_takeover import ask, last, say
from tests.browser.test_together import case_of
from tests.fakes.serving import serve, wait_for
from tests.fakes.twilio import FakeTwilio

pytestmark = pytest.mark.browser

MARIA = "Maria, Member Services"
SECRET_NOTE = "Sounds afraid of her landlord."
SETTLED = "Maria calls you on Monday at 9 am."
SECONDS = 20


@dataclass
class Telephone:
    """The member's own: texts out, and all that came in."""

    twilio: FakeTwilio
    standin: str
    number: str

    def text(self, body: str) -> None:
        """Text the plan's number."""
        asked = {"from": self.number, "body": body}
        answer = httpx.post(f"{self.standin}/control/text", json=asked, timeout=SECONDS)
        assert answer.json()["status"] == httpx.codes.OK

    @property
    def heard(self) -> list[str]:
        """All texts that arrived, oldest first."""
        return [text.body for text in self.twilio.texts if text.to == self.number]

    def hears(self, words: str) -> str:
        """Wait for a text with these words, and give it."""
        wait_for(lambda: any(words in text for text in self.heard), SECONDS)
        return next(text for text in self.heard if words in text)

    def asks(self, body: str) -> str:
        """Text something, and give what is answered."""
        count = len(self.heard)
        self.text(body)
        wait_for(lambda: len(self.heard) > count, SECONDS)
        return self.heard[count]


@pytest.fixture(scope="module")
def twilio() -> FakeTwilio:
    """What stands in for Twilio; it is told where the gateway is before anybody texts."""
    return FakeTwilio()


@pytest.fixture(scope="module")
def standin(twilio: FakeTwilio) -> Iterator[str]:
    """Its address."""
    with serve(twilio.app) as url:
        yield url


@pytest.fixture(scope="module")
def environment(
    tmp_path_factory: pytest.TempPathFactory, twilio: FakeTwilio, standin: str
) -> dict[str, str]:
    """A service of its own, which texts through the stand-in."""
    ours = settings(tmp_path_factory.mktemp("two_sides"))
    twilio.gateway = twilio.public_url = ours["CALAIM_PUBLIC_URL"]
    return {**os.environ, **ours, **STANDIN, "CALAIM_TWILIO_API_BASE_URL": standin}


@pytest.fixture(scope="module")
def service(
    browser: Browser, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Everything, running for real."""
    command = [str(Path(sys.executable).parent / "calaim"), "run"]
    output = tmp_path_factory.mktemp("output") / "output.txt"
    with running(command, ROOT, environment, output, READY_SECONDS) as url:
        yield url


@pytest.fixture
def telephone(service: str, twilio: FakeTwilio, standin: str) -> Callable[[str], Telephone]:
    """Gives telephones: `telephone("+16505550123")`."""
    return lambda number: Telephone(twilio, standin, number)


def case_of_number(database: Database, number: str) -> StoredCase:
    """The one open case of somebody who texts."""
    with database.write() as connection:
        identity = conversations.find_or_create_sms(connection, number, now())
        (case,) = not_closed(connection, identity)
    return case


def status_of(database: Database, case: StoredCase) -> case_life.Life:
    """Where a case stands."""
    with database.read() as connection:
        return case_life.life_of(connection, case.id)


def comes_by_itself(agent: Page, code: str) -> None:
    """See a case come into the queue that is open, and open it."""
    row = agent.locator(f"#case-{code}")
    expect(row).to_be_visible()
    row.click()
    expect(agent.get_by_role("heading", name=code)).to_be_visible()


def test_member_and_agent_write_both_ways_and_the_questions_go_on(
    chat: Chat, agents: Agents, database: Database
) -> None:
    agent = agents.sign_in("maria")
    ask(chat)
    asked, case = chat.question, case_of(database, chat)
    comes_by_itself(agent, case.code)
    agent.get_by_role("button", name="Take this case").click()
    expect(agent.locator("#case .heading")).to_contain_text(MARIA)
    take_over(agent)
    expect(last(chat)).to_contain_text(f"{MARIA}:")
    look_at(chat.page, "member", "taken over")
    look_at(agent, "agent", "taken over")
    say(chat, "we sleep in the car since may")
    expect(agent.locator(".talk .member").last).to_contain_text("we sleep in the car")
    write(agent, "I am sorry. How many are you?")
    expect(last(chat)).to_contain_text("How many are you?")
    note(agent, SECRET_NOTE)
    say(chat, "three, and a dog")
    expect(agent.locator(".talk .member").last).to_contain_text("three, and a dog")
    hand_back(agent, SETTLED)
    expect(last(chat)).to_contain_text("Maria has left. I am the automated helper")
    expect(last(chat)).to_contain_text(SETTLED)
    chat.page.locator("#answers fieldset").wait_for()
    look_at(chat.page, "member", "handed back")
    assert chat.question == asked
    chat.replied(chat.page.get_by_role("button", name="Go on here").click)
    assert chat.question not in ("", asked)
    resolve(agent, "Questions answered")
    look_at(agent, "agent", "resolved")
    chat.type_answer("STATUS")
    expect(chat.page.locator("#log")).to_contain_text(case.code)
    shot(chat.page, "member", "status")
    assert SECRET_NOTE not in chat.page.content()
    chat.page.reload()
    expect(chat.page.locator("#log")).to_contain_text(SETTLED)
    assert SECRET_NOTE not in chat.page.content()


def test_by_text_message_member_and_agent_write_both_ways_and_the_questions_go_on(
    agents: Agents, database: Database, telephone: Callable[[str], Telephone]
) -> None:
    phone, agent = telephone("+16505550123"), agents.sign_in("maria")
    phone.asks("hi")
    asked = phone.asks("i want to talk to a person")
    options = asked[asked.index("\n1 ") :]
    case = case_of_number(database, phone.number)
    comes_by_itself(agent, case.code)
    take_over(agent)
    phone.hears("This is Maria from Member Services.")
    phone.text("we sleep in the car since may")
    expect(agent.locator(".talk .member").last).to_contain_text("we sleep in the car")
    agent.locator("#text").press_sequentially("I am sorry. How many are you?")
    expect(agent.locator("#cost")).to_contain_text("1")
    look_at(agent, "agent", "texting")
    agent.get_by_role("button", name="Send").click()
    phone.hears("I am sorry. How many are you?")
    note(agent, SECRET_NOTE)
    phone.text("three, and a dog")
    expect(agent.locator(".talk .member").last).to_contain_text("three, and a dog")
    hand_back(agent, SETTLED)
    back = phone.hears("Maria has left. I am the automated helper")
    assert SETTLED in back and back.endswith(options)
    resolve(agent, "Questions answered")
    assert case.code in phone.asks("STATUS")
    assert not any(SECRET_NOTE in text for text in phone.heard)


def test_of_two_who_take_a_case_at_once_one_has_it_and_the_other_reads_who(
    chat: Chat, agents: Agents, database: Database
) -> None:
    ask(chat)
    case = case_of(database, chat)
    pages = {
        f"{name.title()}, Member Services": agents.sign_in(name, f"/cases/{case.code}")
        for name in ("maria", "olga")
    }
    buttons = [
        page.get_by_role("button", name="Take this case").element_handle()
        for page in pages.values()
    ]
    for button in buttons:
        button.evaluate("button => button.click()")
    for page in pages.values():
        expect(page.locator("#case .heading")).to_contain_text("Taken")
    winner = status_of(database, case).claimed_name
    assert winner in pages
    for title, page in pages.items():
        told = page.get_by_role("alert").filter(has_text=f"{winner} has taken this case.")
        expect(told).to_have_count(0 if title == winner else 1)
        can_write = page.get_by_role("button", name="Write with them")
        expect(can_write).to_have_count(1 if title == winner else 0)
    [loser] = [page for title, page in pages.items() if title != winner]
    look_at(loser, "agent", "too late")


def test_an_agent_who_closes_the_lid_gives_the_member_back_and_the_case_waits(
    chat: Chat, agents: Agents, database: Database
) -> None:
    ask(chat)
    case = case_of(database, chat)
    agent = agents.sign_in("maria", f"/cases/{case.code}")
    take_over(agent)
    write(agent, "I am looking it up.")
    expect(last(chat)).to_contain_text("I am looking it up.")
    agent.context.close()
    watch_over(database, now() + timedelta(minutes=29))
    assert status_of(database, case).claimed_by == "maria"
    watch_over(database, now() + timedelta(minutes=31))
    expect(last(chat)).to_contain_text("Sorry, Maria could not write back.")
    expect(last(chat)).to_contain_text("650-616-2133")
    chat.page.locator("#answers fieldset").wait_for()
    shot(chat.page, "member", "agent gone")
    assert status_of(database, case).status == "waiting"
    other = agents.sign_in("olga")
    comes_by_itself(other, case.code)
    expect(other.get_by_role("button", name="Take this case")).to_be_visible()


def test_who_wrote_to_an_agent_whose_lid_is_closed_hears_it_takes_long_and_then_has_the_helper(
    agents: Agents, database: Database, telephone: Callable[[str], Telephone]
) -> None:
    phone = telephone("+16505550124")
    phone.asks("hi")
    phone.asks("i want to talk to a person")
    case = case_of_number(database, phone.number)
    agent = agents.sign_in("maria", f"/cases/{case.code}")
    take_over(agent)
    phone.hears("This is Maria from Member Services.")
    phone.text("are you there?")
    expect(agent.locator(".talk .member").last).to_contain_text("are you there?")
    agent.context.close()
    watch_over(database, now() + timedelta(minutes=4))
    phone.hears("Sorry that this takes long.")
    watch_over(database, now() + timedelta(minutes=11))
    phone.hears("Sorry, Maria could not write back.")
    assert status_of(database, case).status == "waiting"


def test_an_agent_of_one_desk_hands_a_case_on_and_it_comes_to_the_other_by_itself(
    chat: Chat, agents: Agents, database: Database
) -> None:
    at_icm = agents.sign_in("ines", desk="icm")
    ask(chat)
    case = case_of(database, chat)
    agent = agents.sign_in("maria", f"/cases/{case.code}")
    expect(at_icm.locator(f"#case-{case.code}")).to_have_count(0)
    agent.get_by_role("button", name="Take this case").click()
    unfold(agent, "Hand on to ICM")
    agent.locator("#note-hand-on").fill("Needs a housing navigator.")
    agent.get_by_role("button", name="Hand on", exact=True).click()
    comes_by_itself(at_icm, case.code)
    expect(at_icm.locator("#case")).to_contain_text("Needs a housing navigator.")
    take_over(at_icm)
    expect(last(chat)).to_contain_text(re.compile("This is Ines from Care Management"))


def test_out_of_a_live_talk_a_case_goes_to_the_other_desk_and_the_member_hears_so(
    chat: Chat, agents: Agents, database: Database
) -> None:
    ask(chat)
    case = case_of(database, chat)
    agent = agents.sign_in("maria", f"/cases/{case.code}")
    take_over(agent)
    expect(last(chat)).to_contain_text("This is Maria from Member Services")
    unfold(agent, "Hand on to ICM")
    look_at(agent, "hand-on", "talk")
    agent.get_by_role("button", name="Hand on", exact=True).click()
    expect(last(chat)).to_contain_text("Your request is with Care Management now.")
    expect(chat.page.locator("#who")).to_have_text("Automated helper")
    assert status_of(database, case).status == "waiting"

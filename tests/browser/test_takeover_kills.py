"""A process is killed in mid-takeover while both write: nothing is lost, nothing comes twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.storage import conversations, messages
from tests.browser.agents import Agents, take_over
from tests.browser.chat import Chat
from tests.browser.test_takeover import last
from tests.browser.test_together import case_of
from tests.fakes.serving import free_port
from tests.faults import processes
from tests.faults.network import CALL_ME
from tests.faults.service import Service
from tests.faults.service import service as set_up

pytestmark = pytest.mark.browser

NAMES = ("worker", "console", "gateway")


@dataclass
class Running:
    """Gateway, worker and console as processes of their own, each of which may die."""

    made: Service
    console: str
    desk: list[BaseProcess] = field(default_factory=list)

    def start(self, name: str) -> None:
        """Start it, also anew; gateway and console are there when this returns."""
        if name == "worker":
            self.made.start_worker()
        elif name == "gateway":
            self.made.start_gateway()
        else:
            made = self.made
            self.desk = [processes.start("console", made.environment, made.log, None, "")]
            made.wait_for_start(self.desk[0], self.console)

    def kill(self, name: str) -> None:
        """End it without warning."""
        gates = [self.made.gates] if self.made.gates else []
        victims = {"worker": self.made.workers, "gateway": gates, "console": self.desk}[name]
        for process in list(victims):
            self.made.kill(process)


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Running]:
    """All of it but Rasa, on a database of its own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with set_up(tmp_path, workers=1, CONSOLE_PORT=str(port), CONSOLE_URL=url) as made:
        running = Running(made, url)
        running.start("console")
        yield running
        running.kill("console")


@pytest.fixture
def service(whole: Running) -> str:
    """Where the member's page comes from."""
    return whole.made.url


@pytest.fixture
def agents(browser: Browser, whole: Running) -> Iterator[Agents]:
    """Those who work at the console."""
    made = Agents(browser, whole.made.database, whole.console)
    yield made
    made.close()


def member_writes(chat: Chat, text: str) -> None:
    chat.page.locator("#text").fill(text)
    chat.page.locator("#text").press("Enter")


def agent_writes(agent: Page, text: str) -> None:
    agent.locator("#text").fill(text)
    agent.get_by_role("button", name="Send").click()


def all_said(whole: Running, chat: Chat) -> list[tuple[str, str]]:
    with whole.made.database.read() as connection:
        opened = conversations.opened_with(connection, chat.token)
        assert opened
        found = messages.after(connection, opened.id, 0, 200)
    return [(said["from"], said["text"]) for said in found]


def holder(whole: Running, chat: Chat) -> str | None:
    with whole.made.database.read() as connection:
        opened = conversations.opened_with(connection, chat.token)
        assert opened
        return conversations.get(connection, opened.id).held_by


def taken_over(whole: Running, chat: Chat, agents: Agents) -> Page:
    """An agent writes with somebody who wants to be called."""
    chat.type_answer(CALL_ME)
    case = case_of(whole.made.database, chat)
    agent = agents.sign_in("maria", f"/cases/{case.code}")
    take_over(agent)
    expect(last(chat)).to_contain_text("This is Maria")
    return agent


def test_whatever_dies_in_mid_takeover_both_go_on_and_each_word_is_there_once(
    whole: Running, new_chat: Callable[..., Chat], agents: Agents
) -> None:
    chat = new_chat()
    agent = taken_over(whole, chat, agents)
    told: list[tuple[str, str]] = []
    for name in NAMES:
        whole.kill(name)
        member_writes(chat, f"member: the {name} is away")
        agent_writes(agent, f"agent: the {name} is away")
        whole.start(name)
        if name == "console":
            expect(agent.locator("#unsent")).to_contain_text("not sent")
            expect(agent.locator("#text")).to_have_value("agent: the console is away")
            agent.get_by_role("button", name="Send").click()
        expect(agent.locator("#text")).to_have_value("")
        told += [("member", f"member: the {name} is away"), ("staff", f"agent: the {name} is away")]
        for _, text in told[-2:]:
            expect(agent.locator(".talk").get_by_text(text)).to_have_count(1)
            expect(chat.page.locator("#log .message").filter(has_text=text)).to_have_count(1)
        expect(chat.page.locator("#pending .message")).to_have_count(0)
        assert holder(whole, chat) == "maria"
    said = all_said(whole, chat)
    assert sorted(each for each in said if " is away" in each[1]) == sorted(told)
    assert said[-1][0] != "assistant"
    assert whole.made.number("SELECT count(*) FROM cases") == 1

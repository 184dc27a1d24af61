"""One browser and one running service for all of these tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.app.settings import read_settings
from bot.app.wiring import open_database
from bot.storage.database import Database
from tests.browser.agents import Agents
from tests.browser.chat import Chat
from tests.browser.chromium import PATIENCE_MS, PHONE, chromium
from tests.browser.service import READY_SECONDS, ROOT, running, settings
from tests.browser.staff import Staff
from tests.fakes import databases
from tests.fakes.desk import Desk
from tests.fakes.desk import desk as set_up_desk

expect.set_options(timeout=PATIENCE_MS)

NewChat = Callable[..., Chat]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the service is set up with; where CALAIM_TEST_URL names one, the test's own."""
    if "CALAIM_TEST_URL" in os.environ:
        return dict(os.environ)
    return {**os.environ, **settings(tmp_path_factory.mktemp("service"))}


@pytest.fixture(scope="session")
def service(
    browser: Browser, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of everything, running for real (or of what CALAIM_TEST_URL names)."""
    if url := environment.get("CALAIM_TEST_URL"):
        yield url.rstrip("/")
        return
    command = [str(Path(sys.executable).parent / "calaim"), "run"]
    output = tmp_path_factory.mktemp("output") / "output.txt"
    with running(command, ROOT, environment, output, READY_SECONDS) as url:
        yield url


@pytest.fixture
def staff_of(service: str, environment: dict[str, str]) -> Iterator[Callable[[Chat], Staff]]:
    """Gives who of the staff writes in a chat: `staff_of(chat).take_over()`."""
    database = open_database(read_settings(environment))
    yield lambda chat: Staff(database, chat)
    database.close()


@pytest.fixture
def database(service: str, environment: dict[str, str]) -> Iterator[Database]:
    """The database of the service."""
    opened = open_database(read_settings(environment))
    yield opened
    opened.close()


@pytest.fixture
def agents(browser: Browser, database: Database, environment: dict[str, str]) -> Iterator[Agents]:
    """Those who work at the console."""
    made = Agents(browser, database, f"http://127.0.0.1:{environment['CALAIM_CONSOLE_PORT']}")
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The console alone, on a database of its own."""
    with databases.sqlite(tmp_path) as database, set_up_desk(database) as made:
        yield made


@pytest.fixture
def desk_agents(browser: Browser, desk: Desk) -> Iterator[Agents]:
    """Those who work at it; a script error or a breach of the CSP fails."""
    made = Agents(browser, desk.database, desk.url)
    yield made
    made.close()


@pytest.fixture
def new_page(browser: Browser, service: str) -> Iterator[Callable[..., Page]]:
    """Makes pages that fail the test for an outside request, a script error or a CSP breach."""
    contexts = []
    faults: list[str] = []

    def make(hosts: tuple[str, ...] = (), refusals: str = "", **options: Any) -> Page:
        """`hosts`: other sites that belong to the test; `refusals`: what the console may say."""
        defaults = {"viewport": PHONE, "reduced_motion": "reduce", "service_workers": "block"}
        context = browser.new_context(**{**defaults, "locale": "en-US", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: _outside(request.url, (service, *hosts), faults))
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on("console", lambda line: _console(line, faults, refusals))
        return page

    yield make
    kept = [cookie for context in contexts for cookie in context.cookies()]
    for context in contexts:
        context.close()
    assert not kept, f"the page set a cookie: {kept}"
    assert not faults, "\n".join(faults)


def _outside(url: str, ours: tuple[str, ...], faults: list[str]) -> None:
    if not url.startswith((*ours, "data:")):
        faults.append(f"request to someone else: {url}")


def _console(line: Any, faults: list[str], refusals: str) -> None:
    """A breach of the Content-Security-Policy is told on the console only."""
    if refusals and refusals in line.text:
        return
    if line.type == "error" and "Failed to load resource" not in line.text:
        faults.append(f"console: {line.text}")


@pytest.fixture
def new_chat(new_page: Callable[..., Page], service: str) -> NewChat:
    """Opens chats: `new_chat(viewport=..., color_scheme=...)`."""
    return lambda **options: Chat(new_page(**options), service).open()


@pytest.fixture
def chat(new_chat: NewChat) -> Chat:
    """A new chat on a small phone."""
    return new_chat()

"""Two console processes on one database: of two who do the same, one wins and the other is told."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.storage import case_events
from tests.fakes import databases
from tests.fakes.desk import PASSWORD, csrf_in
from tests.fakes.desk import desk as set_up
from tests.fakes.keys import KEYS
from tests.fakes.serving import all_at_once, free_port, wait_for
from tests.faults import processes
from tests.faults.service import START_SECONDS, is_up

CASES = 10
AGENTS = ("ana", "ben")


@contextlib.contextmanager
def console(database_url: str, folder: Path) -> Iterator[str]:
    """Run `calaim console` as a process of its own, on a port of its own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    given = {"KEYS": KEYS.to_text(), "DATABASE_URL": database_url}
    given |= {"CONSOLE_PORT": str(port), "CONSOLE_URL": url}
    environment = {f"CALAIM_{name}": text for name, text in given.items()}
    process = processes.start("console", environment, folder / "console.log", None, "")
    try:
        yield url
    finally:
        process.kill()
        process.join()


class Agent:
    """Somebody who is signed in at one of the processes."""

    def __init__(self, url: str, account: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=60)
        form = {"account": account, "password": PASSWORD}
        assert self.http.post("/login", data=form).status_code == 303
        self.csrf = csrf_in(self.http.get("/account").text)

    def does(self, code: str, act: str, **form: str) -> httpx.Response:
        return self.http.post(f"/cases/{code}/{act}", data={"csrf": self.csrf, **form})


@pytest.fixture(scope="module", params=databases.KINDS)
def two(request, tmp_path_factory):
    """A database of each kind, and an agent at each of two processes."""
    with contextlib.ExitStack() as opened:
        folder = tmp_path_factory.mktemp("two")
        if request.param == "sqlite":
            made = databases.sqlite(folder)
        else:
            made = databases.postgresql(request.getfixturevalue("postgresql_server"))
        desk = opened.enter_context(set_up(opened.enter_context(made)))
        for name in AGENTS:
            desk.account(name)
        address = desk.database.url.render_as_string(hide_password=False)
        urls = [opened.enter_context(console(address, folder)) for _ in AGENTS]
        wait_for(lambda: all(map(is_up, urls)), START_SECONDS)
        agents = [Agent(url, name) for url, name in zip(urls, AGENTS, strict=True)]
        for agent in agents:
            opened.callback(agent.http.close)
        yield desk, agents


def happened(desk, code: str, kind: str) -> int:
    with desk.database.read() as connection:
        events = case_events.of_case(connection, desk.case(code).id)
    return sum(event["kind"] == kind for event in events)


def alert_in(page: str) -> str:
    """What the page says first of all."""
    [said] = re.findall(r'role="alert">(.*?)<', page)
    return said


def test_of_two_who_claim_in_two_processes_one_has_it_and_the_other_is_told(two):
    desk, agents = two
    for code in [desk.waiting() for _ in range(CASES)]:
        answers = all_at_once([lambda a=agent, c=code: a.does(c, "claim") for agent in agents])
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        [told] = [alert_in(answer.text) for answer in answers if answer.status_code == 409]
        winner = next(n for n, a in zip(AGENTS, answers, strict=True) if a.status_code == 303)
        assert told.startswith(winner.title()) and told.endswith("has taken this case.")
        assert desk.case(code).status == "claimed" and happened(desk, code, "claimed") == 1


def test_of_two_who_begin_to_talk_in_two_processes_the_member_hears_one(two):
    desk, agents = two
    for code in [desk.waiting() for _ in range(CASES)]:
        answers = all_at_once([lambda a=agent, c=code: a.does(c, "talk") for agent in agents])
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        heard = [each["text"] for each in desk.said(code)]
        assert sum("ana" in text.lower() or "ben" in text.lower() for text in heard) == 1, heard
        assert happened(desk, code, "talking") == 1


def test_a_case_given_back_in_one_process_is_taken_in_the_other(two):
    desk, (ana, ben) = two
    for code in [desk.waiting() for _ in range(3)]:
        assert ana.does(code, "claim").status_code == 303
        assert ben.does(code, "claim").status_code == 409
        assert ana.does(code, "release").status_code == 303
        assert ben.does(code, "claim").status_code == 303
        assert happened(desk, code, "claimed") == 2

"""
Simulated members through the web API of the whole service: same bands as `calaim screen`?

Each answers from a complete profile, by the question's JSON alone. On the way the texts are counted
as they would go out by SMS.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bench.figures import Figure, at_most, table
from bench.member import answer
from bench.people import Person, people
from bench.processes import cpu_ms, of_command, pss_mb, with_setting
from bot.app import staff_accounts
from bot.app.settings import read_settings
from bot.app.wiring import open_database
from bot.channels.sms_text import render, segments
from bot.eligibility.facts import Facts
from bot.eligibility.judge import screen
from bot.eligibility.loader import load_policy
from bot.eligibility.policy import Policy
from bot.storage.staff import SUPERVISOR
from bot.worker.clock import Clock
from tests.browser.service import READY_SECONDS, ROOT, running, settings
from tests.fakes.desk import PASSWORD
from tests.wording.reading import grade, labels_of

MEMBERS = 300
AT_ONCE = 6
MOST_REPLIES = 40
SECONDS = 60


@dataclass
class Talk:
    """One conversation: what was said to the member, and how it ended."""

    replies: int = 0
    messages: list[Mapping[str, Any]] = field(default_factory=list)
    outcome: Mapping[str, Any] | None = None

    @property
    def segments(self) -> list[int]:
        """SMS segments of each message up to the outcome."""
        return [segments(render(message)) for message in self.messages]


class Member:
    """Somebody with a browser, speaking only the public API."""

    def __init__(self, url: str, person: Person) -> None:
        self._person = person
        self._http = httpx.Client(base_url=url, timeout=40)
        started = self._http.post("/api/conversations").raise_for_status().json()
        self._http.headers["Authorization"] = f"Bearer {started['token']}"
        self._seen = 0

    def talk(self) -> Talk:
        """Answer until the outcome is told."""
        talk = Talk()
        message = self._next()
        while True:
            talk.messages.append(message)
            if message["outcome"]:
                talk.outcome = message["outcome"]
                return talk
            if talk.replies >= MOST_REPLIES or not message["question"]:
                return talk
            self._reply(message)
            talk.replies += 1
            message = self._next()

    def _reply(self, message: Mapping[str, Any]) -> None:
        question = message["question"]
        body: dict[str, Any] = {"id": str(uuid.uuid4())}
        if question["id"] == "who":
            body |= {"choice": ["self"], "to": message["seq"]}
        elif question["kind"] == "number":
            body |= {"text": str(self._person.facts[question["facts"][0]])}
        else:
            body |= {"choice": answer(question, self._person.facts), "to": message["seq"]}
        self._http.post("/api/messages", json=body).raise_for_status()

    def _next(self) -> Mapping[str, Any]:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            params = {"after": self._seen, "wait": 25}
            got = self._http.get("/api/messages", params=params).raise_for_status().json()
            for message in got["messages"]:
                self._seen = message["seq"]
                if message["from"] == "assistant":
                    return dict(message)
        raise TimeoutError("no answer")


def agrees(policy: Policy, person: Person, outcome: Mapping[str, Any] | None) -> bool:
    """Whether the talk ended in the bands of the full profile."""
    if outcome is None:
        return False
    full = screen(policy, Facts.from_json(policy, person.facts)).to_json()
    closed = {"not_available", "not_indicated"}
    same = full["ecm"]["band"] == outcome["ecm"]["band"] or closed == {
        full["ecm"]["band"],
        outcome["ecm"]["band"],
    }
    supports = {id: found["band"] for id, found in full["supports"].items()}
    return (
        same
        and full["ecm"]["flags"] == outcome["ecm"]["flags"]
        and full["sent_to"] == outcome["sent_to"]
        and supports == {id: found["band"] for id, found in outcome["supports"].items()}
    )


def talks(url: str, drawn: list[Person]) -> list[Talk]:
    """All conversations, a few at once."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda person: Member(url, person).talk(), drawn))


def work_at_the_console(env: Mapping[str, str]) -> None:
    """Sign in and look at the queue and the figures, so that the console holds what it needs."""
    database = open_database(read_settings(env))
    who = ("bench", "Bench", SUPERVISOR, "icm", PASSWORD)
    staff_accounts.add(database, *who, Clock().now())
    database.close()
    with httpx.Client(
        base_url=f"http://127.0.0.1:{env['CALAIM_CONSOLE_PORT']}", timeout=40
    ) as http:
        http.post("/login", data={"account": "bench", "password": PASSWORD})
        for path in ("/", "/?show=open&desk=both", "/reports", "/notices"):
            answer = http.get(path)
            assert answer.status_code == 200, (path, answer.status_code)


def main() -> list[Figure]:
    """Measure the first members of the committed mix through the running service."""
    policy = load_policy()
    drawn = people(policy)[:MEMBERS]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [str(Path(sys.executable).parent / "calaim"), "run"]
        env = {**os.environ, **settings(folder)}
        with running(command, ROOT, env, folder / "output.txt", READY_SECONDS) as url:
            processes = with_setting("CALAIM_PORT", env["CALAIM_PORT"])
            before = cpu_ms(processes)
            held = talks(url, drawn)
            spent = cpu_ms(processes) - before
            work_at_the_console(env)
            memory, console = pss_mb(processes), pss_mb(of_command(processes, "console"))
    wrong = sum(
        not agrees(policy, person, talk.outcome) for person, talk in zip(drawn, held, strict=True)
    )
    counts = [talk.replies for talk in held]
    turns = sum(len(talk.messages) for talk in held)
    said = [message for talk in held for message in talk.messages]
    hardest = max(grade(message["text"], labels_of(message["question"])) for message in said)
    sent = [sum(talk.segments) for talk in held]
    return [
        Figure("simulated members", len(held)),
        at_most("members whose bands differ from calaim screen", wrong, 0),
        at_most("replies to the outcome, median", statistics.median(counts), 8),
        at_most("replies to the outcome, longest", max(counts), 18),
        at_most("SMS segments sent to the outcome, median", statistics.median(sent), 16),
        Figure("SMS segments sent to the outcome, most", max(sent)),
        at_most("SMS segments of the longest message", max(max(t.segments) for t in held), 2),
        at_most("reading grade of the hardest message", round(hardest, 1), 6),
        Figure("CPU of a turn, gateway and worker included", round(spent / turns, 1), "ms"),
        at_most("memory (PSS) of all processes", memory, 1100, "MB"),
        Figure("of it the console", console, "MB"),
    ]


if __name__ == "__main__":
    print(table({"members": main()}))

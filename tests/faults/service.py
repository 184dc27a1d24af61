"""The service under test: processes of its own that are killed, between stand-ins that are not."""

import contextlib
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx

from bot.storage.database import Database
from bot.storage.migrate import bring_up_to_date
from tests.fakes.keys import CIPHER, KEYS
from tests.fakes.line import TODAY
from tests.fakes.serving import free_port, serve, wait_for
from tests.fakes.turns import SECRET
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER
from tests.faults import processes
from tests.faults.counting import Counted
from tests.faults.members import DANGER, Person, Phone, WebPerson
from tests.faults.network import CALL_ME, Network, Turns

SECONDARY_TOKEN = "the token before it"
START_SECONDS = 300.0
"""Enough for a machine that does much else; a process that ended is noticed at once."""
REST_SECONDS = 90.0
_migrating = threading.Lock()  # what applies migrations knows of one database at a time
_WAITING = "status IN ('queued', 'sending', 'uncertain')"


@dataclass
class Service:
    """
    One gateway and some workers on one database.

    Args:
        gates: The gateway process, once it runs.
    """

    folder: Path
    database: Database
    turns: Turns
    twilio: Network
    environment: dict[str, str]
    url: str
    api: contextlib.ExitStack
    without: str = ""
    gates: BaseProcess | None = None
    workers: list[BaseProcess] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    kills: int = 0

    @property
    def log(self) -> Path:
        """What all processes wrote to standard error."""
        return self.folder / "processes.log"

    # Starting and killing

    def start_gateway(self, trap: tuple[str, Path] | None = None) -> BaseProcess:
        """Start the gateway, also anew; it is there when this returns."""
        self.gates = self._start("gateway", trap)
        self.wait_for_start(self.gates, self.url)
        return self.gates

    def start_worker(self, trap: tuple[str, Path] | None = None) -> BaseProcess:
        """Start one more worker."""
        self.workers.append(self._start("worker", trap))
        return self.workers[-1]

    def _start(self, what: str, trap: tuple[str, Path] | None) -> BaseProcess:
        return processes.start(what, self.environment, self.log, trap, self.without)

    def wait_for_start(self, process: BaseProcess, url: str) -> None:
        """Wait until what was started answers at its address."""
        ended = wait_for(lambda: is_up(url) or (not process.is_alive() and "ended"), START_SECONDS)
        assert ended != "ended", self.log.read_text(encoding="utf-8", errors="replace")[-4000:]

    def kill(self, process: BaseProcess) -> None:
        """End a process without warning."""
        process.kill()
        process.join()
        self.kills += 1
        if process in self.workers:
            self.workers.remove(process)

    def close(self) -> None:
        """End everything."""
        for person in self.people:
            person.close()
        for process in (*self.workers, *([self.gates] if self.gates else [])):
            process.kill()
            process.join()

    @contextlib.contextmanager
    def twilio_away(self) -> Iterator[None]:
        """Have nobody listen at Twilio's address while the block runs."""
        self.api.close()
        yield
        port = int(self.environment["CALAIM_TWILIO_API_BASE_URL"].rsplit(":", 1)[1])
        self.api.enter_context(serve(self.twilio.app, port))

    # People

    def web(self, seed: int = 0) -> WebPerson:
        """Somebody new at the web chat."""
        name = f"w{len(self.people)}"
        return self._add(WebPerson(self.url, name, random.Random(f"{seed}{name}")))

    def phone(self, seed: int = 0) -> Phone:
        """Somebody new with a phone."""
        number = f"+1650{5560000 + len(self.people):07}"
        return self._add(
            Phone(self.url, number, random.Random(f"{seed}{number}"), twilio=self.twilio)
        )

    def _add(self, person: Any) -> Any:
        self.people.append(person)
        return person

    def talk(self, people: list[Person], each: int, at_once: int = 12) -> None:
        """Have all of them say so many things, some waiting for each answer, some in a hurry."""
        with ThreadPoolExecutor(at_once) as threads:
            for done in [threads.submit(self._talk, person, each) for person in people]:
                done.result()

    @contextlib.contextmanager
    def talking(self, people: list[Person], each: int) -> Iterator[None]:
        """Have them talk while the block runs; at its end wait until they are through."""
        with ThreadPoolExecutor(1) as thread:
            done = thread.submit(self.talk, people, each)
            yield
            done.result()

    def _talk(self, person: Person, each: int) -> None:
        asks_at = each // 2 if person.chance.random() < 0.5 else None
        for number in range(each):
            mark = person.next_mark(f"-{CALL_ME}" if number == asks_at else "")
            person.say(mark)
            person.wants_case = person.wants_case or number == asks_at
            if person.chance.random() < 0.5:
                person.wait_for_answer(mark)
        if each > 1 and person.chance.random() < 0.1 and not person.wants_case:
            person.deliver(f"danger{person.name[-8:]}", DANGER)
            person.wants_case = True

    # Counting

    def number(self, statement: str) -> int:
        """Ask the database for one number."""
        with self.database.read() as connection:
            return int(connection.exec_driver_sql(statement).scalar_one() or 0)

    def at_rest(self) -> bool:
        """Whether every message had its turn and every text was settled."""
        waiting = self.number("SELECT count(*) FROM inbox WHERE status = 'open'")
        return waiting == 0 and self.number(f"SELECT count(*) FROM outbox WHERE {_WAITING}") == 0

    def rest(self, seconds: float = REST_SECONDS) -> None:
        """Wait until nothing is left to do."""
        wait_for(self.at_rest, seconds)

    def count(self) -> Counted:
        """Hold everybody's messages, and the cases, against what there should be."""
        total = sum((person.count() for person in self.people), Counted())
        cases = self.number("SELECT count(*) FROM cases")
        having = self.number("SELECT count(DISTINCT conversation_id) FROM cases")
        wanting = sum(person.wants_case for person in self.people)
        unsure = self.number("SELECT count(*) FROM outbox WHERE status IN ('uncertain', 'unknown')")
        told = Counted(
            lost=-min(unsure, total.lost),
            cases_lost=max(wanting - having, 0),
            cases_doubled=cases - having,
            uncertain=unsure,
        )
        return total + told


def is_up(url: str) -> bool:
    """Whether gateway or console answer at their address."""
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{url}/healthz", timeout=2).status_code == 200
    return False


@contextlib.contextmanager
def service(
    folder: Path,
    url: str = "",
    workers: int = 2,
    without: str = "",
    gateway: bool = True,
    **changed: str,
) -> Iterator[Service]:
    """
    Set everything up around a new database.

    Args:
        url: Of the database; an SQLite file in the folder by default.
        without: The safeguard that our processes lack.
        changed: Settings, without CALAIM_, that differ from those below.
    """
    database = Database(url or f"sqlite:///{folder}/calaim.db", CIPHER)
    with _migrating:
        bring_up_to_date(database)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    turns, twilio = Turns(), Network(address)
    turns.delay = 0.02
    stack = contextlib.ExitStack()
    with serve(turns.app) as rasa, serve(turns.app) as actions, stack:
        api = stack.enter_context(serve(twilio.app))
        settings = {
            "DATABASE_URL": database.url.render_as_string(hide_password=False),
            "KEYS": KEYS.to_text(),
            "LIMITS_TIMES": "1000",
            "PUBLIC_URL": address,
            "PORT": str(port),
            "RASA_URL": rasa,
            "ACTIONS_URL": actions,
            "RASA_SECRET": SECRET,
            "TODAY": TODAY.isoformat(),
            "TURN_TIMEOUT_SECONDS": str(processes.TURN_SECONDS),
            "GATEWAY_METRICS_PORT": "0",
            "WORKER_METRICS_PORT": "0",
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "TWILIO_AUTH_TOKEN_SECONDARY": SECONDARY_TOKEN,
            "TWILIO_FROM": OUR_NUMBER,
            "TWILIO_API_BASE_URL": api,
        }
        environment = {f"CALAIM_{name}": value for name, value in {**settings, **changed}.items()}
        made = Service(folder, database, turns, twilio, environment, address, stack, without)
        try:
            if gateway:
                made.start_gateway()
            for _ in range(workers):
                made.start_worker()
            yield made
        finally:
            made.close()
    database.close()


@contextlib.contextmanager
def killing(made: Service, seed: int, times: int, pause: tuple[float, float]) -> Iterator[None]:
    """
    Kill the gateway and the workers, one or all, as the block runs; each is started again.

    Args:
        times: How often; the end of the block waits for the last.
        pause: Seconds between two kills, from and to.
    """
    chance = random.Random(seed)
    failed: list[BaseException] = []

    def kill() -> None:
        try:
            for _ in range(times):
                time.sleep(chance.uniform(*pause))
                kill_some(made, chance)
        except BaseException as error:
            failed.append(error)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        killer.join()
    if failed:
        raise failed[0]


def kill_some(made: Service, chance: random.Random) -> None:
    """Kill the gateway, one worker, all workers, or everything as a power cut does."""
    what = chance.choice(("gateway", "worker", "worker", "workers", "everything"))
    victims = list(made.workers) if what in ("workers", "everything") else []
    if what == "worker":
        victims = [chance.choice(made.workers)]
    for process in victims:
        made.kill(process)
    if what in ("gateway", "everything") and made.gates:
        made.kill(made.gates)
        made.start_gateway()
    for _ in victims:
        made.start_worker()

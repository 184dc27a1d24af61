"""The whole line but Rasa: gateway, worker and database of ours, with stand-ins at both ends."""

import contextlib
import functools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select, text

from bot.app import wiring
from bot.app.gateway import server_config
from bot.channels.twilio_sms import TwilioAccount, TwilioSms
from bot.gateway.app import create_app
from bot.gateway.hub import Hub
from bot.gateway.limits import Limits, load_limits
from bot.gateway.metrics import GatewayMetrics
from bot.gateway.services import Services
from bot.handoff.case import CaseDraft
from bot.storage import cases
from bot.storage.database import Database
from bot.storage.outbox import outbox
from bot.worker.clock import Clock
from bot.worker.metrics import WorkerMetrics
from bot.worker.sender import Sender
from bot.worker.service import Worker
from bot.worker.turn_client import TurnClient, TurnServer
from bot.worker.turns import CaseMaker, TurnTaker
from tests.fakes.databases import sqlite
from tests.fakes.serving import free_port, quiet_config, serve_all, wait_for
from tests.fakes.turns import SECRET, FakeTurns
from tests.fakes.twilio import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, FakeTwilio
from tests.fakes.twilio_calls import VOICE_NUMBER

TODAY = date(2026, 11, 21)
# Policy and wording are the same for every line; to read them takes longer than most tests.
build_alarm = functools.lru_cache(wiring.build_alarm)
build_replies = functools.lru_cache(wiring.build_replies)
build_summarizer = functools.lru_cache(wiring.build_summarizer)


def always_day(_: datetime) -> None:
    """No quiet hours, so that a test has the same end at night."""


def plain_case(screening, to) -> CaseDraft | None:
    """A case without the policy, for tests that are not about its content."""
    if screening["handover"].get("wanted") not in ("call_me", "person"):
        return None
    details = {"person": "self", "said": screening["said"], "number": to.address}
    return CaseDraft("self", "routine", "member_services", "Wants a call.", details)


@dataclass
class Member:
    """Someone at the web chat."""

    http: httpx.Client
    token: str
    conversation: str
    last: int = 0
    count: int = field(default=0)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def post(self, **body) -> httpx.Response:
        return self.http.post("/api/messages", json=body, headers=self.headers)

    def say(self, text: str) -> list[dict]:
        self.count += 1
        assert self.post(id=f"m{self.count}", text=text).status_code == 202
        return self.hear()

    def choose(self, to: int, *values: str, identity: str | None = None) -> httpx.Response:
        self.count += 1
        return self.post(id=identity or f"m{self.count}", choice=list(values), to=to)

    def read(self, after: int = 0, wait: int = 0) -> list[dict]:
        path = f"/api/messages?after={after}&wait={wait}"
        return self.http.get(path, headers=self.headers, timeout=40).json()["messages"]

    def hear(self) -> list[dict]:
        """Read on until the assistant has spoken; give what is new."""
        heard: list[dict] = []

        def spoken() -> bool:
            heard.extend(self.read(self.last, wait=5))
            self.last = max([m["seq"] for m in heard], default=self.last)
            return any(m["from"] == "assistant" for m in heard)

        wait_for(spoken, 15)
        return heard


@dataclass
class Line:
    """Everything a test drives."""

    database: Database
    turns: Any
    twilio: FakeTwilio
    gateway: str
    turns_url: str
    twilio_url: str
    http: httpx.Client
    control: httpx.Client
    opened: contextlib.ExitStack
    make_case: CaseMaker = plain_case

    def new_member(self) -> Member:
        made = self.http.post("/api/conversations").json()
        return Member(self.http, made["token"], made["conversation"])

    def taker(self, timeout: float = 5.0, margin: float = 20.0) -> TurnTaker:
        clock, metrics = Clock(TODAY), WorkerMetrics()
        server = TurnServer(self.turns_url, self.turns_url, SECRET, timeout)
        client = TurnClient(server)
        self.opened.callback(client.close)
        make_case, eraser = self.make_case, build_replies().eraser
        return TurnTaker(self.database, client, make_case, eraser, clock, metrics, timeout, margin)

    def worker(self, threads: int = 2, **how) -> Worker:
        return Worker(self.database, self.taker(**how), self.sender(), Clock(TODAY), threads)

    def count(self, statement: str) -> int:
        with self.database.read() as connection:
            return connection.execute(text(statement)).scalar_one()

    def bodies(self) -> list[str]:
        """All texts in the outbox, sent or not, in the order in which they were queued."""
        with self.database.read() as connection:
            query = select(outbox.c.body).order_by(outbox.c.created_at, outbox.c.seq)
            return list(connection.execute(query).scalars())

    def the_case(self) -> cases.StoredCase:
        """The one case there is."""
        with self.database.read() as connection:
            [case] = cases.newest(connection, 2)
        return case

    def change(self, statement: str) -> None:
        with self.database.write() as connection:
            connection.execute(text(statement))

    def sender(self, settle_seconds: float = 0.0, redacts: bool = False, **how: Any) -> Sender:
        """Give a sender, to whom it is always day where a test does not say otherwise."""
        account = TwilioAccount(
            ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, self.twilio_url, redacts=redacts
        )
        twilio = TwilioSms(account, self.gateway)
        self.opened.callback(twilio.close)
        settle = timedelta(seconds=settle_seconds)
        how.setdefault("morning", always_day)
        return Sender(self.database, twilio, Clock(TODAY), WorkerMetrics(), settle, **how)

    @contextlib.contextmanager
    def working(self, **how) -> Iterator[Worker]:
        worker = self.worker(**how)
        thread = threading.Thread(target=worker.run, daemon=True)
        thread.start()
        try:
            yield worker
        finally:
            worker.stopping.set()
            thread.join(10)

    def text(self, number: str, body: str, **fields: str) -> int:
        asked = {"from": number, "body": body, "fields": fields}
        return self.control.post("/control/text", json=asked).json()["status"]

    def texts_to(self, number: str) -> list[str]:
        return [text.body for text in self.twilio.texts if text.to == number]


@contextlib.contextmanager
def line(
    folder: Path, turns: Any = None, database: Database | None = None, **services_with: Any
) -> Iterator[Line]:
    """
    Set the line up around a fresh database; the worker is started by the test.

    Args:
        folder: For an SQLite database, where none is given.
        database: Migrated; it stays open.
        services_with: Other services of the gateway. Limits are wide where none are given: the
            members come from one address at a machine's pace. `confirms_stop` is the setting.
    """
    services_with.setdefault("limits", Limits(load_limits(times=1000)))
    services_with.setdefault("clock", Clock(TODAY))
    with contextlib.ExitStack() as opened:
        database = database or opened.enter_context(sqlite(folder))
        yield opened.enter_context(_line_on(database, turns, services_with))


@contextlib.contextmanager
def _line_on(database: Database, turns: Any, services_with: dict[str, Any]) -> Iterator[Line]:
    ports = [free_port() for _ in range(3)]
    url, turns_url, twilio_url = (f"http://127.0.0.1:{port}" for port in ports)
    confirms_stop = services_with.pop("confirms_stop", True)
    turns, twilio = turns or FakeTurns(), FakeTwilio(url)
    account = TwilioAccount(
        *(ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, twilio_url),
        confirms_stop=confirms_stop,
        voice_from=VOICE_NUMBER,
    )
    services_with.setdefault("twilio", account)
    services = Services(
        database=database,
        hub=Hub(database),
        alarm=build_alarm(),
        replies=build_replies(),
        metrics=GatewayMetrics(),
        public_url=url,
        quick_exit_url=f"{url}/healthz",
        rasa_url=turns_url,
        actions_url=turns_url,
        summarizer=build_summarizer(),
        **services_with,
    )
    app = create_app(services)
    stand_ins = zip((turns.app, twilio.app), ports[1:], strict=True)
    with (
        serve_all(
            server_config(app, "127.0.0.1", ports[0]),
            *(quiet_config(each, port) for each, port in stand_ins),
        ),
        httpx.Client(base_url=url) as http,
        httpx.Client(base_url=twilio_url) as control,
        contextlib.ExitStack() as opened,
    ):
        yield Line(database, turns, twilio, url, turns_url, twilio_url, http, control, opened)

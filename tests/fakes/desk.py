"""The console on a database, served for real, with staff who sign in."""

import contextlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

import httpx
from sqlalchemy import text

from bot.app import staff_accounts
from bot.app.gateway import server_config
from bot.console.app import create_app
from bot.console.hub import ChangeHub
from bot.console.services import Services
from bot.conversation.handover import Handover
from bot.conversation.screening import Answer, Screening
from bot.eligibility.loader import load_policy
from bot.handoff.case import CaseDraft
from bot.handoff.drafting import CaseDrafter
from bot.storage import audit, cases, conversations, messages
from bot.storage.cases import StoredCase
from bot.storage.conversations import Conversation
from bot.storage.database import Database
from bot.storage.staff import AGENT
from bot.wording.book import load_wording
from tests.fakes.line import TODAY
from tests.fakes.serving import free_port, serve

PASSWORD = "a few words in a row"
ANSWERS = (
    Answer("coverage", ("hpsm",), ({"coverage": "medi_cal_hpsm"},), "1"),
    Answer("age", (), ({"age": 34},), "34"),
    Answer("ed_visits_6_months", (), ({"ed_visits_6_months": 6},), "like 6 times i think it was"),
)
CALL = Handover(
    wanted="call_me", name="Maria", when="morning", voicemail=False, language="es", complete=True
)


@dataclass
class Hands:
    """A clock whose hands a test turns."""

    moment: datetime = field(default_factory=lambda: datetime.now(timezone.utc))

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, **length: float) -> None:
        self.moment += timedelta(**length)


@dataclass
class Desk:
    """The console and all who work at it."""

    database: Database
    services: Services
    url: str
    clock: Hands
    opened: contextlib.ExitStack

    def account(self, account: str, role: str = AGENT, desk: str = "icm", name: str = "") -> str:
        shown = name or account.title()
        now = self.clock.now()
        staff_accounts.add(self.database, account, shown, role, desk, PASSWORD, now)
        return account

    def browser(self) -> httpx.Client:
        """A browser in which nobody is signed in."""
        return self.opened.enter_context(httpx.Client(base_url=self.url, timeout=20))

    def attempt(self, account: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        """Try to sign in, in a browser of its own."""
        form = {"account": account, "password": password, **more}
        return self.browser().post("/login", data=form)

    def sign_in(self, account: str, **more: str) -> httpx.Client:
        """A browser in which somebody is signed in."""
        http, form = self.browser(), {"account": account, "password": PASSWORD, **more}
        answer = http.post("/login", data=form)
        assert answer.status_code == 303, answer.text
        return http

    def staff(self, account: str = "ana", role: str = AGENT, **more: str) -> httpx.Client:
        """A browser in which a new member of staff is signed in."""
        return self.sign_in(self.account(account, role, **more))

    def waiting(self, draft: CaseDraft | None = None, *said: str, minutes: float = 0) -> str:
        """A member who waits since then; give the code of their case."""
        now = self.clock.now() - timedelta(minutes=minutes)
        with self.database.write() as connection:
            chat = conversations.create_web(connection, secrets.token_hex(), "en", now)
            for words in said:
                messages.add(connection, chat, "member", words, now)
            code = cases.open_or_update(connection, chat, draft or asks_for_a_call(), now)
        assert code is not None
        return code

    def case(self, code: str) -> StoredCase:
        """A case as it stands."""
        with self.database.read() as connection:
            found = cases.by_code(connection, code)
        assert found is not None
        return found

    def case_status(self, code: str) -> str:
        """How a case stands, also one that cannot be read."""
        with self.database.read() as connection:
            [found] = cases.with_codes(connection, [code])
        return found.status

    def conversation(self, code: str) -> Conversation:
        """The conversation of a case as it stands, as far as it can be read."""
        with self.database.read() as connection:
            [found] = cases.with_codes(connection, [code])
            return conversations.get_as_it_is(connection, found.conversation_id)

    def said(self, code: str) -> list[dict[str, Any]]:
        """All that was said in the conversation of a case."""
        chat = self.case(code).conversation_id
        with self.database.read() as connection:
            return messages.after(connection, chat, 0, 100)

    def says(self, code: str, words: str) -> None:
        """The member of a case says something."""
        chat = self.case(code).conversation_id
        with self.database.write() as connection:
            messages.add(connection, chat, "member", words, self.clock.now())

    def asks_again(self, code: str, draft: CaseDraft) -> None:
        """A later turn of theirs brings the case up to date."""
        chat = self.case(code).conversation_id
        with self.database.write() as connection:
            cases.open_or_update(connection, chat, draft, self.clock.now())

    def stops(self, code: str) -> None:
        """The member of a case wants no more texts."""
        chat = self.case(code).conversation_id
        with self.database.write() as connection:
            conversations.change(connection, chat, opted_out_at=self.clock.now())

    def damage(self, code: str) -> None:
        """Have the database lose what a case tells."""
        raw = b"\x01" + b"\0" * 40
        with self.database.write() as connection:
            connection.execute(
                text("UPDATE cases SET details = :raw, summary = :raw WHERE code = :code"),
                {"raw": raw, "code": code},
            )

    def audit(self) -> list[tuple[str, str, str]]:
        """Who did what to what, oldest first."""
        with self.database.read() as connection:
            entries = audit.newest(connection, 1000)
        return [(entry.actor, entry.action, entry.subject) for entry in reversed(entries)]


@cache
def drafter() -> CaseDrafter:
    """What makes cases by the policy; to read it takes longer than most tests."""
    return CaseDrafter(load_policy(), load_wording())


def asks_for_a_call(
    who: str = "self", answers: tuple[Answer, ...] = ANSWERS, **handover: Any
) -> CaseDraft:
    """The case of somebody who has answered some questions and wants to be called."""
    wish = Handover(**{**vars(CALL), **handover})
    screening = Screening(TODAY.isoformat(), TODAY, who=who, answers=answers, handover=wish)
    draft = drafter().draft(screening.to_json(), None, "web", None)
    assert draft is not None
    return draft


def csrf_in(page: str) -> str:
    """What the forms of a page bring along."""
    found = re.search(r'data-csrf="([0-9a-f]{64})"', page)
    assert found, page[:300]
    return found.group(1)


def send(http: httpx.Client, path: str, page: str = "/account", **form: str) -> httpx.Response:
    """Send a form as it stands on a page."""
    return http.post(path, data={"csrf": csrf_in(http.get(page).text), **form})


@contextlib.contextmanager
def desk(database: Database, **services_with: Any) -> Iterator[Desk]:
    """Serve the console on a database while the block runs."""
    port, clock = free_port(), Hands()
    url = f"http://127.0.0.1:{port}"
    services_with.setdefault("url", url)
    services = Services(
        database=database,
        hub=ChangeHub(database),
        clock=clock,
        sources=load_policy().sources,
        **services_with,
    )
    app = create_app(services)
    config = server_config(app, "127.0.0.1", port)
    with serve(app, port, config), contextlib.ExitStack() as opened:
        yield Desk(database, services, url, clock, opened)

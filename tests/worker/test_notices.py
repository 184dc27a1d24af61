"""The desks are told of cases, whatever refuses, hangs or dies meanwhile."""

import contextlib
import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.app.settings import ROOT
from bot.channels.chatwoot import ChatwootTarget
from bot.channels.email import PLAIN, STARTTLS, EmailTarget
from bot.channels.webhook import WebhookTarget
from bot.handoff.case import CaseDraft
from bot.handoff.danger import mark_danger
from bot.storage import case_events, cases, clock_jumps, conversations, notices, unsent_notices
from bot.storage.cases import StoredCase
from bot.worker.clock import Clock
from bot.worker.metrics import WorkerMetrics
from bot.worker.notices import Notices
from tests.fakes.desks import SECRET_BYTES, Chatwoot, MailServer, Receiver, certificate
from tests.fakes.line import line as set_up
from tests.fakes.serving import all_at_once, free_port, serve, wait_for

CONSOLE = "https://console.example"
PRIVATE = {"number": "+16505550199", "name": "Marisol"}
TOLD = CaseDraft(
    "self", "routine", "icm", "Marisol, pregnant, no home.", {"person": "self", "contact": PRIVATE}
)
ROUND_TWO = replace(TOLD, round=2, details={**TOLD.details, "round": 2})


@dataclass(frozen=True)
class Watch(Clock):
    """The clock, so much ahead of its time."""

    ahead: list[timedelta] = field(default_factory=lambda: [timedelta()])

    def now(self) -> datetime:
        return super().now() + self.ahead[0]

    def go_on(self, **how: float) -> None:
        self.ahead[0] += timedelta(**how)


@dataclass
class Desk:
    """A database, a receiver of webhooks, and what tells it."""

    database: object
    receiver: Receiver
    notices: Notices
    clock: Watch
    conversation: str

    @property
    def target(self):
        return self.notices.targets[0]

    def put(self, draft: CaseDraft = TOLD) -> StoredCase:
        with self.database.write() as connection:
            now = self.clock.now()
            code = cases.open_or_update(connection, self.conversation, draft, now)
            return cases.by_code(connection, code)

    def happens(self, case: StoredCase, kind: str) -> None:
        with self.database.write() as connection:
            case_events.add(connection, case.id, kind, "assistant", self.clock.now())

    def tell(self) -> None:
        """Spread what is new and send all that is due."""
        self.notices.tidy()
        while any([step() for step in self.notices.steps]):
            pass

    def kinds(self) -> list[str]:
        return [body["type"] for body in self.receiver.taken.values()]

    def unsent(self) -> list[unsent_notices.Unsent]:
        with self.database.read() as connection:
            return unsent_notices.unsent(connection, 100)


def telling(database, targets, clock=None, lease=timedelta(seconds=30)) -> Notices:
    return Notices(database, targets, clock or Watch(), WorkerMetrics(), CONSOLE, lease)


def new_conversation(database) -> str:
    with database.write() as connection:
        return conversations.create_web(connection, "t", "en", Clock().now())


@pytest.fixture
def desk(database):
    receiver, clock = Receiver(), Watch()
    with serve(receiver.app) as url:
        made = telling(database, (WebhookTarget(url, SECRET_BYTES),), clock)
        yield Desk(database, receiver, made, clock, new_conversation(database))


def test_a_new_case_is_told_in_every_way_and_nothing_of_the_person_with_it(database):
    receiver, chatwoot, mail = Receiver(), Chatwoot(), MailServer()
    with contextlib.ExitStack() as opened:
        url, talks = (opened.enter_context(serve(each.app)) for each in (receiver, chatwoot))
        opened.enter_context(mail.running())
        addresses = {"icm": "icm@plan.example"}
        targets = (
            WebhookTarget(url, SECRET_BYTES),
            ChatwootTarget(talks, chatwoot.inbox),
            EmailTarget("127.0.0.1", mail.port, PLAIN, "", "", "bot@x.example", addresses),
        )
        made = telling(database, targets)
        desk = Desk(database, receiver, made, made.clock, new_conversation(database))
        case = desk.put()
        desk.tell()
    [body] = receiver.taken.values()
    [sent], [said] = mail.taken, chatwoot.said()
    assert body["data"]["code"] == case.code and body["data"]["desk"] == "icm"
    assert body["data"]["link"] == f"{CONSOLE}/cases/{case.code}"
    assert case.code in sent["Subject"] and case.code in said
    for told in (json.dumps(body), sent.as_string(), said):
        assert not any(word in told for word in ("Marisol", "pregnant", "0199", "home"))
    assert desk.unsent() == []


def test_the_summary_goes_out_only_where_a_setting_says_so(desk):
    desk.notices.targets = (replace(desk.target, tells_summary=True),)
    desk.put()
    desk.tell()
    [body] = desk.receiver.taken.values()
    assert body["data"]["summary"] == "Marisol, pregnant, no home."


def test_each_change_that_needs_staff_is_told_and_no_other(desk):
    case = desk.put()
    desk.put(replace(TOLD, summary="Marisol, pregnant."))
    desk.put(replace(ROUND_TWO, summary="Marisol again."))
    desk.put(mark_danger(ROUND_TWO, "self_harm", "i want to die", desk.clock.now().isoformat()))
    for kind in ("claimed", "note", "handed on", "escalated", "resolved", "reopened"):
        desk.happens(case, kind)
    desk.tell()
    assert sorted(desk.kinds()) == [
        "case.asked_again",
        "case.escalated",
        "case.handed_on",
        "case.opened",
        "case.reopened",
        "case.urgent",
    ]


def test_a_second_word_of_danger_is_told_once_in_ten_minutes(desk):
    desk.put()
    for minute in (0, 4, 8, 20):
        desk.clock.ahead[0] = timedelta(minutes=minute)
        at = desk.clock.now().isoformat()
        desk.put(mark_danger(TOLD, "self_harm", f"i want to die {minute}", at))
        desk.tell()
    assert desk.kinds() == ["case.opened", "case.urgent", "case.urgent"]


def test_nothing_is_told_of_what_was_not_committed(desk):
    with pytest.raises(RuntimeError), desk.database.write() as connection:
        cases.open_or_update(connection, desk.conversation, TOLD, desk.clock.now())
        raise RuntimeError("the power went")
    desk.tell()
    assert desk.kinds() == []


def test_urgent_cases_are_told_before_older_ones(desk):
    desk.put()
    desk.notices.tidy()
    desk.clock.go_on(seconds=5)
    other = mark_danger(replace(TOLD, person="child"), "overdose", "took pills", "2026-11-21")
    desk.put(other)
    desk.tell()
    urgencies = [body["data"]["urgency"] for body in desk.receiver.taken.values()]
    assert urgencies == ["urgent", "routine"]


def test_a_webhook_that_answers_500_for_an_hour_gets_everything_once_it_is_well(desk):
    desk.receiver.status = 500
    case, other = desk.put(), replace(TOLD, person="child")
    for minute in range(60):
        if minute in HAPPENS_AT:
            desk.happens(case, HAPPENS_AT[minute])
        if minute == 40:
            desk.put(other)
        desk.tell()
        desk.clock.go_on(minutes=1)
    assert desk.receiver.taken == {}
    assert max(desk.receiver.times.values()) <= 40
    assert {each.problem for each in desk.unsent()} == {"The webhook answered with an error (500)."}
    desk.receiver.status = 200
    desk.clock.go_on(hours=1, minutes=15)
    desk.tell()
    mine = [b["type"] for b in desk.receiver.taken.values() if b["data"]["code"] == case.code]
    assert mine == ["case.opened", "case.asked_again", "case.handed_on", "case.escalated"]
    assert len(desk.receiver.taken) == 5 and desk.unsent() == []
    # Each was asked for by one id from the first try on, and the receiver found each genuine.
    assert set(desk.receiver.taken) == set(desk.receiver.times)
    assert desk.receiver.asked == sum(desk.receiver.times.values())


HAPPENS_AT = {10: "asked again", 25: "handed on", 55: "escalated"}


def test_when_a_way_works_again_nothing_waits_for_its_own_pause(desk):
    desk.receiver.status = 500
    desk.put()
    for _ in range(40):
        desk.tell()
        desk.clock.go_on(minutes=1)
    desk.put(replace(TOLD, person="child"))
    desk.tell()
    desk.receiver.status = 200
    desk.clock.go_on(seconds=3)
    desk.tell()
    assert desk.kinds() == ["case.opened", "case.opened"]


def test_a_notice_that_alone_is_refused_holds_up_none_of_those_after_it(desk):
    case = desk.put()
    desk.receiver.refuses = {"case.opened"}
    desk.tell()
    desk.happens(case, "escalated")
    desk.tell()
    assert desk.kinds() == ["case.escalated"]
    [left] = desk.unsent()
    assert (left.kind, left.tries) == ("opened", 2)


def test_what_follows_waits_while_another_worker_sends_what_was_before(desk):
    case = desk.put()
    desk.notices.tidy()
    now, lease = desk.clock.now(), timedelta(seconds=30)
    with desk.database.write() as connection:
        first = notices.claim(connection, "webhook", now, lease)
    desk.happens(case, "escalated")
    desk.notices.tidy()
    now = desk.clock.now()
    with desk.database.write() as connection:
        assert notices.claim(connection, "webhook", now, lease) is None
        notices.sent(connection, first, now)
        assert notices.claim(connection, "webhook", now, lease).kind == "escalated"


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"CONNECT": "554 go away"}, "refuses to talk with us (554)"),
        ({"EHLO": "421 busy", "HELO": "421 busy"}, "refuses to talk with us (421)"),
        ({"STARTTLS": "454 not now"}, "does not begin the encryption that is asked for (454)"),
        ({"AUTH": "535 no"}, "does not accept our user name or password (535)"),
        ({"MAIL": "550 not you"}, "refuses mail from our address (550)"),
        ({"RCPT": "550 no such user"}, "refuses the desk's address (550)"),
        ({"DATA": "451 later"}, "does not take the message (451)"),
        ({"END": "554 looks like spam"}, "does not take the message (554)"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
def test_mail_that_is_refused_at_any_stage_waits_says_why_and_goes_out_once(
    sqlite, tmp_path, monkeypatch, answers, why
):
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    server = MailServer(file, wants_login=True, answers=answers)
    with server.running():
        login = ("calaim", "a password for tests", "bot@x.example")
        to = {"icm": "icm@plan.example"}
        target = EmailTarget("127.0.0.1", server.port, STARTTLS, *login, to)
        desk = Desk(sqlite, Receiver(), telling(sqlite, (target,)), Watch(), "")
        desk.conversation, desk.notices.clock = new_conversation(sqlite), desk.clock
        case = desk.put()
        desk.tell()
        [left] = desk.unsent()
        assert (left.problem, left.status) == (f"The e-mail server {why}.", notices.QUEUED)
        assert server.taken == []
        server.answers.clear()
        desk.clock.go_on(minutes=1)
        desk.tell()
    [mail] = server.taken
    assert case.code in mail["Subject"] and server.were_sealed == [True]
    assert desk.unsent() == []


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, "does not accept our key (401)"),
        (404, "is not at this address (404)"),
        (422, "does not take what was sent (422)"),
        (500, "answered with an error (500)"),
    ],
)
@pytest.mark.parametrize("at", ["/contacts", "/conversations", "/messages"])
def test_a_chatwoot_that_refuses_is_told_of_once_when_it_is_well(sqlite, at, status, why):
    chatwoot = Chatwoot(refuses_at=at, refuses_with=status)
    with serve(chatwoot.app) as url:
        made = telling(sqlite, (ChatwootTarget(url, chatwoot.inbox),))
        desk = Desk(sqlite, Receiver(), made, made.clock, new_conversation(sqlite))
        case = desk.put()
        desk.tell()
        [left] = desk.unsent()
        assert left.problem == f"Chatwoot {why}." and chatwoot.said() == []
        chatwoot.refuses_at = ""
        desk.clock.go_on(minutes=1)
        desk.tell()
    [said] = chatwoot.said()
    assert case.code in said and desk.unsent() == []


def test_after_three_days_a_notice_is_given_up_but_kept_counted_and_retried(desk):
    desk.receiver.status = 500
    desk.put()
    desk.tell()
    desk.clock.go_on(days=3, minutes=1)
    desk.tell()
    [given_up] = desk.unsent()
    assert (given_up.status, given_up.tries) == (notices.DEAD, 2)
    desk.notices._count(desk.clock.now())
    read = desk.notices.metrics.registry.get_sample_value
    assert read("calaim_notices_dead", {"target": "webhook"}) == 1
    desk.receiver.status = 200
    desk.clock.go_on(days=30)
    desk.tell()
    assert desk.receiver.taken == {}
    with desk.database.write() as connection:
        assert unsent_notices.retry(connection, desk.clock.now()) == 1
    desk.tell()
    assert desk.kinds() == ["case.opened"]


def test_a_way_that_hangs_holds_up_no_other(database, tmp_path):
    mail, receiver = MailServer(hangs_at="EHLO"), Receiver()
    with contextlib.ExitStack() as opened:
        url = opened.enter_context(serve(receiver.app))
        opened.enter_context(mail.running())
        line = opened.enter_context(set_up(tmp_path, database=database))
        addresses = {"icm": "icm@plan.example"}
        email = EmailTarget("127.0.0.1", mail.port, PLAIN, "", "", "bot@x.example", addresses)
        worker = line.worker()
        worker.notices = telling(database, (email, WebhookTarget(url, SECRET_BYTES)))
        thread = threading.Thread(target=worker.run, daemon=True)
        thread.start()
        clock = Watch()
        desk = Desk(database, receiver, worker.notices, clock, new_conversation(database))
        desk.put()
        wait_for(lambda: receiver.taken, 10)
        mail.closing.set()
        worker.stopping.set()
        thread.join(15)
    assert mail.taken == []


def test_two_workers_tell_a_desk_once(desk):
    desk.put()
    desk.notices.tidy()
    other = telling(desk.database, desk.notices.targets, desk.clock)
    steps = [desk.notices.steps[0], other.steps[0]] * 2
    assert sum(all_at_once(steps)) == 1
    assert list(desk.receiver.times.values()) == [1]


def test_two_workers_spread_a_notice_once(desk):
    desk.put()
    other = telling(desk.database, desk.notices.targets, desk.clock)
    all_at_once([desk.notices.tidy, other.tidy])
    desk.tell()
    assert list(desk.receiver.times.values()) == [1]


def test_a_worker_killed_while_it_sends_is_followed_by_another_with_the_same_key(desk):
    desk.receiver.hangs = True
    desk.put()
    port = free_port()
    with serve(desk.receiver.app, port) as url:
        first = start(desk.database, url)
        try:
            wait_for(lambda: desk.receiver.times, 30)
            first.kill()
            first.wait()
            desk.receiver.hangs = False
            second = start(desk.database, url)
            try:
                wait_for(lambda: desk.receiver.taken, 30)
                wait_for(lambda: not desk.unsent(), 10)
            finally:
                second.kill()
                second.wait()
        finally:
            first.kill()
            first.wait()
    assert len(desk.receiver.taken) == 1
    assert list(desk.receiver.times.values()) == [2]


def start(database, url: str) -> subprocess.Popen:
    arguments = ("--database", str(database.url), "--webhook", url)
    command = [sys.executable, "-m", "tests.fakes.notices_process", *arguments]
    return subprocess.Popen(command, cwd=ROOT)


def test_a_sender_that_was_thought_dead_changes_nothing_when_it_comes_back(desk):
    desk.put()
    desk.notices.tidy()
    now, lease = desk.clock.now(), timedelta(seconds=30)
    with desk.database.write() as connection:
        late = notices.claim(connection, "webhook", now, lease)
        assert notices.claim(connection, "webhook", now, lease) is None
    desk.clock.go_on(minutes=1)
    desk.tell()
    with desk.database.write() as connection:
        assert not notices.failed(connection, late, "late", now + lease, now)
        assert not notices.sent(connection, late, now)
    assert desk.unsent() == []
    assert list(desk.receiver.taken) == [late.key]


def test_without_any_way_nothing_piles_up(desk):
    desk.notices.targets = ()
    desk.put()
    desk.tell()
    with desk.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM notices")).scalar_one() == 0


def test_a_case_taken_out_takes_its_notices_along(desk):
    desk.receiver.status = 500
    case = desk.put()
    desk.tell()
    with desk.database.write() as connection:
        cases.delete(connection, case)
    assert desk.unsent() == []


def test_what_was_sent_is_forgotten_after_a_month(desk):
    desk.put()
    desk.tell()
    for days, left in ((29, 1), (2, 0)):
        desk.clock.go_on(days=days)
        desk.notices._counted = 0.0
        desk.notices.tidy()
        with desk.database.read() as connection:
            count = connection.execute(text("SELECT count(*) FROM notices")).scalar_one()
        assert count == left


def test_a_notice_that_waits_for_a_time_that_cannot_be_meant_is_freed(desk):
    desk.receiver.status = 500
    desk.clock.go_on(days=2)
    desk.put()
    desk.tell()
    desk.receiver.status = 200
    desk.clock.ahead[0] = timedelta()
    assert clock_jumps.heal(desk.database, desk.clock.now()) == 1
    desk.tell()
    assert desk.kinds() == ["case.opened"]

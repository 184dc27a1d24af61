"""The clock is set back or on in the middle of talks: nobody waits for it to be right again."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone

import pytest

from bot.storage import inbox
from bot.worker.clock import Clock
from tests.fakes.line import TODAY, Line
from tests.fakes.line import line as set_up
from tests.fakes.serving import wait_for

PHONE = "+16505550111"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class MovedClock(Clock):
    """A clock that a test sets; `offset` has one entry, by how much it goes wrong."""

    offset: list[timedelta] = field(default_factory=lambda: [timedelta()])

    def now(self) -> datetime:
        """See `Clock`."""
        return super().now() + self.offset[0]


@pytest.fixture
def clock():
    return MovedClock(TODAY)


@pytest.fixture
def line(tmp_path, clock):
    with set_up(tmp_path, clock=clock) as made:
        yield made


def worker_by(line: Line, clock: Clock):
    """A worker that goes by a clock of ours."""
    worker = line.worker()
    worker.turns = replace(worker.turns, clock=clock)
    worker.sender = replace(worker.sender, clock=clock)
    worker.clock = clock
    return worker


def drain(worker, is_done) -> None:
    """Work until it is done, tidying as a worker does every second."""

    def worked() -> bool:
        worker._tidy()
        while worker.turns.step() or worker.sender.step():
            pass
        return is_done()

    wait_for(worked, 60)


@pytest.mark.parametrize("jump", [-HOUR, HOUR, -5 * HOUR], ids=["back", "on", "far back"])
def test_what_waited_when_the_clock_jumped_is_answered_now_and_once(line, clock, jump):
    member = line.new_member()
    member.post(id="before", text="before")
    worker = worker_by(line, clock)
    with line.database.write() as connection:
        assert inbox.claim(connection, clock.now(), timedelta(seconds=35))  # and its worker dies
    clock.offset[0] = jump
    member.post(id="after", text="after")
    drain(worker, lambda: sum(m["from"] == "assistant" for m in member.read()) == 3)
    said = [m["text"] for m in member.read() if m["from"] == "assistant"]
    assert said == ["1: hello", "2: before", "3: after"]


def test_a_text_that_waited_when_the_clock_was_set_back_goes_out_now_and_once(line, clock):
    worker = worker_by(line, clock)
    line.text(PHONE, "one")
    assert worker.turns.step()
    line.text(PHONE, "two")
    clock.offset[0] = -HOUR
    drain(worker, lambda: len(line.texts_to(PHONE)) == 2)
    assert [text.split("\n")[0] for text in line.texts_to(PHONE)] == ["1: one", "2: two"]


def test_a_text_whose_sender_died_before_the_clock_was_set_back_goes_out_once(line, clock):
    worker = worker_by(line, clock)
    line.twilio.reports = ()
    line.twilio.faults = ["drop_after"]
    line.text(PHONE, "one")
    assert worker.turns.step() and worker.sender.step()
    clock.offset[0] = -HOUR
    line.text(PHONE, "two")
    drain(worker, lambda: len(line.texts_to(PHONE)) == 2)
    assert [text.split("\n")[0] for text in line.texts_to(PHONE)] == ["1: one", "2: two"]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 8, 9, 59, tzinfo=timezone.utc), date(2026, 3, 8)),
        (datetime(2026, 3, 8, 10, 1, tzinfo=timezone.utc), date(2026, 3, 8)),
        (datetime(2026, 11, 1, 6, 59, tzinfo=timezone.utc), date(2026, 10, 31)),
        (datetime(2026, 11, 1, 7, 1, tzinfo=timezone.utc), date(2026, 11, 1)),
        (datetime(2026, 11, 2, 7, 59, tzinfo=timezone.utc), date(2026, 11, 1)),
        (datetime(2027, 1, 1, 7, 59, tzinfo=timezone.utc), date(2026, 12, 31)),
        (datetime(2027, 1, 1, 8, 0, tzinfo=timezone.utc), date(2027, 1, 1)),
        (datetime(2028, 2, 29, 20, 0, tzinfo=timezone.utc), date(2028, 2, 29)),
    ],
)
def test_the_day_is_that_of_the_county_also_when_clocks_are_changed(moment, day):
    now = datetime.now(timezone.utc)
    clock = MovedClock(None, [moment - now + timedelta(seconds=1)])
    assert clock.today() == day

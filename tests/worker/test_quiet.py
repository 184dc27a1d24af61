"""At night nobody is texted who has not just written; by the clocks of San Mateo County."""

from datetime import datetime, timedelta, timezone

import pytest

from bot.channels.fixed_texts import UNASKED, Notice
from bot.safety import help_first
from bot.worker.quiet import morning_after
from tests.fakes.line import line as set_up

PHONE = "+16505550111"


@pytest.fixture(scope="module")
def one_line(tmp_path_factory):
    with set_up(tmp_path_factory.mktemp("line")) as made:
        yield made


@pytest.fixture
def line(one_line):
    for table in ("case_events", "cases", "outbox", "messages", "inbox", "conversations"):
        one_line.change(f"DELETE FROM {table}")
    one_line.twilio.texts, one_line.turns.seen = [], []
    one_line.twilio.reports = ()
    return one_line


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-21 20:59 -08:00", None),
        ("2026-11-21 21:00 -08:00", "2026-11-22 08:00 -08:00"),
        ("2026-11-22 03:00 -08:00", "2026-11-22 08:00 -08:00"),
        ("2026-11-22 07:59 -08:00", "2026-11-22 08:00 -08:00"),
        ("2026-11-22 08:00 -08:00", None),
        ("2026-07-04 21:00 -07:00", "2026-07-05 08:00 -07:00"),
        # The clocks go back in the night to November 1, and forward in that to March 14.
        ("2026-10-31 22:00 -07:00", "2026-11-01 08:00 -08:00"),
        ("2026-11-01 01:30 -07:00", "2026-11-01 08:00 -08:00"),
        ("2026-11-01 01:30 -08:00", "2026-11-01 08:00 -08:00"),
        ("2027-03-13 23:00 -08:00", "2027-03-14 08:00 -07:00"),
        ("2027-03-14 01:59 -08:00", "2027-03-14 08:00 -07:00"),
        ("2026-12-31 23:30 -08:00", "2027-01-01 08:00 -08:00"),
    ],
)
def test_the_night_ends_at_eight_by_the_clocks_there(now, morning):
    def moment(text: str) -> datetime:
        return datetime.strptime(text, "%Y-%m-%d %H:%M %z").astimezone(timezone.utc)

    assert morning_after(moment(now)) == (moment(morning) if morning else None)


def at_night(now: datetime) -> datetime:
    return now + timedelta(hours=5)


def held_back_at_night(line) -> None:
    """Have an answer come so late, and at night, that only a notice of it waits."""
    line.text(PHONE, "hello")
    line.taker().step()
    line.change("UPDATE outbox SET asked_at = '2026-01-01 00:00:00'")
    assert not line.sender(morning=at_night).step()


def test_a_notice_waits_for_the_morning_and_goes_out_then(line):
    held_back_at_night(line)
    sender = line.sender(morning=at_night)
    sender.tidy()
    assert line.texts_to(PHONE) == []
    assert line.count("SELECT count(*) FROM outbox WHERE not_before > created_at") == 1
    line.change("UPDATE outbox SET not_before = created_at")
    assert line.sender().step()
    assert line.texts_to(PHONE) == [UNASKED[Notice.LATE]["en"]]


def test_who_writes_in_the_night_gets_the_answer_and_no_notice_any_more(line):
    held_back_at_night(line)
    line.text(PHONE, "hi")
    line.taker().step()
    assert line.sender(morning=at_night).step()
    assert line.texts_to(PHONE)[0].startswith("2: hi")
    assert line.count("SELECT count(*) FROM outbox WHERE status = 'queued'") == 0
    assert [turn["crossed"] for turn in line.turns.seen] == [False, True]


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("the er 4 times", "1: the er"),
        ("i want to kill myself", help_first("self_harm", "en", False)),
        ("leave me alone", "OK. You will get no more texts"),
        ("ERASE", ""),
    ],
)
def test_what_answers_somebody_goes_out_at_any_hour(line, words, begins):
    line.text(PHONE, words)
    line.taker().step()
    assert line.sender(morning=at_night).step()
    assert line.texts_to(PHONE)[0].startswith(begins)

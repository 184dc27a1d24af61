"""What is no longer needed goes by its age; what somebody still needs stays."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.errors import PolicyError
from bot.storage import audit, cases, conversations, erasures
from bot.storage.messages import messages
from bot.worker import erasing
from bot.worker.clock import Clock
from bot.worker.retention import FILE, Retention, clean, load_retention
from tests.fakes.serving import wait_for

PHONE = "+16505550111"
DAY = timedelta(days=1)
KEEP = Retention(conversation=30 * DAY, closed_case=3653 * DAY, message_id=400 * DAY)


def told(line, *texts: str, number: str = PHONE) -> None:
    """Have somebody text, and each text answered."""
    with line.working():
        for text in texts:
            before = len(line.texts_to(number))
            line.text(number, text)
            wait_for(lambda before=before: len(line.texts_to(number)) > before, 20)


def after(line, days: float) -> None:
    """Clean as a worker does so many days from now."""
    now = Clock().now() + days * DAY
    clean(line.database, KEEP, now)
    erasing.tidy(line.database, now)


def said(line) -> int:
    with line.database.read() as connection:
        return connection.execute(select(func.count()).select_from(messages)).scalar_one()


def number_is_known(line) -> bool:
    with line.database.read() as connection:
        return conversations.id_of_number(connection, PHONE) is not None


def test_a_talk_of_a_month_ago_goes_with_the_number_and_a_younger_one_stays(line):
    told(line, "im 34", "i sleep in my car")
    after(line, 29)
    assert said(line) == 4
    after(line, 31)
    assert said(line) == 0 and not number_is_known(line)
    with line.database.read() as connection:
        [entry] = audit.newest(connection, 5)
        assert (entry.actor, entry.subject) == ("assistant", "1 conversations, 0 cases")


def test_whoever_writes_again_afterwards_is_answered_as_a_new_person(line):
    told(line, "im 34")
    after(line, 31)
    told(line, "hello again")
    assert line.texts_to(PHONE)[-1].startswith("1: hello again")


def test_a_message_that_twilio_delivers_again_after_that_does_nothing(line):
    sid = "SM" + "a" * 32
    line.text(PHONE, "im 34", MessageSid=sid)
    assert line.taker().step()
    after(line, 31)
    line.text(PHONE, "im 34", MessageSid=sid)
    assert said(line) == 0
    after(line, 500)
    with line.database.read() as connection:
        count = select(func.count()).select_from(erasures.forgotten_keys)
        assert connection.execute(count).scalar_one() == 0


def test_that_a_number_wants_no_texts_outlives_the_talk(line):
    told(line, "im 34")
    line.text(PHONE, "STOP")
    after(line, 31)
    assert said(line) == 0
    assert line.count("SELECT count(*) FROM conversations WHERE address IS NOT NULL") == 0
    line.text(PHONE, "hello")
    assert not line.taker().step()
    line.text(PHONE, "START")
    line.text(PHONE, "im back")
    with line.working():
        wait_for(lambda: any("im back" in text for text in line.texts_to(PHONE)), 20)


def test_what_a_waiting_case_needs_stays_and_a_message_that_waits_too(line):
    line.turns.handover = {"wanted": "call_me"}
    told(line, "call me")
    line.text("+16505550122", "nobody has answered me yet")
    after(line, 31)
    assert said(line) == 3 and number_is_known(line)


def test_a_case_that_was_closed_goes_after_ten_years_and_not_before(line):
    line.turns.handover = {"wanted": "call_me"}
    told(line, "call me")
    with line.database.write() as connection:
        connection.execute(cases.cases.update().values(open_key=None, status="joined"))
    after(line, 31)
    assert said(line) == 0
    assert line.count("SELECT count(*) FROM cases") == 1
    after(line, 3660)
    assert line.count("SELECT count(*) FROM cases") == 0
    assert line.count("SELECT count(*) FROM case_events") == 0


def test_the_worker_cleans_by_itself(line):
    told(line, "im 34")
    line.change("UPDATE conversations SET touched_at = '2020-01-01 00:00:00.000000'")
    with line.working():
        wait_for(lambda: said(line) == 0, 20)
    with line.database.read() as connection:
        assert [entry.action for entry in audit.newest(connection, 5)] == ["erased by age"]


def test_the_file_of_the_product_is_read():
    assert load_retention() == KEEP


@pytest.mark.parametrize(
    ("before", "wrong"),
    [("days: 30\n", "days: thirty\n"), ("days: 30\n", "days: 0\n"), ("message_id:", "messages:")],
)
def test_a_wrong_file_stops_the_start_in_one_line(tmp_path, before, wrong):
    file = tmp_path / "retention.yaml"
    file.write_text(FILE.read_text(encoding="utf-8").replace(before, wrong), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"^retention\.yaml[^\n]+$"):
        load_retention(file)

"""What becomes of a text that does not arrive: again, by telephone, or not at all, never lost."""

import random
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from bot.channels.fixed_texts import UNASKED, Notice
from bot.channels.twilio_errors import ACTS, PAUSE_MINUTES, Act
from bot.safety import help_first
from bot.storage import cases, outbox_texts
from bot.worker.deliveries import LONG_PAUSE, SHORT_PAUSE, Deliveries, Report, growing
from tests.fakes.line import line as set_up
from tests.fakes.twilio import ACCOUNT_SID, signature

PHONE = "+16505550111"
TABLES = ("case_events", "cases", "outbox", "messages", "inbox", "conversations")
UNREACHABLE = [21211, 21614, 21612, 21408, 30005, 30006]


@pytest.fixture(scope="module")
def one_line(tmp_path_factory):
    with set_up(tmp_path_factory.mktemp("line")) as made:
        yield made


@pytest.fixture
def line(one_line):
    """One line for all these tests, with nothing said yet: to set one up takes seconds."""
    for table in TABLES:
        one_line.change(f"DELETE FROM {table}")
    one_line.twilio.texts, one_line.twilio.faults, one_line.twilio.opted_out = [], [], set()
    one_line.twilio.reports, one_line.twilio.list_is_down = (), False
    one_line.turns.seen, one_line.turns.faults, one_line.turns.is_ready = [], [], True
    return one_line


def send(line, body: str = "hello", **how) -> None:
    """Have a member's text answered and the answer handed over; Twilio reports nothing yet."""
    line.twilio.reports = ()
    line.text(PHONE, body)
    line.taker().step()
    assert line.sender(**how).step()


def report(line, status: str, code: int | None = None, text: int = -1) -> None:
    """Report on one of the texts that Twilio took, as it was told to."""
    said = line.twilio.texts[text]
    form = {"MessageSid": said.sid, "MessageStatus": status, "AccountSid": ACCOUNT_SID}
    form |= {} if code is None else {"ErrorCode": str(code)}
    headers = {"X-Twilio-Signature": signature(said.callback, form)}
    assert line.http.post(said.callback, data=form, headers=headers).status_code == 204


def statuses(line) -> list[str]:
    with line.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT status FROM outbox ORDER BY seq")
        return list(rows.scalars())


def told_staff(line) -> list[cases.StoredCase]:
    with line.database.read() as connection:
        return cases.newest(connection, 10)


def summaries(line) -> list[str]:
    return [case.summary for case in told_staff(line)]


def wait_until_due(line) -> None:
    line.change("UPDATE outbox SET not_before = created_at WHERE status = 'queued'")


def waits_minutes(line) -> float:
    """How long the one text still waits."""
    with line.database.read() as connection:
        identity = connection.exec_driver_sql("SELECT id FROM outbox").scalar_one()
        text = outbox_texts.get(connection, identity)
    now = datetime.now(text.not_before.tzinfo)
    return (text.not_before - now).total_seconds() / 60


@pytest.mark.parametrize("code", UNREACHABLE)
def test_a_number_that_takes_no_texts_is_telephoned(line, code):
    line.twilio.faults = [code] if code < 30000 else []
    send(line)
    if code >= 30000:
        report(line, "undelivered", code)
    assert statuses(line) == ["failed" if code < 30000 else "undelivered"]
    assert "takes no texts" in summaries(line)[0] and "phone" in summaries(line)[0]
    assert told_staff(line)[0].urgency == "routine"
    assert not line.sender().step()


def test_staff_get_one_case_however_much_goes_wrong(line):
    line.twilio.faults = [21614, 30007]
    send(line)
    send(line, "are you there")
    (summary,) = summaries(line)
    assert summary.count("TROUBLE") == 2


@pytest.mark.parametrize("code", [30003, 30008])
def test_a_telephone_that_was_away_is_tried_once_more_after_a_pause(line, code):
    send(line)
    report(line, "undelivered", code)
    assert statuses(line) == ["queued"] and not line.sender().step()
    assert PAUSE_MINUTES[code] - 1 < waits_minutes(line) <= PAUSE_MINUTES[code]
    wait_until_due(line)
    assert line.sender().step()
    assert len(line.texts_to(PHONE)) == 2 and summaries(line) == []
    report(line, "undelivered", code)
    assert statuses(line) == ["undelivered"]
    assert "did not arrive" in summaries(line)[0]


def test_what_twilio_says_late_of_the_first_try_says_nothing_of_the_second(line):
    send(line)
    report(line, "undelivered", 30003)
    for status in ("sent", "delivered", "undelivered"):
        report(line, status, 30003 if status == "undelivered" else None, text=0)
    assert statuses(line) == ["queued"]
    wait_until_due(line)
    assert line.sender().step()
    report(line, "undelivered", 30003, text=0)
    report(line, "delivered", text=0)
    assert statuses(line) == ["accepted"]
    report(line, "delivered", text=1)
    assert statuses(line) == ["delivered"]
    assert summaries(line) == []


def test_an_answer_that_is_late_by_then_is_held_back(line):
    send(line)
    report(line, "undelivered", 30003)
    line.change("UPDATE outbox SET asked_at = '2026-01-01 00:00:00', not_before = created_at")
    assert line.sender().step()
    assert line.texts_to(PHONE)[1] == UNASKED[Notice.LATE]["en"]


def test_who_writes_before_the_second_try_is_asked_again_instead(line):
    send(line)
    report(line, "undelivered", 30003)
    line.text(PHONE, "yes")
    line.taker().step()
    assert line.sender().step()
    assert statuses(line) == ["cancelled", "accepted"]
    # They never saw the question, so their "yes" was none to it.
    assert [turn["crossed"] for turn in line.turns.seen] == [False, True]


def test_help_that_did_not_arrive_goes_out_at_once_when_they_write_again(line):
    line.twilio.reports = ()
    line.text(PHONE, "i want to kill myself")
    line.sender().step()
    report(line, "undelivered", 30003)
    line.text(PHONE, "hello?")
    assert line.sender().step()
    assert line.texts_to(PHONE) == [help_first("self_harm", "en", False)] * 2


@pytest.mark.parametrize("code", [20429, 21611])
def test_too_fast_waits_and_goes_out_then(line, code):
    line.twilio.faults = [code]
    send(line)
    assert statuses(line) == ["queued"]
    wait_until_due(line)
    assert line.sender().step() and len(line.texts_to(PHONE)) == 1


@pytest.mark.parametrize("code", [30001, 30022, 30023])
def test_too_fast_for_the_network_waits_for_minutes(line, code):
    send(line)
    report(line, "failed", code)
    assert statuses(line) == ["queued"] and 1 < waits_minutes(line) < 3
    wait_until_due(line)
    assert line.sender().step()
    report(line, "failed", code)
    assert 3 < waits_minutes(line) < 6


def test_pauses_grow_to_a_longest_and_are_not_all_alike():
    pauses = [growing(tries, SHORT_PAUSE, LONG_PAUSE) for tries in range(1, 60)]
    assert pauses[0] <= SHORT_PAUSE * 1.2
    assert max(pauses) <= LONG_PAUSE * 1.2 and pauses[-1] >= LONG_PAUSE * 0.8
    assert len(set(pauses[10:])) > 1


@pytest.mark.parametrize("code", [30004, 30007])
def test_what_a_carrier_blocks_is_not_sent_again_and_logged_as_an_alarm(line, code, caplog):
    send(line)
    report(line, "undelivered", code)
    assert statuses(line) == ["undelivered"] and not line.sender().step()
    assert "text_blocked" in [record.msg for record in caplog.records]
    assert "Please phone" in summaries(line)[0]


def test_opting_out_told_by_a_report_stops_everything(line):
    send(line)
    line.text(PHONE, "more")
    line.taker().step()
    report(line, "failed", 21610)
    assert statuses(line) == ["failed", "cancelled"]
    assert line.count("SELECT count(*) FROM conversations WHERE opted_out_at IS NOT NULL") == 1
    assert summaries(line) == []


@pytest.mark.parametrize("fault", [20429, 20500, "drop_before"])
def test_what_was_in_hand_when_they_opted_out_is_not_tried_again(line, fault):
    line.twilio.faults = [fault]
    send(line)
    line.change("UPDATE outbox SET not_before = created_at")
    line.text(PHONE, "STOP")
    sender = line.sender()
    sender.tidy()
    assert not sender.step()
    assert statuses(line) == ["cancelled"] and line.texts_to(PHONE) == []


@pytest.mark.parametrize("code", [c for c, act in ACTS.items() if act is Act.OURS])
def test_an_error_of_our_account_costs_no_text(line, code):
    if code > 30000:
        send(line)
        report(line, "failed", code)
    else:
        line.twilio.faults = [code]
        send(line)
    assert statuses(line) == ["queued"] and summaries(line) == []
    wait_until_due(line)
    assert line.sender().step()
    assert statuses(line) == ["accepted"]


def test_an_answer_that_is_never_sent_is_told_to_staff(line):
    line.text(PHONE, "hello")
    line.taker().step()
    line.change("UPDATE outbox SET expires_at = created_at")
    sender = line.sender()
    sender.tidy()
    sender.tidy()
    assert statuses(line) == ["expired"]
    assert len(summaries(line)) == 1 and "Please phone" in summaries(line)[0]
    assert line.count("SELECT count(*) FROM case_events") == 1


def test_a_notice_that_is_never_sent_is_no_loss(line):
    line.turns.faults = [500, 500]
    line.turns.is_ready = False
    line.text(PHONE, "hello")
    line.change("UPDATE inbox SET received_at = '2026-01-01 00:00:00'")
    line.taker().step()
    assert line.bodies() == [UNASKED[Notice.TROUBLE]["en"]]
    line.change("UPDATE outbox SET expires_at = created_at")
    line.sender().tidy()
    assert statuses(line) == ["expired"] and summaries(line) == []


def test_of_who_had_everything_erased_no_case_is_made(line):
    line.text(PHONE, "ERASE")
    line.change("UPDATE outbox SET expires_at = created_at")
    line.sender().tidy()
    assert statuses(line) == ["expired"] and summaries(line) == []


def test_a_report_on_what_was_erased_changes_nothing(line):
    send(line)
    line.text(PHONE, "ERASE")
    report(line, "undelivered", 30006, text=0)
    assert statuses(line) == ["queued"] and summaries(line) == []


def every_order(line, reports: list[Report], times: int) -> set[str]:
    """Give what a text that was sent ends as, its reports repeated and in any order."""
    send(line)
    with line.database.read() as connection:
        text = dict(connection.exec_driver_sql("SELECT id, sid FROM outbox").mappings().one())
    reports = [Report(text["id"], text["sid"], r.status, r.code, 1) for r in reports] * times
    orders = list(permutations(reports)) if len(reports) < 5 else []
    chance = random.Random(4)
    orders += [chance.sample(reports, len(reports)) for _ in range(40)]
    ends = set()
    for order in orders:
        line.change("UPDATE outbox SET status = 'accepted', error_code = NULL, tries = 1")
        with line.database.write() as connection:
            for each in order:
                Deliveries().report(connection, each, datetime.now().astimezone())
        ends |= set(statuses(line))
    return ends


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("said", "end"),
    [
        ([("accepted", None), ("sent", None), ("delivered", None)], "delivered"),
        ([("accepted", None), ("sent", None), ("undelivered", 30006)], "undelivered"),
        ([("accepted", None), ("sent", None), ("failed", None)], "failed"),
        ([("accepted", None), ("sent", None), ("undelivered", 30003)], "queued"),
    ],
)
def test_in_whatever_order_and_however_often_reports_come_the_end_is_the_same(
    line, said, end, times
):
    reports = [Report("", "", status, code, 1) for status, code in said]
    assert every_order(line, reports, times) == {end}
    assert len(summaries(line)) == (end in ("undelivered", "failed"))


def test_where_twilio_keeps_no_bodies_only_reports_settle_a_text(line):
    line.twilio.faults = ["drop_after"]
    send(line, redacts=True, settle_seconds=30)
    line.change("UPDATE outbox SET not_before = created_at")
    line.sender(redacts=True, settle_seconds=30).tidy()
    assert statuses(line) == ["uncertain"]
    report(line, "delivered")
    assert statuses(line) == ["delivered"] and len(line.texts_to(PHONE)) == 1


def test_where_nobody_tells_the_text_is_not_repeated_and_staff_are_told(line):
    line.twilio.faults = ["drop_after"]
    send(line, redacts=True, settle_seconds=30)
    line.change("UPDATE outbox SET tried_at = '2026-01-01 00:00:00', not_before = created_at")
    sender = line.sender(redacts=True, settle_seconds=30)
    sender.tidy()
    sender.tidy()
    assert statuses(line) == ["unknown"] and len(line.texts_to(PHONE)) == 1
    assert "may not have" in summaries(line)[0]
    assert sender.metrics.texts_lost._value.get() == 1


def test_help_of_which_nobody_tells_is_sent_twice_and_no_more(line):
    line.twilio.reports, line.twilio.list_is_down = (), True
    line.text(PHONE, "i want to kill myself")
    for _ in range(3):
        line.twilio.faults = ["drop_after"]
        sender = line.sender(settle_seconds=30)
        sender.step()
        line.change("UPDATE outbox SET tried_at = '2026-01-01 00:00:00', not_before = created_at")
        sender.tidy()
    assert line.texts_to(PHONE) == [help_first("self_harm", "en", False)] * 2


def test_the_details_of_a_case_say_when_and_what(line):
    line.twilio.faults = [21614]
    send(line)
    (case,) = told_staff(line)
    assert [each["kind"] for each in case.details["trouble"]] == ["unreachable"]
    assert case.details["contact"]["number"] == PHONE


def test_pauses_are_for_the_codes_that_are_tried_once_more():
    once_more = {code for code, act in ACTS.items() if act is Act.ONCE_MORE}
    assert set(PAUSE_MINUTES) == once_more
    assert timedelta(minutes=max(PAUSE_MINUTES.values())) == timedelta(minutes=30)

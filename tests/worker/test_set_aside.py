"""A message that breaks every turn: the member is offered a person, and staff are told."""

import pytest

from bot.storage import cases
from bot.worker.turns import MOST_FAILURES
from tests.fakes.line import line as set_up

PHONE = "+16505550111"


@pytest.fixture
def line(tmp_path):
    with set_up(tmp_path) as made:
        made.turns.broken_by["poison"] = 500
        yield made


def break_three_times(line) -> None:
    for _ in range(MOST_FAILURES):
        assert line.taker().step()
        line.change("UPDATE inbox SET not_before = received_at")
    assert not line.taker().step()


def told_staff(line) -> list[cases.StoredCase]:
    with line.database.read() as connection:
        return cases.newest(connection, 10)


def test_staff_get_a_case_that_says_so_in_plain_words(line):
    line.text(PHONE, "poison")
    break_three_times(line)
    (case,) = told_staff(line)
    assert case.urgency == "routine" and case.status == cases.WAITING
    assert case.summary.startswith("TROUBLE: a message of theirs could not be worked on.")
    assert "650-555-0111" in case.summary and "Do not call" not in case.summary
    assert "650-616-2133" in line.bodies()[-1]


def test_a_second_one_is_added_to_the_same_case(line):
    for _ in range(2):
        line.text(PHONE, "poison")
        break_three_times(line)
    (case,) = told_staff(line)
    assert len(case.details["trouble"]) == 2 and case.summary.count("TROUBLE") == 1


def test_who_opted_out_meanwhile_is_telephoned_not_texted(line):
    line.text(PHONE, "poison")
    line.taker().step()
    line.text(PHONE, "STOP")
    line.change("UPDATE inbox SET not_before = received_at")
    for _ in range(MOST_FAILURES):
        line.taker().step()
        line.change("UPDATE inbox SET not_before = received_at")
    assert line.count("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == 1
    assert len(told_staff(line)) == 1
    while line.sender().step():
        pass
    assert line.texts_to(PHONE) == []


def test_a_choice_that_rasa_never_offered_is_no_matter_for_staff(line):
    member = line.new_member()
    assert line.taker().step()
    line.turns.faults = [409]
    assert member.choose(member.read()[-1]["seq"], "yes").status_code == 202
    assert line.taker().step()
    assert line.count("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == 1
    assert told_staff(line) == []

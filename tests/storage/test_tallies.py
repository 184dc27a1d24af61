"""Counts without identity: added by turns that never wait for each other, summed up later."""

import threading
from collections import Counter
from datetime import date, timedelta

from sqlalchemy import func, select

from bot.storage import tallies
from bot.storage.tallies import Mark
from tests.fakes.serving import all_at_once

DAY = date(2026, 11, 21)
BEGUN = Mark(DAY, 14, "web", "en", "begun")


def counted(database, since: date = DAY) -> dict[tuple[str, str], int]:
    with database.read() as connection:
        found = tallies.since(connection, since)
    totals: Counter[tuple[str, str]] = Counter()
    for each in found:
        totals[each.step, each.about] += each.count
    return dict(totals)


def count(database, *marks: Mark) -> None:
    with database.write() as connection:
        tallies.add(connection, list(marks))


def sum_up(database, most: int = tallies.AT_ONCE) -> int:
    with database.write() as connection:
        return tallies.sum_up(connection, most)


def rows(database, table) -> int:
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_what_was_counted_shows_at_once_and_the_same_when_it_is_summed_up(database):
    asked = Mark(DAY, tallies.NO_HOUR, "web", "en", "asked", "age")
    count(database, BEGUN, asked)
    count(database, BEGUN)
    before = counted(database)
    assert before == {("begun", ""): 2, ("asked", "age"): 1}
    assert sum_up(database) == 3
    assert counted(database) == before
    assert (rows(database, tallies.marks), rows(database, tallies.tallies)) == (0, 2)


def test_a_later_hour_adds_to_what_is_summed_up_already(database):
    count(database, BEGUN)
    sum_up(database)
    count(database, BEGUN, BEGUN)
    sum_up(database)
    assert counted(database) == {("begun", ""): 3}
    assert rows(database, tallies.tallies) == 1


def test_it_is_summed_up_a_little_at_a_time(database):
    count(database, *[BEGUN] * 5)
    assert [sum_up(database, most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert counted(database) == {("begun", ""): 5}


def test_one_who_turned_out_to_speak_spanish_is_moved_and_not_doubled(database):
    count(database, BEGUN)
    sum_up(database)
    moved = [Mark(DAY, 14, "web", "en", "begun", "", -1), Mark(DAY, 14, "web", "es", "begun")]
    count(database, *moved)
    sum_up(database)
    with database.read() as connection:
        found = {each.language: each.count for each in tallies.since(connection, DAY)}
    assert found == {"en": 0, "es": 1}


def test_only_who_began_in_the_range_counts(database):
    count(database, BEGUN, Mark(DAY - timedelta(days=1), 9, "sms", "en", "begun"))
    assert counted(database) == {("begun", ""): 1}
    assert counted(database, DAY - timedelta(days=1)) == {("begun", ""): 2}


def test_hours_are_told_of_one_step_alone(database):
    count(database, BEGUN, BEGUN, Mark(DAY, 9, "web", "en", "handed_over"))
    with database.read() as connection:
        assert tallies.by_hour(connection, DAY, "begun") == [(DAY, 14, 2)]


def test_turns_that_count_the_same_at_once_wait_for_nobody(postgresql):
    entered, both_in = threading.Barrier(2, timeout=10), []

    def turn() -> None:
        with postgresql.write() as connection:
            tallies.add(connection, [BEGUN])
            entered.wait()  # breaks if one of the two cannot get here before the other commits
            both_in.append(True)

    all_at_once([turn] * 2)
    assert len(both_in) == 2 and counted(postgresql) == {("begun", ""): 2}


def test_two_workers_that_sum_up_at_once_count_nothing_twice(postgresql):
    other = [Mark(DAY, hour, "web", "en", "begun") for hour in range(20)]
    count(postgresql, *other * 10)
    all_at_once([lambda: [sum_up(postgresql, most=17) for _ in range(20)]] * 3)
    while sum_up(postgresql):
        pass
    assert counted(postgresql) == {("begun", ""): 200}
    assert rows(postgresql, tallies.tallies) == 20

"""What turns leave in the counts: real screenings of the engine, through gateway and worker."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from bot.storage import conversations, tallies
from bot.worker import tallying
from bot.worker.clock import Clock
from bot.worker.erasing import erase
from tests.fakes.engine_turns import EngineTurns
from tests.fakes.line import line as set_up
from tests.fakes.serving import wait_for

PHONE = "+16505550111"
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def line(tmp_path, database):
    """Gateway, worker and database, with the engine in the place of Rasa."""
    with set_up(tmp_path, turns=EngineTurns(), database=database) as made:
        yield made


def counts(line) -> Counter:
    with line.database.read() as connection:
        found = tallies.since(connection, LONG_AGO)
    told: Counter = Counter()
    for each in found:
        told[f"{each.step}:{each.about}".rstrip(":")] += each.count
    return +told


def write(line, *texts: str) -> None:
    """Somebody texts, and waits for each answer."""
    for text in texts:
        before = len(line.bodies())
        assert line.text(PHONE, text) == 200
        wait_for(lambda count=before: len(line.bodies()) > count)


def asked(line) -> list[str]:
    """What is asked in the one conversation there is, as its screening has it."""
    with line.database.read() as connection:
        [identity] = connection.execute(conversations.conversations.select()).scalars()
        screening = conversations.get(connection, identity).screening
    return screening["open"]


def test_who_only_opens_the_chat_has_begun_and_stands_before_the_first_question(line):
    with line.working():
        line.new_member().hear()
    assert counts(line) == {"begun": 1, "asked:who": 1}


def test_an_answer_is_counted_with_its_question_and_the_next_one_is_asked(line):
    with line.working():
        write(line, "hi", "me", "not sure", "34")
    found = counts(line)
    assert found["first_answer"] == found["answered:who"] == found["not_sure:coverage"] == 1
    assert found["passed:who"] == found["passed:coverage"] == found["answered:age"] == 1
    assert found[f"asked:{asked(line)}"] == 1 and not found[f"passed:{asked(line)}"]


def test_going_back_and_starting_over_counts_nobody_twice(line):
    with line.working():
        write(line, "hi", "me", "1", "back", "1", "start over", "me", "1")
    found = counts(line)
    assert {found[each] for each in ("begun", "first_answer", "asked:who", "answered:who")} == {1}
    assert found["answered:coverage"] == 1


def test_what_is_skipped_not_understood_or_asked_back_is_counted_at_its_question(line):
    with line.working():
        write(line, "hi", "me", "purple elephants dance", "why", "skip")
    found = counts(line)
    assert found["missed:coverage"] == found["skipped:coverage"] == 1
    assert found["asked_back:coverage"] == 1


def test_who_asks_for_a_person_is_counted_to_the_call_that_is_booked(line):
    line.make_case = drafted
    with line.working():
        write(line, "hi", "me", "person", "1", "maria", "morning", "yes", "skip", "english")
    found = counts(line)
    assert found["to_person:coverage"] == found["wish"] == found["handed_over"] == 1
    assert found["booked"] == 1 and not found["outcome"]


def drafted(screening, to):
    """A case by the real policy."""
    from tests.fakes.desk import drafter

    return drafter().draft(screening, to.screening, to.channel, to.address)


def test_the_outcome_is_counted_by_band_population_and_service_as_first_told(line):
    with line.working():
        write(line, "hi", "me", "1", "34")
        for _ in range(30):
            if asked(line) == "handover":
                break
            write(line, ANSWERS.get(asked(line), "no"))
    found = counts(line)
    assert found["outcome"] == found["ecm:appears"] == 1
    assert found["population:avoidable_use_adult:appears"] == 1
    assert sum(count for name, count in found.items() if name.startswith("ecm:")) == 1
    with line.working():
        write(line, "why", "more")
    assert counts(line)["outcome"] == 1


ANSWERS = {
    **dict.fromkeys(("life_now", "programs", "life_so_far", "risk_now"), "none"),
    **dict.fromkeys(("support_needs", "social_factors", "health_past_year"), "none"),
    "health_now": "1",
    "ed_visits_6_months": "6",
    "stays_6_months": "0",
    "housing": "1",
}


def test_danger_and_stop_are_counted_though_no_turn_answers_them(line):
    with line.working():
        write(line, "hi")
        line.text(PHONE, "i want to kill myself")
        line.text(PHONE, "STOP")
        line.text(PHONE, "STOP")
    found = counts(line)
    assert (found["danger"], found["handed_over"], found["opted_out"]) == (1, 1, 1)


def test_a_number_that_the_carrier_says_opted_out_is_counted_so(line):
    with line.working():
        write(line, "hi")
    identity = only(line)
    with line.database.write() as connection:
        conversations.lock(connection, identity)
        line.sender().deliveries.failed(connection, identity, "hi", 21610, Clock().now())
    assert counts(line)["opted_out"] == 1


def only(line) -> str:
    with line.database.read() as connection:
        [identity] = connection.execute(conversations.conversations.select()).scalars()
    return str(identity)


def test_who_asks_for_spanish_is_counted_there_from_the_beginning(line):
    with line.working():
        write(line, "hi", "me")
    identity = only(line)
    with line.database.write() as connection:
        to = conversations.lock(connection, identity)
        spanish = {**to.screening, "handover": {"wanted": None, "language": "spanish"}}
        tallying.tally_turn(
            connection, to, spanish, None, Clock().now(), has_case=False, is_danger=False
        )
    begun: Counter = Counter()  # the same may come twice, summed up already and not yet
    with line.database.read() as connection:
        for each in tallies.since(connection, LONG_AGO):
            begun[each.language] += each.count if each.step == "begun" else 0
    assert begun == {"en": 0, "es": 1}


def test_who_comes_back_after_a_month_counts_anew_and_sooner_not(line):
    with line.working():
        write(line, "hi", "me")
    with line.database.write() as connection:
        to = conversations.lock(connection, only(line))
        for days in (29, 32):
            later = Clock().now() + timedelta(days=days)
            tallying.tally_turn(
                connection, to, to.screening, None, later, has_case=False, is_danger=False
            )
    assert counts(line)["begun"] == 2


def test_nothing_in_the_counts_leads_to_a_conversation(line):
    with line.working():
        write(line, "hi", "me", "1", "34")
    with line.database.write() as connection:
        tallies.sum_up(connection)
    names = {column.name for table in (tallies.marks, tallies.tallies) for column in table.columns}
    assert names == {"id", "day", "hour", "channel", "language", "step", "about", "count"}
    with line.database.write() as connection:
        erase(
            connection, conversations.lock(connection, only(line)), Clock().now(), asked_by="staff"
        )
        assert tallies.kept(connection, only_in(connection)) is None
    assert counts(line)["begun"] == 1


def only_in(connection) -> str:
    return str(connection.execute(conversations.conversations.select()).scalar())


def test_the_worker_sums_up_by_itself(line):
    with line.working():
        line.new_member().hear()
    assert line.count("SELECT count(*) FROM tally_marks") > 0
    tallying.sum_up(line.database)
    assert line.count("SELECT count(*) FROM tally_marks") == 0
    assert counts(line) == {"begun": 1, "asked:who": 1}

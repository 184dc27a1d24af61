"""One row that cannot be opened (a damaged file) stops nobody but its own conversation."""

import logging

import pytest
from sqlalchemy import LargeBinary, cast, select

from bot.app.logs import JsonLines
from bot.storage import cases, conversations, inbox, outbox
from bot.storage.cipher import KeyProblem
from tests.fakes.serving import wait_for

DAMAGED, OTHER = "+16505550111", "+16505550122"
PLACES = {
    "inbox.text": inbox.inbox,
    "conversations.address": conversations.conversations,
    "conversations.screening": conversations.conversations,
}


def damage(line, place: str, table) -> None:
    """Change one bit of each sealed value in a column, as a failing disk does."""
    column = table.c[place.partition(".")[2]]
    with line.database.write() as connection:
        [key] = table.primary_key.columns
        for row in connection.execute(select(key, cast(column, LargeBinary))).all():
            if row[1] is None:
                continue
            broken = bytes([row[1][0], row[1][1] ^ 1]) + bytes(row[1][2:])
            mark = "?" if line.database.is_sqlite else "%s"
            statement = f"UPDATE {table.name} SET {column.name} = {mark} WHERE {key.name} = {mark}"
            connection.exec_driver_sql(statement, (broken, row[0]))


@pytest.mark.parametrize("place", PLACES)
def test_a_message_that_cannot_be_opened_is_set_aside_and_all_others_are_answered(line, place):
    line.text(DAMAGED, "hello")
    assert line.taker().step()
    line.text(DAMAGED, "again")
    damage(line, place, PLACES[place])
    with line.working():
        line.text(OTHER, "hello")
        wait_for(lambda: line.texts_to(OTHER), 20)
        wait_for(lambda: line.count("SELECT count(*) FROM inbox WHERE status = 'open'") == 0, 20)


def test_a_text_that_cannot_be_opened_is_closed_and_all_others_go_out(line):
    line.text(DAMAGED, "hello")
    assert line.taker().step()
    damage(line, "outbox.body", outbox.outbox)
    line.text(OTHER, "hello")
    with line.working():
        wait_for(lambda: line.texts_to(OTHER), 20)
    assert line.texts_to(DAMAGED) == []
    assert line.count("SELECT count(*) FROM outbox WHERE status = 'failed'") == 1


@pytest.fixture
def logged():
    """What the stores log, as a process would write it."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(JsonLines().format(record))
    logger = logging.getLogger("calaim.storage")
    logger.addHandler(handler)
    yield lines
    logger.removeHandler(handler)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_logged_names_the_row_and_nothing_that_was_said(line, logged):
    assert line.text(DAMAGED, "canarybird") == 200
    damage(line, "inbox.text", inbox.inbox)
    set_aside = "SELECT count(*) FROM inbox WHERE status = 'unreadable'"
    wait_for(lambda: not line.taker().step() and line.count(set_aside) == 1)
    [entry] = [each for each in logged if "message_unreadable" in each]
    assert '"inbox": 1' in entry and "canarybird" not in entry


def test_a_message_that_workers_die_of_is_set_aside_at_last(line):
    line.text(DAMAGED, "hello")
    line.change("UPDATE inbox SET deaths = 9, lease_token = 'x', lease_until = received_at")
    assert line.taker().step()
    assert line.count("SELECT count(*) FROM inbox WHERE status = 'set_aside'") == 1
    assert not line.turns.seen


def test_a_list_of_cases_shows_all_but_the_one_that_cannot_be_opened(line):
    line.turns.handover = {"wanted": "call_me"}
    for number in (DAMAGED, OTHER):
        line.text(number, "call me")
        assert line.taker().step()
        if number == DAMAGED:
            damage(line, "cases.summary", cases.cases)
    with line.database.read() as connection:
        listed = cases.newest(connection, 10)
    assert [case.summary for case in listed] == ["Wants a call.", cases.UNREADABLE]
    with line.database.read() as connection, pytest.raises(KeyProblem):
        cases.by_code(connection, listed[1].code)

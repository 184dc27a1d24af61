"""What the stores promise: numbers without gaps, one open case, fair claims."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import StoreError
from bot.handoff.case import CaseDraft
from bot.storage import case_events, cases, conversations, inbox, messages
from tests.storage.conftest import NOW

SECOND = timedelta(seconds=1)


def new_conversation(database, token: str = "t") -> str:
    with database.write() as connection:
        return conversations.create_web(connection, token, "en", NOW)


def test_numbers_have_no_gaps_however_many_write(database):
    conversation = new_conversation(database)

    def write(number: int) -> int:
        with database.write() as connection:
            return messages.add(connection, conversation, "member", str(number), NOW)

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(write, range(40)))
    assert sorted(numbers) == list(range(1, 41))


def test_a_transaction_that_fails_takes_no_number(database):
    conversation = new_conversation(database)
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        messages.add(connection, conversation, "member", "lost", NOW)
        raise ZeroDivisionError
    with database.write() as connection:
        assert messages.add(connection, conversation, "member", "kept", NOW) == 1


def test_an_error_of_the_database_tells_no_value(database):
    with pytest.raises(StoreError) as raised, database.write() as connection:
        messages.add(connection, "unknown conversation", "member", "very private", NOW)
    assert "private" not in str(raised.value)


def test_one_phone_has_one_conversation(database):
    def find(_: int) -> str:
        with database.write() as connection:
            return conversations.find_or_create_sms(connection, "+16505550111", NOW)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(find, range(16)))) == 1


def test_a_token_opens_its_conversation_only(database):
    first, second = new_conversation(database, "one"), new_conversation(database, "two")
    with database.read() as connection:
        assert conversations.id_of_token(connection, "one") == first
        assert conversations.id_of_token(connection, "two") == second
        assert conversations.id_of_token(connection, "three") is None


def put(database, conversation: str, key: str) -> None:
    with database.write() as connection:
        inbox.add(connection, conversation, key, NOW, kind="text", text=key)


def take(database, now=NOW):
    with database.write() as connection:
        return inbox.claim(connection, now, SECOND)


def test_the_oldest_message_is_taken_and_holds_back_the_next_of_its_conversation(database):
    first, second = new_conversation(database, "one"), new_conversation(database, "two")
    for conversation, key in ((first, "a"), (first, "b"), (second, "c")):
        put(database, conversation, key)
    a, c = take(database), take(database)
    assert (a.text, c.text) == ("a", "c")
    assert take(database) is None
    with database.write() as connection:
        assert inbox.finish(connection, a, "done", NOW)
    assert take(database).text == "b"


def test_a_message_put_back_for_later_holds_back_the_next_too(database):
    conversation = new_conversation(database)
    put(database, conversation, "a")
    put(database, conversation, "b")
    held = take(database)
    with database.write() as connection:
        assert inbox.put_back(connection, held, NOW + 10 * SECOND, failed=True)
    assert take(database) is None
    assert take(database, NOW + 11 * SECOND).text == "a"


def test_who_lost_the_lease_can_neither_finish_nor_put_back(database):
    put(database, new_conversation(database), "a")
    late = take(database)
    mine = take(database, NOW + 2 * SECOND)
    with database.write() as connection:
        assert not inbox.finish(connection, late, "done", NOW)
        assert not inbox.put_back(connection, late, NOW, failed=True)
        assert inbox.finish(connection, mine, "done", NOW)
        assert not inbox.finish(connection, mine, "done", NOW)


def draft(summary: str = "Wants a call.", person: str = "self", urgency: str = "routine"):
    return CaseDraft(person, urgency, "icm", summary, {"person": person, "said": summary})


def open_case(database, conversation: str, made: CaseDraft, now=NOW) -> str:
    with database.write() as connection:
        return cases.open_or_update(connection, conversation, made, now)


def test_there_is_one_open_case_for_each_person_and_it_is_brought_up_to_date(database):
    conversation = new_conversation(database)
    code = open_case(database, conversation, draft())
    assert open_case(database, conversation, draft()) == code
    assert open_case(database, conversation, draft("In the morning."), NOW + SECOND) == code
    assert open_case(database, conversation, draft(person="child")) != code
    with database.read() as connection:
        found = cases.by_code(connection, code)
        history = case_events.of_case(connection, found.id)
    assert (found.summary, found.updated_at) == ("In the morning.", NOW + SECOND)
    assert [event["kind"] for event in history] == ["opened", "updated"]


def test_a_case_goes_on_when_they_say_for_whom_it_is(database):
    conversation = new_conversation(database)
    code = open_case(database, conversation, draft(person="not_said"))
    assert open_case(database, conversation, draft(person="child")) == code
    assert open_case(database, conversation, draft(person="child")) == code
    with database.read() as connection:
        assert len(cases.newest(connection, 10)) == 1


def test_another_child_is_another_case(database):
    conversation = new_conversation(database)
    first = open_case(database, conversation, draft(person="child"))
    second = replace(draft(person="child"), round=2)
    assert open_case(database, conversation, second) != first


def test_a_draft_that_may_not_open_a_case_opens_none(database):
    conversation = new_conversation(database)
    follow_up = replace(draft("Took it back."), may_open=False)
    assert open_case(database, conversation, follow_up) is None
    code = open_case(database, conversation, draft())
    assert open_case(database, conversation, follow_up) == code
    with database.read() as connection:
        assert cases.by_code(connection, code).summary == "Took it back."


def test_what_is_urgent_stays_urgent(database):
    conversation = new_conversation(database)
    code = open_case(database, conversation, draft(urgency="urgent"))
    open_case(database, conversation, draft("In the morning."))
    with database.read() as connection:
        assert cases.by_code(connection, code).urgency == "urgent"


def test_cases_are_listed_urgent_first_then_newest(database):
    made = [("old", "routine"), ("new", "routine"), ("danger", "urgent"), ("newest", "routine")]
    for number, (name, urgency) in enumerate(made):
        conversation = new_conversation(database, name)
        open_case(database, conversation, draft(name, urgency=urgency), NOW + number * SECOND)
    with database.read() as connection:
        listed = [case.summary for case in cases.newest(connection, 10)]
    assert listed == ["danger", "newest", "new", "old"]


def test_what_is_deleted_is_overwritten_whatever_sqlite_was_built_with(sqlite):
    with sqlite.write() as connection:
        assert connection.exec_driver_sql("PRAGMA secure_delete").scalar_one() == 1

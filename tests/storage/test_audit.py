"""Who saw or changed what: added to, never edited, and an edit behind its back is found."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import StoreError
from bot.storage import audit
from bot.storage.audit import Entry
from tests.storage.conftest import NOW


def note(database, subject: str) -> None:
    with database.write() as connection:
        audit.add(connection, Entry(NOW, "ana@desk", "read case", subject))


def broken(database) -> int | None:
    with database.read() as connection:
        return audit.first_broken(connection)


def test_what_was_seen_is_listed_newest_first(database):
    for code in ("KTR-493", "BCD-222"):
        note(database, code)
    with database.read() as connection:
        assert [entry.subject for entry in audit.newest(connection, 10)] == ["BCD-222", "KTR-493"]
    assert broken(database) is None


@pytest.mark.parametrize(
    "edit",
    ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "DELETE FROM audit WHERE id = 1"],
)
def test_the_database_refuses_to_change_or_take_out_a_row(database, edit):
    note(database, "KTR-493")
    with pytest.raises(StoreError), database.write() as connection:
        connection.exec_driver_sql(edit)
    with database.read() as connection:
        [entry] = audit.newest(connection, 10)
    assert entry == Entry(NOW, "ana@desk", "read case", "KTR-493")


def test_postgresql_refuses_to_empty_the_table_too(postgresql):
    note(postgresql, "KTR-493")
    with pytest.raises(StoreError), postgresql.write() as connection:
        connection.exec_driver_sql("TRUNCATE audit")


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        ("UPDATE audit SET actor = 'nobody' WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id = 2", 3),
        ("UPDATE audit SET at = '2026-11-20 08:00:00.000000' WHERE id = 1", 1),
    ],
)
def test_an_edit_by_somebody_who_first_took_the_lock_off_is_found(sqlite, edit, found):
    for number in range(4):
        note(sqlite, f"KTR-{number}")
    with sqlite.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        connection.exec_driver_sql(edit)
    assert broken(sqlite) == found


def test_many_at_once_make_one_history(database):
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: note(database, f"KTR-{number}"), range(40)))
    with database.read() as connection:
        assert len({entry.subject for entry in audit.newest(connection, 100)}) == 40
    assert broken(database) is None

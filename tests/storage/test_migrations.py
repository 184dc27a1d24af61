"""The migrations make what the code expects."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from bot.errors import StoreError
from bot.storage import (  # noqa: F401 (fills the metadata)
    audit,
    calls,
    cases,
    dials,
    inbox,
    key_checks,
    messages,
    outbox,
    passes,
    presence,
    queue,
    sign_ins,
    staff_sessions,
    tallies,
)
from bot.storage.database import Database
from bot.storage.migrate import _config, _newest, bring_up_to_date, check_is_current
from bot.storage.schema import metadata
from tests.fakes.keys import CIPHER


def test_the_migrations_make_exactly_the_tables_of_the_code(database):
    with database.read() as connection:
        opts = {"compare_type": True, "include_name": lambda name, *_: name != "sqlite_sequence"}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(database):
    bring_up_to_date(database)
    check_is_current(database)


def test_a_database_without_tables_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(StoreError, match=f"at version none and this program needs {_newest()}"):
        database = Database(f"sqlite:///{tmp_path}/empty.db", CIPHER)
        database.make()
        check_is_current(database)


def test_the_migrations_go_back_to_nothing_and_forwards_again(database):
    with database.rebuild() as connection:
        command.downgrade(_config(connection), "base")
    with database.read() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() is None
        assert set(inspect(connection).get_table_names()) <= {"alembic_version", "sqlite_sequence"}
    bring_up_to_date(database)
    check_is_current(database)


def test_machines_that_start_together_on_an_empty_database_migrate_it_once(postgresql_server):
    with postgresql_server.fresh("template0") as url:
        machines = [Database(url, CIPHER) for _ in range(4)]
        with ThreadPoolExecutor(len(machines)) as pool:
            list(pool.map(bring_up_to_date, machines))
        for machine in machines:
            check_is_current(machine)
            machine.close()


def test_a_database_in_memory_is_refused():
    with pytest.raises(StoreError, match="needs a file"):
        Database("sqlite://", CIPHER)


def test_a_file_that_was_moved_away_is_missed_and_not_begun_anew(sqlite, tmp_path):
    sqlite.path.rename(tmp_path / "moved.db")
    sqlite.close()
    with pytest.raises(StoreError, match="its file is missing or cannot be opened"):
        sqlite.check()
    assert not sqlite.path.exists()

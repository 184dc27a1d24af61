"""
Connections to PostgreSQL, none of which can hang.

The server ends by itself what takes too long. Where the server, or the way to it, has gone silent,
this side stops waiting: psycopg2 hands each wait to `_wait`, which has an end. In the worst case
(no connection free, a silent one, no new one) all of it together stays below the 15 seconds after
which Twilio takes a webhook for lost.
"""

import select
import time
from typing import Any

import psycopg2
from psycopg2 import extensions
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import URL, Connection, Engine

# Connections of one process: kept open, and more while there is much to do.
POOL_SIZE = 5
POOL_MORE = 10
POOL_WAIT_SECONDS = 3
CONNECT_SECONDS = 3
LOCK_SECONDS = 4
STATEMENT_SECONDS = 5
# A process that hangs in the middle of a transaction loses it, so that its rows are free again.
IDLE_SECONDS = 15
SILENCE_SECONDS = 6
# A server that answers, but slowly, could take this for each of many statements: from taking a
# connection, with the look whether it is still alive, to the commit.
TRANSACTION_SECONDS = 7
# Within this a connection whose other end vanished is noticed although nothing is being asked.
KEEPALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}

CHANNEL = "calaim"
# The transaction that changes tables; the number means nothing, but no other lock may have it.
ALONE_LOCK = 20261122
# How a transaction reads one moment of the database, whatever is committed meanwhile.
READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

_WROTE = "calaim_wrote"


class _Connection(extensions.connection):  # type: ignore[misc]
    """
    A connection whose waits end.

    `patience` is for each of them, in seconds; `until` ends those of a transaction together, and is
    set at the first of them.
    """

    patience: float = SILENCE_SECONDS
    until: float | None = None


def make_engine(url: URL) -> Engine:
    """Give the pool of connections for all transactions of a process."""
    extensions.set_wait_callback(_wait)
    engine = create_engine(
        url,
        future=True,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        pool_size=POOL_SIZE,
        max_overflow=POOL_MORE,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_pre_ping=True,
        use_native_hstore=False,
        connect_args=_how(url),
    )
    event.listen(engine, "begin", _forget_writes)
    event.listen(engine, "checkin", _have_time)
    event.listen(engine, "after_cursor_execute", _note_write)
    return engine


def listen(url: URL) -> Any:
    """
    Open a connection of its own that hears of what others write.

    Raises:
        psycopg2.Error: The database does not answer.
    """
    extensions.set_wait_callback(_wait)
    arguments = url.translate_connect_args(username="user", database="dbname")
    connection = psycopg2.connect(**arguments, **{**url.query, **_how(url)})
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")
    return connection


def notify(connection: Connection) -> None:
    """
    Tell all who listen that something was written, when and if the transaction commits.

    Commits that notify go one after the other through one lock of the server. At some hundred
    messages a second that costs nothing; who only looked and found nothing to do tells nobody.
    """
    if connection.info.get(_WROTE):
        connection.exec_driver_sql(f"NOTIFY {CHANNEL}")


def have_to_itself(connection: Connection) -> None:
    """
    Let no other transaction that asked for the same run beside this one, and let it take its time.

    For migrations: several machines may start at once, and a large table takes longer than a turn.
    """
    waiting = connection.connection.dbapi_connection
    waiting.patience = waiting.until = float("inf")
    for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        connection.exec_driver_sql(f"SET LOCAL {limit} = 0")
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ALONE_LOCK})


def _how(url: URL) -> dict[str, Any]:
    limits = {
        "statement_timeout": STATEMENT_SECONDS,
        "lock_timeout": LOCK_SECONDS,
        "idle_in_transaction_session_timeout": IDLE_SECONDS,
    }
    options = " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items())
    return {
        "connection_factory": _Connection,
        "connect_timeout": CONNECT_SECONDS,
        "options": f"{options} -c timezone=UTC {url.query.get('options', '')}".strip(),
        "application_name": "calaim",
        **KEEPALIVE,
    }


def _wait(connection: Any) -> None:
    """Wait for the server, but not for ever; psycopg2 closes the connection where this raises."""
    is_set_up = connection.status != extensions.STATUS_SETUP
    seconds = getattr(connection, "patience", SILENCE_SECONDS) if is_set_up else CONNECT_SECONDS
    until = time.monotonic() + seconds
    if isinstance(connection, _Connection):  # others may be in this process too
        connection.until = connection.until or time.monotonic() + TRANSACTION_SECONDS
        until = min(until, connection.until)
    while (state := connection.poll()) != extensions.POLL_OK:
        left = until - time.monotonic()
        if left <= 0:
            raise psycopg2.OperationalError("the database is silent")
        wanted = select.POLLIN if state == extensions.POLL_READ else select.POLLOUT
        ready = select.poll()
        ready.register(connection.fileno(), wanted)
        ready.poll(min(left, SILENCE_SECONDS) * 1000)


def _forget_writes(connection: Connection) -> None:
    connection.info.pop(_WROTE, None)
    connection.connection.dbapi_connection.patience = SILENCE_SECONDS


def _have_time(connection: Any, _record: Any) -> None:
    """Whoever takes the connection next has the whole time."""
    if connection is not None:
        connection.until = None


def _note_write(
    connection: Connection, cursor: Any, _statement: str, _values: Any, context: Any, _many: bool
) -> None:
    # What was written by hand is known by giving no rows.
    is_write = context.isinsert or context.isupdate or context.isdelete or not cursor.description
    if is_write and cursor.rowcount > 0:
        connection.info[_WROTE] = True

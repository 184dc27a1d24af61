"""Sealing again, with the newest key, what older keys sealed, while everything goes on."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import LargeBinary, Table, cast, func, or_, select
from sqlalchemy.engine import Connection

from bot.storage import (
    case_events,
    cases,
    dials,
    inbox,
    key_checks,
    messages,
    outbox,
    staff,
    tallies,
)
from bot.storage.cipher import KeyProblem
from bot.storage.conversations import conversations
from bot.storage.database import Database
from bot.storage.schema import Sealed, cipher_of

TABLES = (
    conversations,
    inbox.inbox,
    messages.messages,
    outbox.outbox,
    cases.cases,
    case_events.case_events,
    key_checks.key_checks,
    staff.staff,
    dials.dials,
    tallies.tallied,
)


@dataclass(frozen=True)
class Resealed:
    """How many rows were sealed again, and which could not be opened."""

    rows: int
    damaged: tuple[str, ...]


def reseal(database: Database, table: Table, at_once: int) -> Resealed:
    """Seal again all rows of a table that an older key sealed, so many in a transaction."""
    count, damaged = 0, list[Any]()
    while True:
        with database.write() as connection:
            done = _reseal_some(connection, table, at_once, damaged)
        count += done
        if not done:
            return Resealed(count - len(damaged), tuple(f"{table.name} {key}" for key in damaged))


def _reseal_some(connection: Connection, table: Table, most: int, damaged: list[Any]) -> int:
    """
    Seal again up to so many rows; give how many were tried.

    The rows stay locked until the transaction ends, so that no turn writes between.

    Args:
        damaged: Keys of rows that cannot be opened; those found are added.
    """
    columns = [column for column in table.columns if isinstance(column.type, Sealed)]
    newest = bytes([cipher_of(connection).keys.newest])
    is_old = or_(*(func.substr(_raw(column), 1, 1) != newest for column in columns))
    names = list(table.primary_key.columns)
    query = select(*names).where(is_old).limit(most + len(damaged)).with_for_update()
    keys = [key for row in connection.execute(query) if (key := tuple(row)) not in damaged]
    for key in keys:
        where = [name == value for name, value in zip(names, key, strict=True)]
        try:
            row = connection.execute(select(*columns).where(*where)).mappings().one()
        except KeyProblem:
            damaged.append(key)
            continue
        values = {column.name: row[column] for column in columns}
        connection.execute(table.update().where(*where).values(**values))
    return len(keys)


def _raw(column: Any) -> Any:
    """The column as the bytes it is, neither opened nor sealed on the way."""
    return cast(column, LargeBinary)

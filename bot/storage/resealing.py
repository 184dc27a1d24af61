"""Sealing again, with the newest key, what older keys sealed, while everything goes on."""

from typing import Any

from sqlalchemy import LargeBinary, Table, cast, func, or_, select
from sqlalchemy.engine import Connection

from bot.storage import cases, inbox, key_checks, messages, outbox
from bot.storage.conversations import conversations
from bot.storage.schema import Sealed, cipher_of

TABLES = (
    conversations,
    inbox.inbox,
    messages.messages,
    outbox.outbox,
    cases.cases,
    key_checks.key_checks,
)


def reseal_some(connection: Connection, table: Table, most: int) -> int:
    """
    Seal again up to so many rows of a table; give how many there were.

    The rows stay locked until the transaction ends, so that no turn writes between.
    """
    columns = [column for column in table.columns if isinstance(column.type, Sealed)]
    newest = bytes([cipher_of(connection).keys.newest])
    is_old = or_(*(func.substr(_raw(column), 1, 1) != newest for column in columns))
    names = list(table.primary_key.columns)
    query = select(*names, *columns).where(is_old).limit(most).with_for_update()
    rows = connection.execute(query).mappings().all()
    for row in rows:
        values = {column.name: row[column] for column in columns}
        where = (name == row[name] for name in names)
        connection.execute(table.update().where(*where).values(**values))
    return len(rows)


def _raw(column: Any) -> Any:
    """The column as the bytes it is, neither opened nor sealed on the way."""
    return cast(column, LargeBinary)

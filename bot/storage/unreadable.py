"""Reading around what cannot be opened: a damaged file, or a key that is not here any more."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, LargeBinary, type_coerce
from sqlalchemy.engine import Connection

from bot.storage.cipher import KeyProblem
from bot.storage.schema import Sealed

log = logging.getLogger("calaim.storage")


def rows_of(
    connection: Connection, query: Any, asked: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """
    Give the rows of a query of columns; what cannot be opened is None, and hides nothing else.

    Args:
        asked: The values of its parameters.
    """
    try:
        return [dict(row) for row in connection.execute(query, asked or {}).mappings()]
    except KeyProblem:
        columns = list(query.selected_columns)
    log.error("row_unreadable", extra={"status": columns[0].table.name})
    sealed = query.with_only_columns(*(_as_it_lies(column) for column in columns))
    rows = connection.execute(sealed, asked or {}).mappings().all()
    return [
        {column.name: _opened(connection, column, row[column.name]) for column in columns}
        for row in rows
    ]


def _as_it_lies(column: Column) -> Any:
    is_sealed = isinstance(column.type, Sealed)
    return type_coerce(column, LargeBinary).label(column.name) if is_sealed else column


def _opened(connection: Connection, column: Column, value: Any) -> Any:
    if not isinstance(column.type, Sealed):
        return value
    try:
        return column.type.process_result_value(value, connection.dialect)
    except KeyProblem:
        return None

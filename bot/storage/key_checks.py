"""Telling at the start whether the keys are those of this database, before anything is sealed."""

from typing import Any

from sqlalchemy import Column, Integer, String, Table, select
from sqlalchemy.engine import Connection

from bot.storage.cipher import KeyProblem
from bot.storage.database import insert_new
from bot.storage.schema import Sealed, cipher_of, metadata

key_checks = Table(
    "key_checks",
    metadata,
    Column("key_id", Integer, primary_key=True, autoincrement=False),
    Column("word", Sealed("key_checks.word"), nullable=False),
    Column("index_hash", String(64), nullable=False),
)
WORD = "open"
NOT_THESE = (
    "the keys are not those of this database; set CALAIM_KEYS or CALAIM_KEYS_FILE to the ones it "
    "was made with"
)


def check(connection: Connection) -> None:
    """
    Make sure that all that was sealed can be opened.

    Raises:
        KeyProblem: A key is missing or another.
    """
    keys = cipher_of(connection).keys
    for row in connection.execute(select(key_checks.c.key_id, key_checks.c.index_hash)):
        if row.key_id not in keys.sealing:
            raise KeyProblem(f"{NOT_THESE}: key {row.key_id} is missing")
        if row.index_hash != _index_hash(connection):
            raise KeyProblem(f"{NOT_THESE}: the index key is another")
    try:
        connection.execute(select(key_checks.c.word)).all()
    except KeyProblem:
        raise KeyProblem(NOT_THESE) from None


def note(connection: Connection) -> None:
    """Write down that the newest key is used from now on."""
    newest = cipher_of(connection).keys.newest
    row: dict[str, Any] = {"key_id": newest, "word": WORD, "index_hash": _index_hash(connection)}
    insert_new(connection, key_checks, row)


def in_use(connection: Connection) -> list[int]:
    """Give the numbers of the keys this database was sealed with."""
    query = select(key_checks.c.key_id).order_by(key_checks.c.key_id)
    return [int(number) for number in connection.execute(query).scalars()]


def forget_all_but(connection: Connection, number: int) -> None:
    """Write down that nothing is sealed with any other key any more."""
    connection.execute(key_checks.delete().where(key_checks.c.key_id != number))


def _index_hash(connection: Connection) -> str:
    return cipher_of(connection).index("check", WORD)

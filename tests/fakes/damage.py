"""What a failing disk does to a database: sealed values that cannot be opened any more."""

from sqlalchemy import text

from bot.storage.database import Database

RAW = b"\x01" + b"\0" * 40


def spoil(database: Database, *places: str) -> None:
    """Have all that stands in these columns, such as "messages.text", be lost."""
    with database.write() as connection:
        for table, _, column in (place.partition(".") for place in places):
            statement = f"UPDATE {table} SET {column} = :raw WHERE {column} IS NOT NULL"
            connection.execute(text(statement), {"raw": RAW})

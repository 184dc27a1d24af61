"""What all tables share: one metadata, names for constraints, and the column types."""

import json
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import DateTime, LargeBinary, MetaData
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeDecorator

from bot.storage.cipher import Cipher

# Named constraints, so that a later migration can change them on SQLite and PostgreSQL alike.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator):  # type: ignore[misc]
    """A moment, always aware and in UTC in Python; SQLite keeps no zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse a moment without a zone; give the database UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(timezone.utc)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give back what was stored, in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=timezone.utc)
        return value.astimezone(timezone.utc)


class Sealed(TypeDecorator):  # type: ignore[misc]
    """
    A text that only the holder of the keys can read in the database.

    Args:
        place: Table and column, such as "messages.text": what is sealed opens nowhere else.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        """Seal what goes in."""
        if value is None:
            return None
        return _cipher(dialect).seal(self.place, self.written(value).encode())

    def process_result_value(self, value: bytes | None, dialect: Any) -> Any:
        """Open what comes out."""
        if value is None:
            return None
        return self.understood(_cipher(dialect).open(self.place, value).decode())

    def written(self, value: Any) -> str:
        """Give a value as a text."""
        return str(value)

    def understood(self, text: str) -> Any:
        """Give the value back."""
        return text


class SealedJson(Sealed):
    """The same for a value that JSON can hold; None is stored as nothing."""

    cache_ok = True

    def written(self, value: Any) -> str:
        """See `Sealed`."""
        return json.dumps(value, separators=(",", ":"))

    def understood(self, text: str) -> Any:
        """See `Sealed`."""
        return json.loads(text)


def use_cipher(dialect: Any, cipher: Cipher) -> None:
    """Have everything sealed that goes through connections of this dialect object."""
    dialect.calaim_cipher = cipher


def _cipher(dialect: Any) -> Cipher:
    found: Cipher = dialect.calaim_cipher
    return found


def cipher_of(connection: Connection) -> Cipher:
    """Give what seals on this connection."""
    return _cipher(connection.dialect)

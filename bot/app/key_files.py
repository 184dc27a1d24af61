"""The file with the keys of a database: made once, read by every process, never overwritten."""

import os
from pathlib import Path

from sqlalchemy import inspect

from bot.app.settings import Settings
from bot.app.wiring import read_keys_of
from bot.storage import key_checks
from bot.storage.cipher import Cipher, Keys, new_keys
from bot.storage.database import Database


def write_keys(file: Path, keys: Keys) -> None:
    """Write keys so that nobody else can read them, and never half of them."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(keys.to_text())
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)


def make_keys(settings: Settings) -> bool:
    """
    Make the keys of a database that has none yet; say whether they were made just now.

    Raises:
        SettingsError: It was sealed already, and the keys are missing.
        StoreError: The database does not answer.
    """
    has_keys = bool(settings.keys) or settings.keys_file.exists()
    if has_keys or _is_sealed(settings):
        read_keys_of(settings)
        return False
    write_keys(settings.keys_file, new_keys())
    return True


def _is_sealed(settings: Settings) -> bool:
    """Say whether the database holds something that only its own keys open."""
    database = Database(settings.database_url, Cipher(new_keys()))
    if database.is_sqlite and not database.path.exists():
        return False
    try:
        with database.read() as connection:
            known = inspect(connection).has_table(key_checks.key_checks.name)
            return known and bool(key_checks.in_use(connection))
    finally:
        database.close()

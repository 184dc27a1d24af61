"""
`calaim keys`: the keys that seal what people told.

They stand in a file that only we may read (or in CALAIM_KEYS), never in the database. Whoever
loses them loses what was sealed; keep a copy where no copy of the database is.
"""

import argparse

from bot.app.key_files import write_keys
from bot.app.operator import operator
from bot.app.settings import Settings, read_settings
from bot.app.wiring import open_database, read_keys_of
from bot.errors import CalaimError
from bot.storage import audit, key_checks, resealing
from bot.storage.database import Database
from bot.worker.clock import Clock

AT_ONCE = 200


class KeysNotChanged(CalaimError):
    """Nothing was done; the message says why."""


def main(argv: list[str]) -> int:
    """Show which keys are in use, or change to a new one."""
    parser = argparse.ArgumentParser(prog="calaim keys", description=__doc__)
    parser.add_argument("do", nargs="?", choices=("show", "new", "rotate"), default="show")
    settings = read_settings()
    what = parser.parse_args(argv).do
    if what == "new":
        return _new(settings)
    database = open_database(settings)
    try:
        return _rotate(settings, database) if what == "rotate" else _show(database)
    finally:
        database.close()


def _show(database: Database) -> int:
    with database.read() as connection:
        used = key_checks.in_use(connection)
    print(f"Keys in use: {', '.join(map(str, used))}. The newest seals; all of them open.")
    return 0


def _new(settings: Settings) -> int:
    if settings.keys:
        raise KeysNotChanged("the keys come from CALAIM_KEYS; add a line with a new one there.")
    keys = read_keys_of(settings).with_new()
    write_keys(settings.keys_file, keys)
    print(f"Key {keys.newest} is in {settings.keys_file}. Copy that file, restart all processes,")
    print("then run `calaim keys rotate`.")
    return 0


def _rotate(settings: Settings, database: Database) -> int:
    newest = read_keys_of(settings).newest
    with database.write() as connection:
        key_checks.note(connection)
        now = Clock(settings.today).now()
        audit.add(connection, audit.Entry(now, operator(), "sealed again", f"key {newest}"))
    count = 0
    for table in resealing.TABLES:
        while True:
            with database.write() as connection:
                done = resealing.reseal_some(connection, table, AT_ONCE)
            count += done
            if not done:
                break
    print(f"Sealed {count} rows again with key {newest}.")
    if count:
        print("Run it once more when every process was restarted since the key was made.")
        return 0
    with database.write() as connection:
        key_checks.forget_all_but(connection, newest)
    print(f"Nothing is sealed with an older key: all but {newest} and the index may go.")
    return 0

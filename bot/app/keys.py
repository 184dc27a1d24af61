"""
`calaim keys`: the keys that seal what people told.

They stand in a file that only we may read (or in CALAIM_KEYS), never in the database. Whoever
loses them loses what was sealed; keep a copy where no copy of the database is.
"""

import argparse
import sys
import time

from bot.app.key_files import write_keys
from bot.app.operator import operator
from bot.app.settings import Settings, read_settings
from bot.app.wiring import open_database, read_keys_of
from bot.errors import CalaimError
from bot.storage import audit, key_checks, resealing
from bot.storage.cipher import TAKE_UP_SECONDS
from bot.storage.database import Database
from bot.worker.clock import Clock

AT_ONCE = 200
WAIT_SECONDS = 2 * TAKE_UP_SECONDS


class KeysNotChanged(CalaimError):
    """Nothing was done; the message says why."""


def main(argv: list[str]) -> int:
    """Show which keys are in use, or change to a new one."""
    parser = argparse.ArgumentParser(prog="calaim keys", description=__doc__)
    parser.add_argument("do", nargs="?", choices=("show", "new", "rotate"), default="show")
    parser.add_argument("--wait", type=float, default=WAIT_SECONDS, help=argparse.SUPPRESS)
    settings = read_settings()
    options = parser.parse_args(argv)
    # Whatever is asked: keys that are not this database's are told before anything is done.
    database = open_database(settings)
    try:
        if options.do == "new":
            return _new(settings)
        return (
            _rotate(settings, database, options.wait) if options.do == "rotate" else _show(database)
        )
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
    print(f"Key {keys.newest} is in {settings.keys_file}. Copy that file. Processes that read it")
    print(
        "take the key up by themselves; restart those on other machines. Then: calaim keys rotate"
    )
    return 0


def _rotate(settings: Settings, database: Database, wait: float) -> int:
    newest = read_keys_of(settings).newest
    time.sleep(wait)  # until every running process seals with the newest
    with database.write() as connection:
        key_checks.note(connection)
        now = Clock(settings.today).now()
        audit.add(connection, audit.Entry(now, operator(), "sealed again", f"key {newest}"))
    count, damaged = 0, list[str]()
    for table in resealing.TABLES:
        resealed = resealing.reseal(database, table, AT_ONCE)
        count, damaged = count + resealed.rows, [*damaged, *resealed.damaged]
    print(f"Sealed {count} rows again with key {newest}.")
    for row in damaged:
        print(f"calaim keys: {row} cannot be opened and stays as it is.", file=sys.stderr)
    if damaged:
        return 1
    if count:
        print("Run it once more, to be sure that no process sealed with an older key meanwhile.")
        return 0
    with database.write() as connection:
        key_checks.forget_all_but(connection, newest)
    print(f"Nothing is sealed with an older key: all but {newest} and the index may go.")
    return 0

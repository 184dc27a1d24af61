"""`calaim notices`: what the desks could not be told yet, and why."""

import argparse

from bot.app.operator import operator
from bot.app.settings import Settings, read_settings
from bot.app.wiring import open_database
from bot.console.case_words import columns, moment
from bot.storage import audit, notices
from bot.storage.database import Database
from bot.storage.notices import DEAD, Unsent
from bot.worker.clock import Clock

MOST = 500
HEADS = ("case", "since", "what", "desk", "by", "tries", "next try", "why")


def main(argv: list[str]) -> int:
    """List what waits, or have all of it tried at once."""
    parser = argparse.ArgumentParser(prog="calaim notices", description=__doc__)
    parser.add_argument(
        "what", nargs="?", choices=["retry"], help="try all of it again now, also what is given up"
    )
    options = parser.parse_args(argv)
    settings = read_settings()
    database = open_database(settings)
    try:
        return _retry(database, settings) if options.what == "retry" else _list(database, settings)
    finally:
        database.close()


def _list(database: Database, settings: Settings) -> int:
    names = [target.name for target in settings.desks.targets]
    print(f"Desks are told by {', '.join(names)}." if names else "No desk is told: nothing is set.")
    with database.read() as connection:
        found = notices.unsent(connection, MOST)
    if not found:
        print("No notice waits.")
        return 0
    print("\n".join(line.rstrip() for line in columns([HEADS, *map(_row, found)])))
    given_up = sum(each.status == DEAD for each in found)
    if given_up:
        print(f"{given_up} given up. When the reason is gone: calaim notices retry")
    return 0


def _row(unsent: Unsent) -> tuple[str, ...]:
    to = (unsent.code, moment(unsent.at), unsent.kind, unsent.desk.replace("_", " "), unsent.target)
    later = "given up" if unsent.status == DEAD else moment(unsent.not_before)
    return (*to, str(unsent.tries), later, unsent.problem or "not tried yet")


def _retry(database: Database, settings: Settings) -> int:
    now = Clock(settings.today).now()
    with database.write() as connection:
        count = notices.retry(connection, now)
        audit.add(connection, audit.Entry(now, operator(), "retried notices", str(count)))
    print(f"{count} notices are tried again now." if count != 1 else "1 notice is tried again now.")
    return 0

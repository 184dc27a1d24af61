"""`calaim notices`: what the desks could not be told yet, and why; and a test of each way."""

import argparse

from bot.app.operator import operator
from bot.app.settings import Settings, read_settings
from bot.app.trying_notices import tested
from bot.app.wiring import open_database
from bot.console.case_words import columns, moment
from bot.storage import audit, unsent_notices
from bot.storage.database import Database
from bot.storage.notices import DEAD
from bot.storage.unsent_notices import Unsent
from bot.worker.clock import Clock

MOST = 500
HEADS = ("case", "since", "what", "desk", "by", "tries", "next try", "why")


def main(argv: list[str]) -> int:
    """List what waits, have all of it tried at once, or try each way; 1 where one does not work."""
    parser = argparse.ArgumentParser(prog="calaim notices", description=__doc__)
    parser.add_argument(
        "what",
        nargs="?",
        choices=["retry", "test"],
        help="retry: try all of it again now, also what is given up; "
        "test: send one notice each way that is set, and say what answered",
    )
    options = parser.parse_args(argv)
    settings = read_settings()
    database = open_database(settings)
    try:
        return {None: _list, "retry": _retry, "test": _test}[options.what](database, settings)
    finally:
        database.close()


def _list(database: Database, settings: Settings) -> int:
    names = [target.name for target in settings.desks.targets]
    print(f"Desks are told by {', '.join(names)}." if names else "No desk is told: nothing is set.")
    with database.read() as connection:
        found = unsent_notices.unsent(connection, MOST)
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
        count = unsent_notices.retry(connection, now)
        audit.add(connection, audit.Entry(now, operator(), "retried notices", str(count)))
    print(f"{count} notices are tried again now." if count != 1 else "1 notice is tried again now.")
    return 0


def _test(database: Database, settings: Settings) -> int:
    now = Clock(settings.today).now()
    failed = count = 0
    for is_taken, line in tested(settings.desks.targets, settings.console.url, now):
        print(line, flush=True)
        failed, count = failed + (not is_taken), count + 1
    said = "all taken" if not failed else f"{failed} of {count} not taken"
    with database.write() as connection:
        audit.add(connection, audit.Entry(now, operator(), "tested notices", said))
    return 1 if failed else 0

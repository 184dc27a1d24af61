"""`calaim audit`: who saw or changed what, newest first; checks that nobody edited the record."""

import argparse
import sys

from bot.app.settings import read_settings
from bot.app.wiring import open_database
from bot.storage import audit

MOST = 100


def main(argv: list[str]) -> int:
    """Print the record; 1 where a row was changed or taken out behind our back."""
    parser = argparse.ArgumentParser(prog="calaim audit", description=__doc__)
    parser.add_argument("--limit", type=int, default=MOST, help=f"how many; {MOST} if left out")
    options = parser.parse_args(argv)
    database = open_database(read_settings())
    try:
        with database.read() as connection:
            entries = audit.newest(connection, options.limit)
            broken = audit.first_broken(connection)
    finally:
        database.close()
    for entry in entries:
        at = entry.at.isoformat(timespec="seconds")
        print(f"{at}  {entry.actor}  {entry.action}  {entry.subject}")
    if broken is not None:
        print(f"calaim audit: row {broken} does not follow from the one before.", file=sys.stderr)
        return 1
    return 0

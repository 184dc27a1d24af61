"""`calaim cases`: the cases that wait for staff, urgent ones first, then the newest."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection

from bot.app.operator import operator
from bot.app.settings import read_settings
from bot.app.wiring import open_database
from bot.console import case_words
from bot.handoff.codes import tidy_code
from bot.handoff.danger import dangers
from bot.handoff.keeping import OTHERS
from bot.handoff.summary import is_little_known
from bot.handoff.words import readable
from bot.storage import audit, case_events, cases
from bot.storage.cases import StoredCase
from bot.worker.clock import Clock

MOST = 500


def main(argv: list[str]) -> int:
    """List the cases, or show one by its code."""
    parser = argparse.ArgumentParser(prog="calaim cases", description=__doc__)
    parser.add_argument("code", nargs="?", help="a case's code, such as KTR-493")
    parser.add_argument("--json", action="store_true", help="all that is known, as JSON")
    options = parser.parse_args(argv)
    if options.code is None:
        return _list(options.json)
    return _show(tidy_code(options.code), options.json)


def _list(as_json: bool) -> int:
    with open_and_note("listed cases", "all") as connection:
        found = cases.newest(connection, MOST)
    if as_json:
        print("\n".join(json.dumps(_content(case)) for case in found))
        return 0
    if not found:
        print("There are no cases.")
    else:
        print("\n".join(line.rstrip() for line in case_words.table(found)))
    return 0


def _show(code: str, as_json: bool) -> int:
    with open_and_note("read case", code) as connection:
        case = cases.by_code(connection, code)
        history = case_events.of_case(connection, case.id) if case else []
    if case is None:
        print(f"calaim cases: there is no case {code}.", file=sys.stderr)
        return 1
    if as_json:
        print(json.dumps(_content(case), indent=2))
        return 0
    print("\n".join(_lines(case)))
    print("\n".join(case_words.history(history)))
    return 0


@contextmanager
def open_and_note(action: str, subject: str) -> Iterator[Connection]:
    """Open the database to read, with a line in the audit in the same transaction."""
    settings = read_settings()
    with open_database(settings).write() as connection:
        now = Clock(settings.today).now()
        audit.add(connection, audit.Entry(now, operator(), action, subject[:80]))
        yield connection


def _lines(case: StoredCase) -> Iterator[str]:
    """Everything an agent may want beside the summary, the most needed first."""
    details = case.details
    yield f"Case {case.code}, {case.urgency}, {case.status}, for {readable(case.goes_to)}"
    yield f"\n{case.summary}\n"
    for entry in dangers(details):
        kind, at = readable(entry["kind"]), case_words.moment_of(entry["at"])
        yield f'{at}  DANGER ({kind}): "{entry["words"]}"'
    yield from case_words.offers(details, brief=is_little_known(details))
    if details.get("not_settled"):
        yield f"Not asked: {'; '.join(details['not_settled'])}"
    yield "\nIn their words:"
    yield from case_words.answers(details)
    for kind in OTHERS:
        for other in details.get(kind, ()):
            yield f"\nAsked {'again later' if kind == 'later' else 'before'}:"
            yield from case_words.offers(other, brief=is_little_known(other))
            yield from case_words.answers(other)
    yield ""


def _content(case: StoredCase) -> dict[str, object]:
    return {
        "code": case.code,
        "status": case.status,
        "urgency": case.urgency,
        "goes_to": case.goes_to,
        "opened_at": case.opened_at.isoformat(),
        "updated_at": case.updated_at.isoformat(),
        "summary": case.summary,
        **case.details,
    }

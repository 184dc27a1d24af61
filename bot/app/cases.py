"""`calaim cases`: the cases that wait for staff, urgent ones first, then the newest."""

import argparse
import json
import sys

from bot.app.settings import read_settings
from bot.app.wiring import open_database
from bot.handoff.answers import quotes
from bot.handoff.codes import tidy_code
from bot.storage import case_events, cases
from bot.storage.cases import StoredCase

MOST = 500
MINUTE = "%Y-%m-%d %H:%M"


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
    with open_database(read_settings()).read() as connection:
        found = cases.newest(connection, MOST)
    if as_json:
        print("\n".join(json.dumps(_content(case)) for case in found))
        return 0
    if not found:
        print("There are no cases.")
    for case in found:
        contact = case.details["contact"]
        name = contact["name"] or "no name"
        opened = f"{case.opened_at.astimezone():{MINUTE}}"
        words = f"{case.goes_to.replace('_', ' '):<15}  {case.status:<8}"
        print(f"{case.code}  {opened}  {case.urgency:<7}  {words}  {name}")
    return 0


def _show(code: str, as_json: bool) -> int:
    with open_database(read_settings()).read() as connection:
        case = cases.by_code(connection, code)
        history = case_events.of_case(connection, case.id) if case else []
    if case is None:
        print(f"calaim cases: there is no case {code}.", file=sys.stderr)
        return 1
    if as_json:
        print(json.dumps(_content(case), indent=2))
        return 0
    print(f"Case {case.code}, {case.urgency}, {case.status}, for {case.goes_to.replace('_', ' ')}")
    print(f"\n{case.summary}\n")
    for kind in ("populations", "supports"):
        for offer in case.details[kind]:
            _print_offer(offer)
    _print_answers(case)
    for event in history:
        print(f"{event['at'].astimezone():{MINUTE}}  {event['kind']} by {event['actor']}")
    return 0


def _print_offer(offer: dict[str, object]) -> None:
    print(f"{offer['label']}: {offer['band']}")
    criteria = offer["criteria"]
    assert isinstance(criteria, list)
    for criterion in criteria:
        print(f'  [{criterion["source"]}] "{criterion["plan_says"]}"')
        for words in quotes(criterion["member_said"]):
            print(f'      they said: "{words}"')
        if criterion["to_verify"]:
            print(f"      VERIFY: {criterion['to_verify']}")


def _print_answers(case: StoredCase) -> None:
    print("\nIn their words:")
    for answer in case.details["answers"]:
        by = "" if answer["said_by"] == "self" else f" ({answer['said_by']})"
        print(f"  {answer['asked']}\n      {answer['quote'] or '(nothing)'}{by}")
    print()


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

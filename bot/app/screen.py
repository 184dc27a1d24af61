"""`calaim screen`: JSON lines of facts in, JSON lines of findings out."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any as Json

from bot.app.json_lines import one_line, read_lines, read_value
from bot.eligibility.facts import Facts
from bot.eligibility.judge import tell
from bot.eligibility.judgement import Judgement
from bot.eligibility.loader import load_policy
from bot.eligibility.planner import Planner
from bot.eligibility.policy import Policy
from bot.errors import FactError, PolicyError


def main(argv: list[str]) -> int:
    """Screen profiles; exit 2 with one line and nothing half-printed if the input is wrong."""
    parser = argparse.ArgumentParser(prog="calaim screen", description=__doc__)
    parser.add_argument(
        "file", nargs="?", default="-", help="JSON lines; standard input if left out"
    )
    parser.add_argument("--next", action="store_true", help="also tell the next question to ask")
    options = parser.parse_args(argv)
    try:
        policy = load_policy()
        gc.freeze()  # the policy lives to the end: the collector need not walk it each time
        lines = list(_screened(policy, read_lines(options.file), options.next))
    except (FactError, PolicyError, OSError) as error:
        print(one_line(error), file=sys.stderr)
        return 2
    sys.stdout.writelines(lines)
    return 0


def _screened(policy: Policy, lines: Iterable[str], ask: bool) -> Iterator[str]:
    planner = Planner(policy) if ask else None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield json.dumps(_found(policy, planner, _profile(line))) + "\n"
        except FactError as error:
            raise FactError(f"line {number}: {error}") from None
        except RecursionError:
            raise FactError(f"line {number}: it is nested too deeply") from None


def _found(policy: Policy, planner: Planner | None, profile: dict[str, Json]) -> dict[str, Json]:
    judgement = Judgement(policy, Facts.from_json(policy, profile["facts"]))
    found = {"id": profile.get("id"), **tell(judgement).to_json()}
    if planner is not None:
        question = planner.next_after(judgement)
        found["next_question"] = question.id if question else None
    return found


def _profile(line: str) -> dict[str, Json]:
    expected = 'expected {"id": ..., "facts": {fact: value}}'
    try:
        profile = read_value(line)
    except ValueError:
        raise FactError(f"{expected}, not {line.strip()[:60]!r}") from None
    if not isinstance(profile, dict) or not isinstance(profile.get("facts"), dict):
        raise FactError(expected)
    return profile


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`calaim screen`: JSON lines of facts in, JSON lines of findings out."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any as Json

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
        lines = list(_screened(policy, _lines(options.file), options.next))
    except (FactError, PolicyError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    sys.stdout.writelines(lines)
    return 0


def _lines(file: str) -> Iterable[str]:
    if file == "-":
        return sys.stdin.buffer.read().decode("utf-8", errors="replace").splitlines()
    return Path(file).read_text(encoding="utf-8", errors="replace").splitlines()


def _screened(policy: Policy, lines: Iterable[str], ask: bool) -> Iterator[str]:
    planner = Planner(policy) if ask else None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        profile = _profile(number, line)
        try:
            facts = Facts.from_json(policy, profile["facts"])
        except FactError as error:
            raise FactError(f"line {number}: {error}") from None
        judgement = Judgement(policy, facts)
        found: dict[str, Json] = {"id": profile.get("id"), **tell(judgement).to_json()}
        if planner is not None:
            question = planner.next_after(judgement)
            found["next_question"] = question.id if question else None
        yield json.dumps(found) + "\n"


def _profile(number: int, line: str) -> dict[str, Json]:
    expected = f'line {number}: expected {{"id": ..., "facts": {{fact: value}}}}'
    try:
        profile = json.loads(line)
    except ValueError:
        raise FactError(f"{expected}, not {line.strip()[:60]!r}") from None
    if not isinstance(profile, dict) or not isinstance(profile.get("facts"), dict):
        raise FactError(expected)
    return profile


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

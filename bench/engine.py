"""How long `calaim screen` takes for ten thousand profiles, start-up included."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import Figure, at_most, table
from bench.people import people
from bot.eligibility.loader import load_policy

PROFILES = 10_000


def main() -> list[Figure]:
    """Measure full profiles, and partial ones with the next question."""
    drawn = people(load_policy(), PROFILES, seed=7)
    chance = random.Random(7)
    full = [person.facts for person in drawn]
    partial = []
    for facts in full:
        share = chance.random()
        partial.append({fact: said for fact, said in facts.items() if chance.random() < share})
    with tempfile.TemporaryDirectory() as folder:
        return [
            at_most("10,000 full profiles", screened(Path(folder), full), 3, "s"),
            at_most(
                "10,000 partial, with --next", screened(Path(folder), partial, "--next"), 10, "s"
            ),
        ]


def screened(folder: Path, profiles: list[object], *flags: str) -> float:
    """Seconds on the clock that the command takes for these profiles."""
    lines = [json.dumps({"id": n, "facts": facts}) for n, facts in enumerate(profiles)]
    file = folder / "profiles.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    started = time.perf_counter()
    with (folder / "findings.jsonl").open("w") as out:
        command = [sys.executable, "-m", "bot.app.cli", "screen", *flags, str(file)]
        subprocess.run(command, stdout=out, check=True)
    return round(time.perf_counter() - started, 2)


if __name__ == "__main__":
    print(table({"engine": main()}))

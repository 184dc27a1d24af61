"""Danger to life: what is caught and what is a false alarm, per kind and language."""

from __future__ import annotations

import json
import statistics
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.figures import Figure, at_least, at_most
from bot.safety import look

# Written before lexicon and examples were looked at; kinds that were missed were mended since.
BLIND = ("blind_first.jsonl", "blind_second.jsonl", "blind_third.jsonl", "blind_fourth.jsonl")
SETS = {"must.jsonl": "must", **dict.fromkeys(BLIND, "other wording")}
FLOORS = {"must": 100, "other wording": 95}
FOLDER = Path(__file__).parents[1] / "tests" / "safety"


def read(name: str) -> list[dict[str, Any]]:
    """The texts of one set."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def sensitivity() -> list[Figure]:
    """Of clear dangers, how many are in tier 1 or 2, and of those clear and now in tier 1."""
    caught: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    first: dict[str, list[bool]] = defaultdict(list)
    for name, of in SETS.items():
        for row in (row for row in read(name) if "kind" in row):
            danger = look(row["text"], row.get("question"))
            caught[of, row["language"], row["kind"]].append(danger is not None)
            if row["tier"] == 1:
                first[row["language"]].append(danger is not None and danger.tier == 1)
    figures = [
        at_least(
            f"{of}: caught, {kind}, {language} (of {len(rows)})", percent(rows), FLOORS[of], "%"
        )
        for (of, language, kind), rows in sorted(caught.items())
    ]
    return figures + [
        at_least(f"clear and now in tier 1, {language} (of {len(rows)})", percent(rows), 80, "%")
        for language, rows in sorted(first.items())
    ]


def false_alarms() -> list[Figure]:
    """Of ordinary answers, how many are taken for danger."""
    alarms: dict[str, list[int]] = defaultdict(list)
    for name in ("harmless.jsonl", *BLIND):
        for row in (row for row in read(name) if "kind" not in row and not row.get("tier")):
            danger = look(row["text"], row["question"])
            alarms[row["language"]].append(danger.tier if danger else 0)
    figures = []
    for language, tiers in sorted(alarms.items()):
        first, second = [t == 1 for t in tiers], [t == 2 for t in tiers]
        of = f"{language} (of {len(tiers)})"
        figures.append(at_most(f"false alarms, tier 1, {of}", percent(first), 2, "%"))
        figures.append(at_most(f"false alarms, tier 2, {of}", percent(second), 10, "%"))
    return figures


def speed() -> list[Figure]:
    """How long a look takes, and at worst on the longest message."""
    texts = [row["text"] for row in read("must.jsonl") + read("harmless.jsonl")]
    look(texts[0])
    took = statistics.median(milliseconds(text) for text in texts)
    long = max(milliseconds((f"{text} " * 200)[:1600]) for text in texts[:20])
    return [at_most("a look, median", took, 1, "ms"), at_most("1,600 characters", long, 20, "ms")]


def milliseconds(text: str) -> float:
    """The time one look takes."""
    started = time.perf_counter()
    look(text)
    return (time.perf_counter() - started) * 1000


def percent(hits: list[bool]) -> float:
    """The share of hits, in percent."""
    return 100 * sum(hits) / len(hits)


def main() -> list[Figure]:
    """All figures of this part."""
    return sensitivity() + false_alarms() + speed()

"""The project's own written examples, read from `examples/*.yaml`."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent / "examples"
HARMLESS = {"answers", "sounds_like", "everyday"}
MOST = 24  # texts made of one line, spread evenly over all it stands for


@dataclass(frozen=True)
class Example:
    """One text: `kind` is None where there is no danger, `now` where it is clear and now."""

    text: str
    kind: str | None
    now: bool
    weight: float
    line: int
    ordinary: bool  # an answer to a question of ours


def read() -> list[Example]:
    """Every example, with [a|b] written out; a line of many weighs little more than one."""
    found: list[Example] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for name, block in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            kind, now = _meaning(path.stem, name)
            for line in filter(None, map(str.strip, block.splitlines())):
                texts = _spread(list(dict.fromkeys(written_out(line))))
                weight = len(texts) ** -0.5
                number = found[-1].line + 1 if found else 0
                ordinary = name == "answers"
                found += [Example(text, kind, now, weight, number, ordinary) for text in texts]
    return found


def written_out(line: str) -> Iterator[str]:
    """Every text a line stands for."""
    parts = re.split(r"\[([^\]]*)\]", line)
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    for row in itertools.product(*choices):
        yield " ".join("".join(row).split())


def _spread(texts: Sequence[str]) -> Sequence[str]:
    """At most MOST of the texts; the step shares no factor with their number, so all parts vary."""
    step = len(texts) // MOST + 1
    while step > 1 and math.gcd(step, len(texts)) > 1:
        step += 1
    return [texts[place * step % len(texts)] for place in range(min(MOST, len(texts)))]


def _meaning(file: str, name: str) -> tuple[str | None, bool]:
    if name in HARMLESS:
        return None, False
    if name in ("now", "not_now"):
        return "self_harm", name == "now"
    now = not name.endswith("_not_now")
    return name.removesuffix("_now").removesuffix("_not"), now

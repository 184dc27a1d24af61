"""
A small logistic regression over the letters and words of a message, in plain Python.

Trained by `python -m bot.safety.train` from `examples/`; `weights.json` holds whole numbers, so
that the same examples give the same file on any machine.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.safety.concepts import meanings

WEIGHTS = Path(__file__).parent / "weights.json"
WINDOW, STEP = 24, 12  # words; a cry may stand in the middle of a long text
LETTERS = "~"  # begins a run of letters
LETTERS_COUNT = 0.3  # runs of letters help with spelling only, and count less than words


@dataclass(frozen=True)
class Scores:
    """How sure the classifier is that there is danger, that it is now, and which kind it is."""

    danger: float
    now: float
    kind: str


@dataclass(frozen=True)
class Limits:
    """
    From which score on a message is in a tier, chosen on examples kept out of training.

    Below `doubt` what the lexicon calls clear and now is put in the second tier.
    """

    tier_1: float
    now: float
    now_answering: float
    tier_2: float
    answering: float
    doubt: float


def grams(tokens: Sequence[str]) -> Iterator[str]:
    """What a message is made of: words, pairs of words, what they mean, and runs of letters."""
    before = "^"
    for token in tokens:
        yield f"={token}"
        yield f"{before} {token}"
        before = token
        edged = f"<{token}>"
        for size in (3, 4):
            for start in range(len(edged) - size + 1):
                yield LETTERS + edged[start : start + size]
    yield from meanings(tokens)


def length(present: Set[str]) -> float:
    """By what the sum of a message's weights is divided, so that long ones weigh no more."""
    letters = sum(gram[0] == LETTERS for gram in present)
    return math.sqrt(len(present) - letters + LETTERS_COUNT**2 * letters) or 1.0


@lru_cache(maxsize=1)
def _model() -> dict[str, Any]:
    model: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return model


def limits() -> Limits:
    """The limits that were chosen with the weights."""
    return Limits(**_model()["limits"])


def score(tokens: Sequence[str]) -> Scores:
    """Score a message; a long one by its most alarming stretch."""
    return score_with(_model(), tokens)


def score_with(model: Mapping[str, Any], tokens: Sequence[str]) -> Scores:
    """Score a message with a model that is not the kept one."""
    best = _score(model, tokens[:WINDOW])
    for start in range(STEP, max(STEP, len(tokens) - STEP), STEP):
        part = _score(model, tokens[start : start + WINDOW])
        best = max(best, part, key=lambda scores: scores.danger)
    return best


def _score(model: Mapping[str, Any], tokens: Sequence[str]) -> Scores:
    weights, columns = model["weights"], model["columns"]
    sums = [0] * len(columns)
    present = set(grams(tokens))
    for gram in present:
        row = weights.get(gram)
        if row is not None:
            for column, weight in enumerate(row):
                sums[column] += weight
    divisor = length(present)
    values = [
        (total / divisor + bias) / model["scale"]
        for total, bias in zip(sums, model["bias"], strict=True)
    ]
    kind = max(range(2, len(columns)), key=lambda column: values[column])
    return Scores(_chance(values[0]), _chance(values[1]), columns[kind])


def _chance(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))

"""How likely a message says each statement, by a linear model over its words; with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bot.language.learned.features import features
from bot.language.learned.statements import Statement
from bot.language.volunteered.scope import Scope

PART = 0.8
"""What a part of a message says counts for less than what all of it says: it lacks its context."""

LEAST = 0.005
"""Chances below this are not worth telling."""

FEW, WINDOW, STEP = 8, 12, 6
"""Words: a shorter message has no parts; stretches of a long text without signs in it."""

SHORTEST = 3
MOST_WORDS = 120


@dataclass(frozen=True)
class Scored:
    """
    One statement a message may make.

    Args:
        chance: Between 0 and 1.
        words: Those of the part that says it most clearly.
    """

    statement: Statement
    chance: float
    words: str


class LearnedReader:
    """
    Reads statements; built once, it keeps nothing of a message.

    Args:
        names: The columns of the weights, as `Statement.name`.
        rows: The row of each feature.
        weights, bias: Whole numbers, `scale` times what was learned.
    """

    def __init__(
        self, names: Sequence[str], rows: Mapping[str, int], weights: Any, bias: Any, scale: int
    ) -> None:
        self.statements = tuple(Statement.from_name(name) for name in names)
        self._rows = rows
        self._weights = weights
        self._bias = bias
        self._scale = scale

    @classmethod
    def from_file(cls, path: Path) -> LearnedReader:
        """
        A reader of what training left.

        Raises:
            FileNotFoundError: `calaim train` has not been run.
        """
        with np.load(path, allow_pickle=False) as saved:
            rows = {feature: row for row, feature in enumerate(saved["features"].tolist())}
            names, scale = saved["names"].tolist(), int(saved["scale"])
            return cls(names, rows, saved["weights"], saved["bias"], scale)

    def read(self, scope: Scope, question: str | None) -> dict[Statement, Scored]:
        """
        What a message says, with how likely it says it.

        Args:
            scope: The message's words and clauses.
            question: The open question, as context.
        """
        words = list(scope.words[:MOST_WORDS])
        chances = [self._chances(words, question)]
        read = [words]
        for part in parts_of(scope, MOST_WORDS):
            chances.append(PART * self._chances(part, None))
            read.append(part)
        table = np.stack(chances)
        best, where = table.max(axis=0), table.argmax(axis=0)
        return {
            self.statements[at]: Scored(
                self.statements[at], float(best[at]), " ".join(read[where[at]])
            )
            for at in np.flatnonzero(best >= LEAST)
        }

    def _chances(self, words: Sequence[str], question: str | None) -> Any:
        present = features(words, question)
        known = [row for row in map(self._rows.get, present) if row is not None]
        total = self._weights[known].sum(axis=0, dtype=np.int64) / max(1.0, len(present)) ** 0.5
        return 1 / (1 + np.exp(-(total + self._bias) / self._scale))


def parts_of(scope: Scope, most: int) -> list[list[str]]:
    """The clauses of a longer message, each also with the next one, and stretches of it."""
    words = list(scope.words[:most])
    if len(words) < FEW:
        return []
    clauses = _clauses(scope, words)
    if len(clauses) < 2:
        return []
    pairs = [one + other for one, other in pairwise(clauses)]
    stretches = [words[at : at + WINDOW] for at in range(0, max(1, len(words) - STEP), STEP)]
    return [
        *clauses,
        *(pairs if len(clauses) > 2 else ()),
        *(stretches if len(words) > WINDOW else ()),
    ]


def _clauses(scope: Scope, words: Sequence[str]) -> list[list[str]]:
    clauses: list[list[str]] = []
    clause: list[str] = []
    for at, word in enumerate(words):
        begins = at > 0 and (scope.clause(at) == at or word in (".", ",", "?", "and"))
        if begins and len(clause) >= SHORTEST:
            clauses.append(clause)
            clause = []
        if word not in (".", ",", "?"):
            clause.append(word)
    return [*clauses, clause] if clause else clauses

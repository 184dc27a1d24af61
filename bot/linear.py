"""
A linear classifier read from JSON, in plain Python: one column of weights for each thing it knows.

Training needs scikit-learn; reading a message does not, and so every process can do it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LinearModel:
    """
    The weights of what a text is made of.

    Args:
        columns: What is known, such as the names of acts.
        bias: One number a column.
        weights: By feature the columns it speaks for or against, as column number to weight.
        scale: What bias and weights are multiplied by, so that they are whole numbers.
    """

    columns: tuple[str, ...]
    bias: tuple[int, ...]
    weights: Mapping[str, Mapping[int, int]]
    scale: int

    def chances(self, present: Collection[str]) -> list[float]:
        """How likely each column is, between 0 and 1, given the features of a text."""
        sums = [0] * len(self.columns)
        for feature in present:
            for column, weight in self.weights.get(feature, _NONE).items():
                sums[column] += weight
        length = math.sqrt(len(present)) or 1.0
        return [
            chance((total / length + bias) / self.scale)
            for total, bias in zip(sums, self.bias, strict=True)
        ]

    def to_json(self) -> dict[str, Any]:
        """As plain data; weights as a list of column, weight, column, weight..."""
        rows = {f: [n for pair in row.items() for n in pair] for f, row in self.weights.items()}
        return {
            "columns": list(self.columns),
            "bias": list(self.bias),
            "scale": self.scale,
            "weights": rows,
        }

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> LinearModel:
        """What `to_json` gave."""
        return cls(
            columns=tuple(saved["columns"]),
            bias=tuple(saved["bias"]),
            weights={
                feature: dict(zip(row[::2], row[1::2], strict=True))
                for feature, row in saved["weights"].items()
            },
            scale=saved["scale"],
        )


_NONE: Mapping[int, int] = {}


def chance(value: float) -> float:
    """The logistic function, without overflow."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


@dataclass(frozen=True)
class Fitting:
    """
    How a model is trained.

    Args:
        strength: The inverse of how much large weights are held back.
        seen_in: In how many texts a feature has to be to count.
        scale: Of the whole numbers kept.
        least: A weight nearer to 0 than this, once scaled, is left out.
    """

    strength: float
    seen_in: int
    scale: int
    least: int


def fit(
    texts: Sequence[Collection[str]],
    wanted: Mapping[str, Sequence[bool]],
    fitting: Fitting,
    shares: Sequence[float] | None = None,
) -> LinearModel:
    """
    Train one column after the other; the same texts give the same weights.

    Args:
        texts: The features of each text.
        wanted: By column, whether each text belongs to it.
        shares: What each text counts; all the same if left out.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    names = _vocabulary(texts, fitting.seen_in)
    matrix = _matrix(texts, names)
    table, bias = [], []
    for belongs in wanted.values():
        model = LogisticRegression(
            C=fitting.strength,
            solver="liblinear",
            dual=True,
            max_iter=1000,
            tol=0.01,
            random_state=0,
        )
        model.fit(matrix, np.array(belongs), sample_weight=shares)
        table.append(np.rint(model.coef_[0] * fitting.scale).astype(int))
        bias.append(round(float(model.intercept_[0]) * fitting.scale))
    kept = zip(names, np.stack(table, axis=1).tolist(), strict=True)
    rows = {name: _row(row, fitting.least) for name, row in kept}
    weights = {name: row for name, row in rows.items() if row}
    return LinearModel(tuple(wanted), tuple(bias), weights, fitting.scale)


def _row(row: Iterable[int], least: int) -> dict[int, int]:
    return {column: weight for column, weight in enumerate(row) if abs(weight) >= least}


def _vocabulary(texts: Iterable[Collection[str]], seen_in: int) -> list[str]:
    seen = Counter(feature for present in texts for feature in present)
    return sorted(feature for feature, count in seen.items() if count >= seen_in)


def _matrix(texts: Sequence[Collection[str]], names: Sequence[str]) -> Any:
    """A row a text; what a feature counts falls with how many the text has."""
    from scipy.sparse import csr_matrix

    places = {name: place for place, name in enumerate(names)}
    rows, columns, values = [], [], []
    for row, present in enumerate(texts):
        known = sorted(places[feature] for feature in present if feature in places)
        rows += [row] * len(known)
        columns += known
        values += [1 / math.sqrt(len(present))] * len(known)
    return csr_matrix((values, (rows, columns)), shape=(len(texts), len(names)))

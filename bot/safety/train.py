"""
Train the classifier from the examples: `python -m bot.safety.train`.

The limits are chosen on every fifth line of the examples, kept out of a first training; then all
of them train the weights that are kept. Nothing is drawn at random.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.safety import lexicon
from bot.safety.classifier import LETTERS, LETTERS_COUNT, WEIGHTS, grams, length, score_with
from bot.safety.examples import Example, read
from bot.safety.weighing import without_idioms
from bot.safety.words import words_of

SCALE = 64
SEEN_IN_LINES = 2  # a gram of a single line says more about that line than about danger
SMALL = 6  # rows without a weight this far from 0 are left out
STRENGTH = 20.0
# Of harmless lines kept out of training: how many may be in each tier by the classifier alone.
FALSE_TIER_1, FALSE_TIER_2 = 0.01, 0.12
# The lines kept out are the hardest ones we know; a limit they drive up further would miss more.
HIGHEST_TIER_1, HIGHEST_TIER_2 = 0.9, 0.36
COLUMNS = ("danger", "now", *lexicon.KINDS)
DANGER_ALONE = COLUMNS[:1]  # all that the limits are chosen by
DOUBT = 0.15  # 1 of 70 dangers the lexicon calls clear scores less, and 1 of 4 false alarms


def train() -> dict[str, Any]:
    """Make the model that `weights.json` holds."""
    examples = [Seen.of(example) for example in read()]
    known = [seen for seen in examples if seen.example.line % 5]
    kept_out = [seen for seen in examples if seen.example.line % 5 == 0]
    limits = _limits(_fit(known, DANGER_ALONE), kept_out)
    return {**_fit(examples, COLUMNS), "limits": limits}


@dataclass(frozen=True)
class Seen:
    """An example with its words and what they are made of, worked out once for both trainings."""

    example: Example
    tokens: tuple[str, ...]
    grams: tuple[str, ...]

    @classmethod
    def of(cls, example: Example) -> Seen:
        """Read an example as a message would be."""
        tokens = _tokens(example.text)
        return cls(example, tokens, tuple(sorted(set(grams(tokens)))))


def _tokens(text: str) -> tuple[str, ...]:
    book = lexicon.load()
    return without_idioms(words_of(text, book.spelling), book).tokens


def _fit(examples: Sequence[Seen], learned: Sequence[str]) -> dict[str, Any]:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    names = _vocabulary(examples)
    matrix = _matrix(examples, names)
    weights = np.array([seen.example.weight for seen in examples])
    counts = np.array([LETTERS_COUNT if name[0] == LETTERS else 1.0 for name in names])
    table = np.zeros((len(names), len(COLUMNS)), dtype=int)
    bias = [0] * len(COLUMNS)
    for place, column in enumerate(COLUMNS):
        if column not in learned:
            continue
        model = LogisticRegression(
            C=STRENGTH, class_weight="balanced", solver="lbfgs", max_iter=2000, tol=1e-5
        )
        model.fit(matrix, [_is(column, seen.example) for seen in examples], sample_weight=weights)
        table[:, place] = np.rint(model.coef_[0] * counts * SCALE)
        bias[place] = round(float(model.intercept_[0]) * SCALE)
    kept = {
        name: [int(weight) for weight in table[place]]
        for place, name in enumerate(names)
        if abs(table[place]).max() >= SMALL
    }
    return {"columns": list(COLUMNS), "scale": SCALE, "bias": bias, "weights": kept}


def _matrix(examples: Sequence[Seen], names: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix

    places = {name: place for place, name in enumerate(names)}
    rows, columns, values = [], [], []
    for row, seen in enumerate(examples):
        divisor = length(set(seen.grams))
        for gram in seen.grams:
            if gram in places:
                rows.append(row)
                columns.append(places[gram])
                values.append((LETTERS_COUNT if gram[0] == LETTERS else 1.0) / divisor)
    return csr_matrix((values, (rows, columns)), shape=(len(examples), len(names)))


def _is(column: str, example: Example) -> bool:
    """What a column learns: danger at all, danger now, or a kind."""
    return {"danger": example.kind is not None, "now": example.now}.get(
        column, example.kind == column
    )


def _vocabulary(examples: Sequence[Seen]) -> list[str]:
    lines: dict[str, set[int]] = {}
    for seen in examples:
        for gram in seen.grams:
            lines.setdefault(gram, set()).add(seen.example.line)
    return sorted(gram for gram, seen in lines.items() if len(seen) >= SEEN_IN_LINES)


def _limits(model: dict[str, Any], kept_out: Sequence[Seen]) -> dict[str, float]:
    """Set each limit just above what all but a few of the harmless lines kept out reach."""
    harmless = [seen for seen in kept_out if seen.example.ordinary]
    scores = [score_with(model, seen.tokens).danger for seen in harmless]
    per_line = Counter(seen.example.line for seen in harmless)
    share = [1 / per_line[seen.example.line] / len(per_line) for seen in harmless]
    tier_1 = min(HIGHEST_TIER_1, max(0.85, _quantile(scores, share, FALSE_TIER_1)))
    tier_2 = min(HIGHEST_TIER_2, _quantile(scores, share, FALSE_TIER_2))
    return {
        "tier_1": round(tier_1, 2),
        "now": 0.65,
        "now_answering": 0.85,
        "tier_2": round(tier_2, 2),
        "answering": round((1 + tier_2) / 2, 2),
        "doubt": DOUBT,
    }


def _quantile(scores: Sequence[float], shares: Sequence[float], allowed: float) -> float:
    above = 0.0
    for value, share in sorted(zip(scores, shares, strict=True), reverse=True):
        above += share
        if above > allowed:
            return value + 0.005
    return 0.0


def main() -> None:
    """Write the weights."""
    model = train()
    rows = ",\n".join(
        f"{json.dumps(gram, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}"
        for gram, row in model.pop("weights").items()
    )
    head = json.dumps(model)[:-1]
    WEIGHTS.write_text(f'{head}, "weights": {{\n{rows}\n}}}}\n', encoding="utf-8")
    print(f"{WEIGHTS.name}: {WEIGHTS.stat().st_size // 1024} KB, limits {model['limits']}")


if __name__ == "__main__":
    main()

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
    examples = read()
    texts = [_tokens(example.text) for example in examples]
    table = _table(texts)
    known = [place for place, example in enumerate(examples) if example.line % 5]
    kept_out = [place for place, example in enumerate(examples) if example.line % 5 == 0]
    first = _fit(examples, table, known, DANGER_ALONE)
    limits = _limits(first, [(examples[place], texts[place]) for place in kept_out])
    return {**_fit(examples, table, range(len(examples)), COLUMNS), "limits": limits}


@dataclass(frozen=True)
class _Table:
    """What each text is made of: a row a text, a column a gram, worked out once for all fits."""

    names: list[str]
    counts: Any


def _tokens(text: str) -> tuple[str, ...]:
    book = lexicon.load()
    return without_idioms(words_of(text, book.spelling), book).tokens


def _table(texts: Sequence[Sequence[str]]) -> _Table:
    from scipy.sparse import csr_matrix

    made_of = [set(grams(tokens)) for tokens in texts]
    names = sorted(set().union(*made_of))
    places = {name: place for place, name in enumerate(names)}
    columns, values, ends = [], [], [0]
    for present in made_of:
        divisor = length(present)
        for place in sorted(places[gram] for gram in present):
            columns.append(place)
            values.append(_count(names[place]) / divisor)
        ends.append(len(columns))
    return _Table(names, csr_matrix((values, columns, ends), shape=(len(texts), len(names))))


def _count(gram: str) -> float:
    return LETTERS_COUNT if gram[0] == LETTERS else 1.0


def _fit(
    examples: Sequence[Example], table: _Table, rows: Sequence[int], learned: Sequence[str]
) -> dict[str, Any]:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    chosen = [examples[row] for row in rows]
    kept = _seen_in_lines(chosen, table.counts[rows])
    matrix = table.counts[rows][:, kept]
    names = [table.names[place] for place in kept]
    counts = np.array([_count(name) for name in names])
    weights = np.zeros((len(names), len(COLUMNS)), dtype=int)
    bias = [0] * len(COLUMNS)
    for place, column in enumerate(COLUMNS):
        if column not in learned:
            continue
        model = LogisticRegression(
            C=STRENGTH, class_weight="balanced", solver="lbfgs", max_iter=2000, tol=1e-5
        )
        wanted = [_is(column, example) for example in chosen]
        model.fit(matrix, wanted, sample_weight=np.array([example.weight for example in chosen]))
        weights[:, place] = np.rint(model.coef_[0] * counts * SCALE)
        bias[place] = round(float(model.intercept_[0]) * SCALE)
    heavy = np.flatnonzero(abs(weights).max(axis=1) >= SMALL)
    return {
        "columns": list(COLUMNS),
        "scale": SCALE,
        "bias": bias,
        "weights": {names[place]: weights[place].tolist() for place in heavy},
    }


def _seen_in_lines(examples: Sequence[Example], counts: Any) -> Any:
    """The columns of the grams that stand in more than one line of the examples."""
    import numpy as np
    from scipy.sparse import csr_matrix

    _, lines = np.unique([example.line for example in examples], return_inverse=True)
    places = (lines, range(len(examples)))
    by_line = csr_matrix((np.ones(len(examples)), places)) @ counts
    return np.flatnonzero(by_line.getnnz(axis=0) >= SEEN_IN_LINES)


def _is(column: str, example: Example) -> bool:
    """What a column learns: danger at all, danger now, or a kind."""
    if column == "danger":
        return example.kind is not None
    return example.now if column == "now" else example.kind == column


def _limits(
    model: dict[str, Any], kept_out: Sequence[tuple[Example, Sequence[str]]]
) -> dict[str, float]:
    """Set each limit just above what all but a few of the harmless lines kept out reach."""
    harmless = [(example, tokens) for example, tokens in kept_out if example.ordinary]
    scores = [score_with(model, tokens).danger for _, tokens in harmless]
    per_line = Counter(example.line for example, _ in harmless)
    share = [1 / per_line[example.line] / len(per_line) for example, _ in harmless]
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

"""
Trains the learned reader from the examples in `<language>/*.yaml`.

What people say that tells nothing of themselves is learned from the examples of acts in `data/nlu`.
Numbers are not learned: they are read by `bot.language.volunteered`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import yaml

from bot.eligibility.policy import Policy
from bot.errors import FactError, PolicyError
from bot.language.acts.training import read_examples as read_acts
from bot.language.learned.features import features
from bot.language.learned.statements import Statement, statements
from bot.language.volunteered.topics import read_file
from bot.language.volunteered.words import WordBook
from bot.linear import Fitting, fit

FOLDER = Path(__file__).parent
PHRASES = FOLDER.parent / "volunteered"
"""Where the words stand that text-speak is brought back to, for phrases and examples alike."""

FITTING = Fitting(strength=200.0, seen_in=2, scale=64, least=3)

MAY_TELL = frozenset(
    {
        *("inform", "affirm", "deny", "not_sure", "decline_to_answer", "correct_answer"),
        *("start_screening", "ask_human", "complaint", "provider_wants_to_refer"),
    }
)
"""Acts whose examples may tell facts too; those of all others are taken to tell none."""

FEWEST = 4
"""Statements with fewer examples are left to the phrases."""


@dataclass(frozen=True)
class Example:
    """A text, what was asked before it, and what it says of facts."""

    text: str
    asked: str | None
    says: Mapping[str, Any]


def read_examples(policy: Policy, language: str = "en") -> list[Example]:
    """
    All examples of a language, in the order of the files.

    Raises:
        PolicyError: An entry says something that is not a form of a fact; file and entry are named.
    """
    return [
        example
        for path in sorted((FOLDER / language).glob("*.yaml"))
        for example in _read(path, policy)
    ]


def _read(path: Path, policy: Policy) -> Iterator[Example]:
    with path.open(encoding="utf-8") as stream:
        entries = yaml.load(stream, yaml.CSafeLoader)
    for entry in entries:
        says = entry.get("says") or {}
        try:
            for fact, form in says.items():
                policy.forms.read(fact, form)
        except FactError as error:
            raise PolicyError(f"bot/language/learned/{path.name}: {error}") from None
        for text in entry["texts"]:
            yield Example(str(text), entry.get("asked"), says)


def telling_nothing(nlu: Path) -> Iterator[Example]:
    """What people say to the assistant that tells nothing of themselves."""
    for example in read_acts(nlu):
        if not example.acts & MAY_TELL:
            yield Example(example.text, None, {})


def learnable(says: Mapping[str, Any], policy: Policy) -> set[Statement]:
    """The statements of an example but for the numbers it gives."""
    is_open = ('"not_sure"', '"declined"')
    return {
        statement
        for statement in statements(says)
        if policy.facts[statement.fact].kind != "number" or statement.said in is_open
    }


def train(policy: Policy, nlu: Path, language: str = "en") -> dict[str, Any]:
    """
    Make what `LearnedReader.from_file` reads, as arrays by name.

    Args:
        nlu: The folder of Rasa's training data.
    """
    book = WordBook.from_yaml(read_file(PHRASES / language, "_words"))
    examples = [*read_examples(policy, language), *telling_nothing(nlu)]
    said = [learnable(example.says, policy) for example in examples]
    counted = Counter(statement for each in said for statement in each)
    learned = sorted(statement for statement, count in counted.items() if count >= FEWEST)
    texts = [features(book.read(example.text), example.asked) for example in examples]
    wanted = {each.name: [each in all_ for all_ in said] for each in learned}
    return {"made_of": made_of(nlu, language), **_arrays(texts, wanted)}


def _arrays(texts: Sequence[set[str]], wanted: Mapping[str, Sequence[bool]]) -> dict[str, Any]:
    import numpy as np

    model = fit(texts, wanted, FITTING)
    names = sorted(model.weights)
    table = np.zeros((len(names), len(model.columns)), dtype=np.int16)
    for row, name in enumerate(names):
        for column, weight in model.weights[name].items():
            table[row, column] = weight
    return {
        "names": np.array(model.columns),
        "features": np.array(names),
        "weights": table,
        "bias": np.array(model.bias, dtype=np.int64),
        "scale": np.array(model.scale),
    }


def made_of(nlu: Path, language: str = "en") -> str:
    """A name for everything a model is made of."""
    code = [FOLDER.parents[1] / "linear.py", *sorted(FOLDER.glob("*.py")), PHRASES / "words.py"]
    words = [PHRASES / language / "_words.yaml", *sorted((FOLDER / language).glob("*.yaml"))]
    words += sorted(nlu.glob("*.yml"))
    digest = hashlib.sha256(f"scikit-learn=={version('scikit-learn')}".encode())
    for path in [*code, *words]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def is_of_today(path: Path, nlu: Path, language: str = "en") -> bool:
    """Whether there is a model of the present examples."""
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as saved:
            return bool(saved["made_of"] == made_of(nlu, language))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return False


def write(arrays: Mapping[str, Any], path: Path) -> None:
    """Keep a trained model; whoever reads the file meanwhile reads the old one or the new."""
    import numpy as np

    path.parent.mkdir(exist_ok=True)
    new = path.with_suffix(".new.npz")
    np.savez_compressed(new, **arrays)
    new.replace(path)

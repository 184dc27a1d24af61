"""
Trains the reader of acts from `data/nlu`: all the examples an analyst adds are used as they are.

What a message with two acts looks like is learned from pairs of examples put together, each from
another act; which pairs is counted out, not drawn.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.language.acts.features import FOLDER, features, read_yaml, words_of
from bot.language.acts.reader import INFORM
from bot.linear import Fitting, fit

FITTING = Fitting(strength=60.0, seen_in=2, scale=64, least=4)
RASA_NAMES = {"start_over": "restart"}
"""Intents that Rasa does not let bear the name of their act."""

EVERY, STEP = 8, 997
"""Each so manyth example is put together with the one that many steps on."""


@dataclass(frozen=True)
class Example:
    """A text and what it does."""

    text: str
    acts: frozenset[str]


def train(nlu: Path, answers: Path, language: str = "en") -> dict[str, Any]:
    """
    Make what `ActReader.from_json` takes.

    Args:
        nlu: The folder of Rasa's training data.
        answers: The wording of the answers, which says what topic is part of what other.
    """
    part_of = read_part_of(answers)
    examples = [_widened(example, part_of) for example in read_examples(nlu)]
    examples += list(_pairs(examples))
    words = words_of(language)
    texts = [features(example.text, words) for example in examples]
    acts = sorted({act for example in examples for act in example.acts})
    wanted = {act: [act in example.acts for example in examples] for act in acts}
    known = {act: wide for act, wide in part_of.items() if act in wanted and wide in wanted}
    model = fit(texts, wanted, FITTING)
    return {"language": language, "part_of": known, "model": model.to_json()}


def made_of(nlu: Path, answers: Path) -> str:
    """A name for everything a model is made of."""
    here = sorted(path for path in FOLDER.rglob("*") if path.suffix in (".py", ".yaml"))
    digest = hashlib.sha256(f"scikit-learn=={version('scikit-learn')}".encode())
    for path in [*sorted(nlu.glob("*.yml")), answers, FOLDER.parents[1] / "linear.py", *here]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def read_examples(nlu: Path) -> list[Example]:
    """All examples of Rasa's files, with Rasa's names brought back to the acts'."""
    return [
        Example(line.removeprefix("- "), frozenset({RASA_NAMES.get(name, name)}))
        for path in sorted(nlu.glob("*.yml"))
        for entry in read_yaml(path)["nlu"]
        for name in (entry["intent"],)
        for line in entry["examples"].splitlines()
    ]


def read_part_of(answers: Path) -> dict[str, str]:
    """The wider topic of each topic that has one."""
    topics = read_yaml(answers).items()
    return {
        name: str(topic["part_of"])
        for name, topic in topics
        if isinstance(topic, Mapping) and "part_of" in topic
    }


def _widened(example: Example, part_of: Mapping[str, str]) -> Example:
    """The same, also under the wider acts that its own belong to."""
    wider = {part_of[act] for act in example.acts if act in part_of}
    return Example(example.text, example.acts | wider)


def _pairs(examples: Sequence[Example]) -> Iterator[Example]:
    """Two messages in one, as people write them: with and without a sign between."""
    joints = (". ", " ", ", ", " and ")
    for at, one in enumerate(examples[::EVERY]):
        other = examples[(at * STEP + EVERY) % len(examples)]
        if one.acts != other.acts:
            acts = (one.acts | other.acts) - {INFORM}
            yield Example(f"{one.text}{joints[at % len(joints)]}{other.text}", acts)


def write(saved: Mapping[str, Any], path: Path) -> None:
    """Keep a trained model; whoever reads the file meanwhile reads the old one or the new."""
    path.parent.mkdir(exist_ok=True)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(saved, separators=(",", ":")), encoding="utf-8")
    new.replace(path)

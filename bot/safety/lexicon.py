"""
The curated signs of danger, read from `lexicon/*.yaml` once and kept as values.

English and Spanish are read together: the gateway does not know the language of a text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.errors import PolicyError
from bot.safety.phrases import Index, Phrase, parse, vocabulary
from bot.safety.words import Spelling, plain, typo_table

FOLDER = Path(__file__).parent / "lexicon"
LANGUAGES = ("en", "es")
KINDS = ("self_harm", "overdose", "medical", "violence")
CONTEXT = (
    *("past", "away", "near", "well", "counts", "recent", "now"),
    *("negators", "no", "never", "asking", "idioms", "threats"),
)
_SIGN_KEYS = {"sign", "kind", "tier", "says", "unless", "topic", "weak"}


@dataclass(frozen=True)
class Sign:
    """One thing a message may say; `topic` where it only names the matter."""

    id: str
    kind: str
    tier: int
    topic: bool
    weak: bool


@dataclass(frozen=True)
class Lexicon:
    """All signs, and the words around them that count."""

    spelling: Spelling
    signs: Mapping[str, Sign]
    says: Index
    unless: Index
    context: Index
    questions: Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def load() -> Lexicon:
    """Read the lexicon; the only time a file is touched."""
    files = [_read(language) for language in LANGUAGES]
    signs: dict[str, Sign] = {}
    said: list[tuple[Phrase, str]] = []
    undone: list[tuple[Phrase, str]] = []
    around: list[tuple[Phrase, str]] = []
    for language, file in zip(LANGUAGES, files, strict=True):
        groups = file["groups"]
        for entry in file["signs"]:
            sign = _sign(entry, language)
            signs[sign.id] = sign
            said += [(parse(text, groups), sign.id) for text in entry["says"]]
            undone += [(parse(text, groups), sign.id) for text in entry.get("unless", ())]
        for name in CONTEXT:
            around += [(parse(text, groups), name) for text in file.get(name, ())]
    known = {word for phrase, _ in said + undone + around for word in vocabulary(phrase)}
    return Lexicon(
        _spelling(files, known), signs, Index(said), Index(undone), Index(around), _questions()
    )


def _read(language: str) -> dict[str, Any]:
    with (FOLDER / f"{language}.yaml").open(encoding="utf-8") as stream:
        file: dict[str, Any] = yaml.load(stream, yaml.CSafeLoader)
    return file


def _sign(entry: Mapping[str, Any], language: str) -> Sign:
    where = f"bot/safety/lexicon/{language}.yaml: {entry.get('sign')}"
    if entry.get("kind") not in KINDS or entry.get("tier") not in (1, 2):
        raise PolicyError(f"{where}: kind is one of {', '.join(KINDS)}, tier is 1 or 2")
    if unknown := set(entry) - _SIGN_KEYS:
        raise PolicyError(f"{where}: unknown {', '.join(sorted(unknown))}")
    topic, weak = bool(entry.get("topic")), bool(entry.get("weak"))
    return Sign(f"{language}.{entry['sign']}", entry["kind"], entry["tier"], topic, weak)


def _spelling(files: Sequence[Mapping[str, Any]], named: set[str]) -> Spelling:
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    for file in files:
        for word, variants in file["same"].items():
            same.update({plain(variant): plain(word) for variant in variants})
    keys = {word for row in same for word in row}
    values = {word for row in same.values() for word in row}
    apart = {word for file in files for word in file["lookalikes"]}
    spelled = [word for file in files for word in file["spelled"]]
    known = frozenset(named | keys | values | apart | set(spelled))
    return Spelling(known, typo_table(spelled, known), same)


def _questions() -> dict[str, frozenset[str]]:
    with (FOLDER / "questions.yaml").open(encoding="utf-8") as stream:
        return {name: frozenset(kinds) for name, kinds in yaml.safe_load(stream).items()}

"""How people say things in one language, from `words/<language>.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FALLBACK_LANGUAGE = "en"
_FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True)
class Vocabulary:
    """Words and phrases by what they mean, in the plain form of `bot.language.plain`."""

    whole: Mapping[str, str]
    within: Mapping[str, tuple[str, ...]]
    options: Mapping[str, Mapping[str, tuple[str, ...]]]
    intents: Mapping[str, str]
    numbers: Mapping[str, int]
    words: Mapping[str, Any]

    def phrases(self, name: str) -> tuple[str, ...]:
        """A list of phrases by its name in the file, the longest first."""
        return tuple(sorted(map(str, self.words[name]), key=len, reverse=True))

    def list_phrases(self, name: str) -> frozenset[str]:
        """One of the lists of phrases for answers to a list."""
        return frozenset(map(str, self.words["list"][name]))


@lru_cache(maxsize=8)
def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of a language, read once; the English one where there is none."""
    path = _FOLDER / f"{language}.yaml"
    if not path.exists():
        path = _FOLDER / f"{FALLBACK_LANGUAGE}.yaml"
    words: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    whole = {str(p): act for act, phrases in words["commands"].items() for p in phrases}
    for answer in ("yes", "no"):
        whole.update({str(phrase): answer for phrase in words[answer] if phrase not in whole})
    options = {question: _by_phrase(named) for question, named in words["options"].items()}
    tens = {
        f"{ten}{joint}{unit}": high + low
        for ten, high in words["tens"].items()
        for unit, low in words["numbers"].items()
        if 0 < low < 10 and unit not in ("once", "twice", "thrice", "couple")
        for joint in (" ", "-")
    }
    numbers = {**tens, **words["tens"], **words["numbers"]}
    within = {act: tuple(map(str, phrases)) for act, phrases in words["within"].items()}
    return Vocabulary(whole, within, options, words["intents"], numbers, words)


def _by_phrase(named: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The options a phrase may stand for, by phrase, in the order of the file."""
    found: dict[str, tuple[str, ...]] = {}
    for value, phrases in named.items():
        for phrase in map(str, phrases):
            found[phrase] = (*found.get(phrase, ()), value)
    return found

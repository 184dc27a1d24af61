"""
What the words of a message mean: concepts of `concepts.yaml`, the same for both languages.

A word nobody spelled right still has its meaning where no other word is as near: by its letters
("suicidio" behind "suisidio") or by one letter missing, doubled or out of place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.safety.words import slips

FILE = Path(__file__).parent / "concepts.yaml"
NEAR = 3  # concepts apart that still make a pair
SHORTEST_STEM, LONGEST_STEM = 4, 9  # letters of "suicid*"
NUMBER = "number"  # how old, how many, when: any number without a meaning of its own
SHORTEST_HEARD, SHORTEST_SLIP = 5, 6  # letters; shorter words are too much alike

_HEARD = (
    ("qu", "k"), ("ce", "se"), ("ci", "si"), ("ph", "f"), ("ll", "y"), ("ck", "k"),
    ("c", "k"), ("z", "s"), ("v", "b"), ("w", "gu"), ("h", ""), ("x", "ks"), ("j", "g"),
)  # fmt: skip


@dataclass(frozen=True)
class _Book:
    """Which concept a word stands for: by the word, its beginning, its sound, a slip of it."""

    words: Mapping[str, str]
    stems: Mapping[str, str]
    heard: Mapping[str, str]
    slips: Mapping[str, str]


def meanings(tokens: Sequence[str]) -> Iterator[str]:
    """The concepts of a message, and which of them stand near one another, in what order."""
    book = _book()
    row = [concept for token in tokens if (concept := _concept(token, book)) is not None]
    for place, concept in enumerate(row):
        yield f"#{concept}"
        for later in row[place + 1 : place + 1 + NEAR]:
            yield f"#{concept}>{later}"
        if place + 2 < len(row):
            yield f"#{concept}>{row[place + 1]}>{row[place + 2]}"


def _concept(token: str, book: _Book) -> str | None:
    found = book.words.get(token)
    if found is None and token.isdigit():
        return NUMBER
    if found is not None or len(token) < SHORTEST_STEM:
        return found
    for size in range(min(len(token), LONGEST_STEM), SHORTEST_STEM - 1, -1):
        if (found := book.stems.get(token[:size])) is not None:
            return found
    if len(token) >= SHORTEST_SLIP and (found := book.slips.get(token)) is not None:
        return found
    return book.heard.get(_sound(token)) if len(token) >= SHORTEST_HEARD else None


def _sound(word: str) -> str:
    """How a word sounds, roughly, to who writes by ear."""
    for letters, sound in _HEARD:
        word = word.replace(letters, sound)
    return "".join(letter for place, letter in enumerate(word) if word[place - 1 : place] != letter)


@lru_cache(maxsize=1)
def _book() -> _Book:
    with FILE.open(encoding="utf-8") as stream:
        classes: dict[str, list[str]] = yaml.load(stream, yaml.CSafeLoader)
    words: dict[str, str] = {}
    stems: dict[str, str] = {}
    for concept, listed in classes.items():
        for word in listed:
            (stems if word.endswith("*") else words)[word.rstrip("*")] = concept
    heard = {_sound(word): words[word] for word in words if len(word) >= SHORTEST_HEARD}
    slipped = {
        slip: words[word]
        for word in words
        if len(word) > SHORTEST_SLIP
        for slip in slips(word)
        if slip not in words
    }
    return _Book(words, stems, heard, slipped)

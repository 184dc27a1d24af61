"""
What a message is made of, as far as it shows what the message does.

Words as they are typed are first brought to how they are written in full ("u" to "you"), and words
that say the same ("ssi", "food stamps") also count as one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
_TOKEN = re.compile(r"[a-z]+|[0-9]+|\?|[^\W\d_]+|[\U0001f300-\U0001faff\u2600-\u27bf]")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_QUOTES = re.compile(r"['\u2018\u2019`\u00b4]")
LONGEST = 400
"""Letters; what a message does is said before this, or in a part that is read by itself."""
MOST_CONCEPTS = 8
MANY = 10
"""Words; longer messages count as equally long."""


@dataclass(frozen=True)
class Words:
    """
    What is known of the words of a language.

    Args:
        spelling: The words in full by how they are typed.
        concepts: What words and phrases stand for.
        longest: The most words of such a phrase.
        asking: The words of questions, as told in `asking.yaml`.
    """

    spelling: Mapping[str, tuple[str, ...]]
    concepts: Mapping[tuple[str, ...], str]
    longest: int
    asking: Mapping[str, frozenset[str]]


@lru_cache(maxsize=4)
def words_of(language: str) -> Words:
    """The words of a language, read once."""
    folder = FOLDER / language
    spelling = {
        str(k): tuple(str(v).split()) for k, v in read_yaml(folder / "spelling.yaml").items()
    }
    concepts = {
        tuple(str(phrase).split()): f"@{name}"
        for name, phrases in read_yaml(folder / "concepts.yaml").items()
        for phrase in phrases
    }
    asking = {name: frozenset(some) for name, some in read_yaml(folder / "asking.yaml").items()}
    return Words(spelling, concepts, max(map(len, concepts)), asking)


def read_yaml(path: Path) -> dict[str, Any]:
    """A file of names and what belongs to them."""
    with path.open(encoding="utf-8") as stream:
        content: dict[str, Any] = yaml.load(stream, yaml.CSafeLoader)
    return content


def tokens_of(text: str, words: Words) -> list[str]:
    """The words of a message, spelled in full; of the signs only a question mark is kept."""
    folded = unicodedata.normalize("NFKD", text[:LONGEST]).lower()
    flat = _QUOTES.sub("", "".join(c for c in folded if not unicodedata.combining(c)))
    tokens: list[str] = []
    for token in _TOKEN.findall(_DRAWN_OUT.sub(r"\1\1", flat)):
        tokens += words.spelling.get(token, (token,))
    return tokens


def concepts_in(tokens: Sequence[str], words: Words) -> list[str]:
    """The tokens, with words and phrases that say the same under one name."""
    out: list[str] = []
    at = 0
    while at < len(tokens):
        for size in range(min(words.longest, len(tokens) - at), 0, -1):
            name = words.concepts.get(tuple(tokens[at : at + size]))
            if name:
                out.append(name)
                at += size
                break
        else:
            out.append("#" if tokens[at].isdigit() else tokens[at])
            at += 1
    return out


def features(text: str, words: Words) -> set[str]:
    """The features of a message."""
    tokens = tokens_of(text, words)
    concepts = concepts_in(tokens, words)
    found = set(_grams(tokens))
    found.update(_grams(concepts))
    found.update(_shape(tokens, concepts, words.asking))
    found.update(_letters(tokens))
    found.update(_together(concepts))
    return found


def _grams(tokens: Sequence[str]) -> Iterator[str]:
    edged = ["^", *tokens, "$"]
    for size in (1, 2, 3):
        for at in range(len(edged) - size + 1):
            gram = edged[at : at + size]
            if gram != ["^"] and gram != ["$"]:
                yield " ".join(gram)


def _letters(tokens: Sequence[str]) -> Iterator[str]:
    for token in tokens:
        edged = f"<{token}>"
        for size in (3, 4):
            for at in range(len(edged) - size + 1):
                yield f"~{edged[at : at + size]}"


def _shape(
    tokens: Sequence[str], concepts: Sequence[str], asking: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    yield f"length {min(len(tokens), MANY)}"
    mood = "asks" if asks(tokens, asking) else "tells"
    yield mood
    yield from (f"{mood} {concept}" for concept in set(concepts) if concept[0] == "@")
    if tokens:
        yield f"first {concepts[0]}"


def asks(tokens: Sequence[str], asking: Mapping[str, frozenset[str]]) -> bool:
    """Whether the words have the form of a question somewhere, with or without its sign."""
    tells = asking["openings"].isdisjoint(tokens[:1]) and asking["endings"].isdisjoint(tokens[-1:])
    if "?" in tokens or not tells:
        return True
    return any(
        (one in asking["words"] and next_one in asking["verbs"])
        or (one in asking["verbs"] and next_one in asking["subjects"])
        for one, next_one in pairwise(tokens)
    )


def _together(concepts: Sequence[str]) -> Iterator[str]:
    named = sorted({c for c in concepts if c[0] == "@"})[:MOST_CONCEPTS]
    for at, one in enumerate(named):
        for other in named[at + 1 :]:
            yield f"{one}&{other}"

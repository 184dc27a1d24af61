"""
From a phrase as an analyst writes it to spaCy token patterns.

    living in (my|our) car      one of these words
    living [right] now          a word that may be missing
    kicked * out                up to three words in between
    # kids                      a number
    <relative> is in jail       a list of `_words.yaml`
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from bot.errors import PolicyError
from bot.language.volunteered.words import WordBook

Token = dict[str, Any]
_PIECE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|<(\w+)>|(\*)|(#)|([^\s()\[\]<>*#][^()\[\]<>*#]*)")
_GAP: tuple[Token, ...] = ({"IS_PUNCT": False, "OP": "?"},) * 3
_NUMBER: Token = {"IS_DIGIT": True}
_COMMON = frozenset(
    [
        "i",
        "am",
        "is",
        "are",
        "was",
        "be",
        "been",
        "not",
        "no",
        "do",
        "a",
        "an",
        "the",
        "my",
        "our",
        "your",
        "in",
        "on",
        "at",
        "to",
        "of",
        "for",
        "with",
        "and",
        "or",
        "it",
        "have",
        "has",
        "had",
        "need",
        "get",
        "got",
        "can",
        "me",
        "we",
        "he",
        "she",
        "they",
        "this",
        "that",
        "now",
        "out",
        "up",
        "so",
        "from",
        "by",
        "want",
        "will",
        "were",
        "any",
        "help",
        "going",
        "go",
        ".",
        ",",
        "just",
        "really",
        "some",
        "more",
    ]
)
_COMMON_COST = 50
_MOST_SHAPES = 900


@dataclass(frozen=True)
class Shape:
    """One token pattern, and the words of which a text must hold one for it to fit."""

    tokens: tuple[Token, ...]
    anchors: tuple[str, ...]


def shapes(phrase: str, book: WordBook) -> list[Shape]:
    """
    All token patterns of one phrase.

    Raises:
        PolicyError: The phrase names a list that is not there, holds no word to find it by, or has
            too many alternatives.
    """
    pieces = _trimmed(list(_PIECE.finditer(phrase)))
    choices = [_choices(piece, phrase, book) for piece in pieces]
    found = []
    for number, combined in enumerate(product(*choices)):
        if number > _MOST_SHAPES:
            raise PolicyError(f'"{phrase}" has too many alternatives')
        tokens = tuple(token for part in combined for token in part)
        found.append(Shape(tokens, _anchors(tokens, phrase)))
    return found


def _trimmed(pieces: list[re.Match[str]]) -> list[re.Match[str]]:
    """Without words at either end that may be missing: they change nothing."""
    while pieces and pieces[-1].group(2):
        pieces.pop()
    while pieces and pieces[0].group(2):
        pieces.pop(0)
    return pieces


def _choices(piece: re.Match[str], phrase: str, book: WordBook) -> Sequence[tuple[Token, ...]]:
    one_of, optional, named, gap, number, word = piece.groups()
    if gap:
        return [_GAP]
    if number:
        return [(_NUMBER,)]
    said = [f"<{named}>"] if named else (one_of or optional or word).split("|")
    words = [word for part in said for word in _listed(part.strip(), phrase, book)]
    return _alternatives(words, bool(optional), book)


def _listed(word: str, phrase: str, book: WordBook) -> Sequence[str]:
    """The words of a named list; any other word stands for itself."""
    if not word.startswith("<"):
        return [word]
    if word[1:-1] not in book.lists:
        raise PolicyError(f'"{phrase}" names the list {word}, which is not in _words.yaml')
    return book.lists[word[1:-1]]


def _alternatives(
    words: Iterable[str], optional: bool, book: WordBook
) -> Sequence[tuple[Token, ...]]:
    split = [book.plain_words(_literal(word)) for word in words]
    single = sorted({words[0] for words in split if len(words) == 1})
    single = [word for word in single if word != "#"]
    several = [tuple(map(_token, words)) for words in split if len(words) > 1 or words == ["#"]]
    found: list[tuple[Token, ...]] = list(several)
    if single:
        token: Token = {"ORTH": single[0]} if len(single) == 1 else {"ORTH": {"IN": single}}
        found.append(({**token, "OP": "?"} if optional else token,))
    if optional and not single:
        found.append(())
    return found


def _token(word: str) -> Token:
    return _NUMBER if word == "#" else {"ORTH": word}


def _literal(word: str) -> list[str]:
    return word.lower().replace("'", "").replace("-", " ").split()


def _anchors(tokens: Sequence[Token], phrase: str) -> tuple[str, ...]:
    required = [_words(token) for token in tokens if "ORTH" in token and "OP" not in token]
    if not required:
        raise PolicyError(f'"{phrase}" holds no word that must be there')
    return min(required, key=lambda words: sum(_cost(word) for word in words))


def _words(token: Token) -> tuple[str, ...]:
    orth = token["ORTH"]
    return tuple(orth["IN"]) if isinstance(orth, dict) else (orth,)


def _cost(word: str) -> int:
    return _COMMON_COST if word in _COMMON else 1

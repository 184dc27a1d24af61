"""
From a phrase as an analyst writes it to a pattern over the words of a message.

    living in (my|our) car      one of these words
    living [right] now          a word that may be missing
    kicked * out                up to three words in between
    # kids                      a number
    <relative> is in jail       a list of `_words.yaml`

A phrase is kept piece by piece and never written out: twenty words in five places would be millions
of token patterns for spaCy's Matcher, and seconds of loading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.errors import PolicyError
from bot.language.volunteered.words import WordBook

_PIECE = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|<(\w+)>|(\*)|(#)|([^\s()\[\]<>*#][^()\[\]<>*#]*)")
_GAP = 3
_MARKS = frozenset(".,?")
_NUMBER = "#"
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


@dataclass(frozen=True)
class Piece:
    """
    One place of a phrase.

    Args:
        words: The single words that may stand there.
        several: Those of more than one word, by their first.
        optional: It may be missing.
        gap: Any few words may stand there.
    """

    words: frozenset[str] = frozenset()
    several: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    optional: bool = False
    gap: bool = False

    def ends(self, words: Sequence[str], at: int) -> Iterable[int]:
        """Where it may end when it begins at a place."""
        if self.optional or self.gap:
            yield at
        if at >= len(words):
            return
        if self.gap:
            last = at
            while last < min(len(words), at + _GAP) and words[last] not in _MARKS:
                last += 1
                yield last
            return
        word = words[at]
        if word in self.words or (_NUMBER in self.words and word.isdigit()):
            yield at + 1
        for first in (word, _NUMBER) if word.isdigit() else (word,):
            for phrase in self.several.get(first, ()):
                if _is_at(phrase, words, at):
                    yield at + len(phrase)

    @property
    def begins(self) -> frozenset[str]:
        """The words it may begin with."""
        return self.words | frozenset(self.several)

    @property
    def telling(self) -> tuple[str, ...]:
        """For each thing that may stand there its rarest word."""
        rarest = [min(p, key=_cost) for phrases in self.several.values() for p in phrases]
        return (*self.words, *rarest)


@dataclass(frozen=True)
class Shape:
    """A phrase, and the words of which a text must hold one for it to fit."""

    pieces: tuple[Piece, ...]
    anchors: tuple[str, ...]
    begins: frozenset[str]

    def end(self, words: Sequence[str], start: int) -> int:
        """Where the longest fit from a place ends; 0 where it does not fit."""
        ends = {start}
        for piece in self.pieces:
            ends = {end for at in ends for end in piece.ends(words, at)}
            if not ends:
                return 0
        return max(ends)


def shape(phrase: str, book: WordBook) -> Shape:
    """
    The pattern of one phrase.

    Raises:
        PolicyError: The phrase names a list that is not there, or holds no word to find it by.
    """
    pieces = [
        piece
        for match in _trimmed(list(_PIECE.finditer(phrase)))
        for piece in _pieces(match, phrase, book)
    ]
    needed = [p for p in pieces if not (p.optional or p.gap) and p.begins != {_NUMBER}]
    if not needed:
        raise PolicyError(f'"{phrase}" holds no word that must be there')
    anchor = min(needed, key=lambda piece: sum(_cost(word) for word in piece.telling))
    return Shape(tuple(pieces), anchor.telling, _begins(pieces))


def _begins(pieces: Sequence[Piece]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for piece in pieces:
        found |= piece.begins
        if not piece.optional:
            break
    return found


def _trimmed(pieces: list[re.Match[str]]) -> list[re.Match[str]]:
    """Without words at either end that may be missing: they change nothing."""
    while pieces and pieces[-1].group(2):
        pieces.pop()
    while pieces and pieces[0].group(2):
        pieces.pop(0)
    return pieces


def _pieces(match: re.Match[str], phrase: str, book: WordBook) -> Iterable[Piece]:
    one_of, optional, named, gap, number, word = match.groups()
    if gap:
        return [Piece(gap=True)]
    if word:
        return [_piece([part], book) for part in _whole(word, book)]
    said = [_NUMBER] if number else [f"<{named}>"] if named else (one_of or optional).split("|")
    words = [w for part in said for w in _listed(part.strip(), phrase, book)]
    return [_piece(words, book, bool(optional))]


def _whole(words: str, book: WordBook) -> Sequence[str]:
    """Words outside brackets, text-speak undone as one run of words."""
    return book.plain_words(_literal(words))


def _listed(word: str, phrase: str, book: WordBook) -> Sequence[str]:
    """The words of a named list; any other word stands for itself."""
    if not word.startswith("<"):
        return [word]
    if word[1:-1] not in book.lists:
        raise PolicyError(f'"{phrase}" names the list {word}, which is not in _words.yaml')
    return book.lists[word[1:-1]]


def _piece(words: Iterable[str], book: WordBook, optional: bool = False) -> Piece:
    split = {tuple(book.plain_words(_literal(word))) for word in words}
    several: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(split):
        if len(phrase) > 1:
            several.setdefault(phrase[0], []).append(phrase)
    singles = frozenset(phrase[0] for phrase in split if len(phrase) == 1)
    by_first = {first: tuple(phrases) for first, phrases in several.items()}
    return Piece(singles, by_first, optional)


def _is_at(phrase: tuple[str, ...], words: Sequence[str], at: int) -> bool:
    if at + len(phrase) > len(words):
        return False
    return all(
        word == words[at + i] or (word == _NUMBER and words[at + i].isdigit())
        for i, word in enumerate(phrase)
    )


def _literal(word: str) -> list[str]:
    return word.lower().replace("'", "").replace("-", " ").split()


def _cost(word: str) -> int:
    return _COMMON_COST if word in _COMMON else 1

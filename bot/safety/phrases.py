"""
The small language of the lexicon's phrases, and finding them in a message.

    wanna die             these words in a row
    kill/hurt/shoot me    one of several words
    {self}                one of a named group, whose members may be several words
    suicid*               a word that begins so
    really?               a word (or group) that may be missing
    ...                   up to three words of any kind

No regular expressions: a phrase is tried only where its first word stands, so that the time a
message takes grows with its length and with nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

GAP = 3


@dataclass(frozen=True)
class Part:
    """One place of a phrase: what may stand there."""

    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()  # several words in a row, longest first
    optional: bool = False
    gap: bool = False

    def ends(self, tokens: Sequence[str], at: int) -> Iterator[int]:
        """Where the next place may begin, once this one was found at `at`."""
        if self.gap:
            yield from range(at, min(at + GAP, len(tokens)) + 1)
            return
        if at < len(tokens):
            token = tokens[at]
            if token in self.words or (self.stems and token.startswith(self.stems)):
                yield at + 1
            for row in self.rows:
                if tuple(tokens[at : at + len(row)]) == row:
                    yield at + len(row)
        if self.optional:
            yield at


Phrase = tuple[Part, ...]


def parse(text: str, groups: Mapping[str, Sequence[str]]) -> Phrase:
    """Read a phrase of the lexicon."""
    return tuple(_part(piece, groups) for piece in text.split())


def _part(piece: str, groups: Mapping[str, Sequence[str]]) -> Part:
    if piece == "...":
        return Part(gap=True)
    optional = piece.endswith("?")
    piece = piece.replace("?", "")
    members: list[str] = []
    for choice in piece.split("/"):
        members += groups[choice[1:-1]] if choice.startswith("{") else [choice]
    rows = sorted((tuple(m.split()) for m in members if " " in m), key=len, reverse=True)
    return Part(
        words=frozenset(m for m in members if " " not in m and not m.endswith("*")),
        stems=tuple(m[:-1] for m in members if m.endswith("*")),
        rows=tuple(rows),
        optional=optional,
    )


def match(phrase: Phrase, tokens: Sequence[str], at: int, part: int = 0) -> int | None:
    """Where the phrase ends, if it stands at `at`."""
    if part == len(phrase):
        return at
    for end in phrase[part].ends(tokens, at):
        found = match(phrase, tokens, end, part + 1)
        if found is not None:
            return found
    return None


def vocabulary(phrase: Phrase) -> set[str]:
    """Every whole word a phrase names."""
    rows = (word for part in phrase for row in part.rows for word in row)
    return {word for part in phrase for word in part.words} | set(rows)


class Index:
    """Phrases by the word they begin with."""

    def __init__(self, phrases: Sequence[tuple[Phrase, str]]) -> None:
        """Take phrases, each with the name of what it says."""
        self._by_word: dict[str, list[tuple[Phrase, str]]] = {}
        self._by_stem: dict[str, list[tuple[Phrase, str]]] = {}
        for phrase, name in phrases:
            for part in _openings(phrase):
                for word in part.words | {row[0] for row in part.rows}:
                    self._by_word.setdefault(word, []).append((phrase, name))
                for stem in part.stems:
                    self._by_stem.setdefault(stem, []).append((phrase, name))
        self._stems = tuple(self._by_stem)

    def find(self, tokens: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """Every phrase that stands in the words: its name, where it begins and where it ends."""
        present = frozenset(tokens)
        worth: dict[str, list[tuple[Phrase, str]]] = {}
        for at, token in enumerate(tokens):
            if token not in worth:
                worth[token] = [f for f in self._beginning(token) if _possible(f[0], present)]
            for phrase, name in worth[token]:
                end = match(phrase, tokens, at)
                if end is not None:
                    yield name, at, end

    def _beginning(self, token: str) -> Iterator[tuple[Phrase, str]]:
        yield from self._by_word.get(token, ())
        if token.startswith(self._stems):
            for stem in self._stems:
                if token.startswith(stem):
                    yield from self._by_stem[stem]


def _possible(phrase: Phrase, present: frozenset[str]) -> bool:
    """Whether a message with these words can hold the phrase at all; spares most of the tries."""
    return all(
        part.optional
        or part.gap
        or part.stems
        or not part.words.isdisjoint(present)
        or any(row[-1] in present for row in part.rows)
        for part in phrase
    )


def _openings(phrase: Phrase) -> Iterator[Part]:
    """The places a match may begin with: the first, and the next while they may be missing."""
    for part in phrase:
        yield part
        if not part.optional:
            return

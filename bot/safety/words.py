"""
A message as plain words, so that one list of phrases fits the many ways people type.

Lower case, no accents or apostrophes, nothing invisible; letters written as digits, letters set
apart, drawn-out words and common misspellings are brought back to the word they stand for, but
only where that is a word the lexicon knows: "d1e" becomes "die", "50mg" stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_LEET = str.maketrans("013457@$!|", "oieastasii")
_TOKENS = re.compile(r"[a-z0-9@$*|!]+|[.;?\n]+|[,:()\"]")
_INSIDE = re.compile(r"(?<=[a-z])[@$!|*](?=[a-z])")
_REPEATED = re.compile(r"([a-z])\1{2,}")
CUTS = 8  # runs of single letters looked at in one message
_INVISIBLE = ("Cf", "Mn", "Me", "Cc", "Co")

SENTENCE, PHRASE = 2, 1  # how strong a break is


@dataclass(frozen=True)
class Words:
    """The words of a message; `breaks` says after which there was punctuation, and how strong."""

    tokens: tuple[str, ...]
    breaks: Mapping[int, int] = field(default_factory=dict)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The bounds of the sentence around some words; 16 words each way where none is marked."""
        first, last = start, end
        while first > max(0, start - 16) and self.breaks.get(first) != SENTENCE:
            first -= 1
        while last < min(len(self.tokens), end + 16) and self.breaks.get(last) != SENTENCE:
            last += 1
        return first, last


@dataclass(frozen=True)
class Spelling:
    """
    What the lexicon knows about spelling.

    Args:
        known: Every word of the lexicon.
        typos: Misspelling to word.
        same: Words in a row that are read as other words ("want to" as "wanna").
    """

    known: frozenset[str]
    typos: Mapping[str, str]
    same: Mapping[tuple[str, ...], tuple[str, ...]]


def slips(word: str) -> set[str]:
    """The misspellings with one letter missing, doubled, or changed places with the next."""
    missing = {word[:i] + word[i + 1 :] for i in range(1, len(word))}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    doubled = {word[:i] + word[i] + word[i:] for i in range(len(word))}
    return (missing | swapped | doubled) - {word}


def words_of(text: str, spelling: Spelling) -> Words:
    """Read a message as plain words."""
    tokens: list[str] = []
    breaks: dict[int, int] = {}
    for piece in _TOKENS.findall(_flat(text)):
        if piece[0] in '.;?\n,:()"':
            strength = PHRASE if piece[0] in ',:()"' else SENTENCE
            breaks[len(tokens)] = max(strength, breaks.get(len(tokens), 0))
        else:
            _read(piece, spelling, tokens, breaks)
    return _merged(_joined(tokens, breaks, spelling), spelling)


def plain(text: str) -> tuple[str, ...]:
    """The words of a phrase of the lexicon itself, or of a short command."""
    return tuple(token for token in _TOKENS.findall(_flat(text)) if token[0].isalnum())


def _flat(text: str) -> str:
    """Lower case, without accents, apostrophes and what cannot be seen."""
    if text.isascii():
        flat = text.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", text)
        flat = "".join(
            c for c in decomposed if c in "\n\t" or unicodedata.category(c) not in _INVISIBLE
        ).lower()
    return re.sub(r"['’‘´`]", "", flat)  # noqa: RUF001


def _read(piece: str, spelling: Spelling, tokens: list[str], breaks: dict[int, int]) -> None:
    """Add one run of letters, digits and look-alikes as a word, or as several."""
    if piece.isalpha() or piece.isdigit():
        tokens.append(_respelled(piece, spelling))
        return
    whole = _respelled(piece.rstrip("!*|").translate(_LEET), spelling)
    if whole in spelling.known and not piece.isdigit():
        tokens.append(whole)
    elif "*" in piece.strip("*") and (word := _unmasked(piece, spelling)):
        tokens.append(word)
    else:
        for part in re.findall(r"[a-z0-9]+|!+", piece):
            if part[0] == "!":
                breaks[len(tokens)] = SENTENCE
            else:
                tokens.append(_respelled(part, spelling))


def _respelled(word: str, spelling: Spelling) -> str:
    if word in spelling.known:
        return word
    if word in spelling.typos:
        return spelling.typos[word]
    match = _REPEATED.search(word)
    if match is None:
        return word
    for short in (_REPEATED.sub(r"\1\1", word), _REPEATED.sub(r"\1", word)):
        if short in spelling.known or short in spelling.typos:
            return spelling.typos.get(short, short)
    return _REPEATED.sub(r"\1", word)


def _unmasked(piece: str, spelling: Spelling) -> str | None:
    """The lexicon's word behind a masked one ("su*cide"); None where there is no single one."""
    mask = (
        re.compile(re.sub(r"\*+", "[a-z]+", piece.strip("*!@$|")) + "$")
        if (re.fullmatch(r"[a-z0-9*]{4,20}", piece) and piece.count("*") < 4)
        else None
    )
    if mask is None:
        return None
    found = [w for w in spelling.known if len(w) == len(piece) and mask.match(w)]
    return found[0] if len(found) == 1 else None


def _joined(tokens: list[str], breaks: dict[int, int], spelling: Spelling) -> Words:
    """Bring letters set apart ("k i l l") together where they make a word of the lexicon."""
    if sum(len(t) == 1 for t in tokens) < 3:
        return Words(tuple(tokens), breaks)
    out: list[str] = []
    kept: dict[int, int] = {}
    i = cuts = 0
    while i < len(tokens):
        end = i
        while end < len(tokens) and len(tokens[end]) == 1 and end - i < 40:
            end += 1
        pieces = None
        if end - i >= 3 and cuts < CUTS:
            pieces, cuts = _cut("".join(tokens[i:end]), spelling), cuts + 1
        kept_break = breaks.get(i)
        if kept_break:
            kept[len(out)] = kept_break
        out += pieces if pieces else [tokens[i]]
        i = end if pieces else i + 1
    return Words(tuple(out), kept)


def _cut(letters: str, spelling: Spelling) -> list[str] | None:
    """Cut a run of letters into the lexicon's words, the longest first; None if it cannot be."""
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 14), end):
            before = best[start]
            word = letters[start:end].translate(_LEET)
            fits = word in spelling.known and (len(word) > 1 or word in "iay")
            if (
                before is not None
                and fits
                and (best[end] is None or len(before) < len(best[end] or []) - 1)
            ):
                best[end] = [*before, word]
    found = best[len(letters)]
    return found if found and any(len(word) > 2 for word in found) else None


def _merged(words: Words, spelling: Spelling) -> Words:
    """Read words in a row as the one the lexicon uses for them."""
    out: list[str] = []
    breaks: dict[int, int] = {}
    i = 0
    tokens = words.tokens
    while i < len(tokens):
        if i in words.breaks:
            breaks[len(out)] = words.breaks[i]
        for size in (3, 2, 1):
            found = spelling.same.get(tokens[i : i + size])
            if found is not None and len(tokens[i : i + size]) == size:
                out += found
                i += size
                break
        else:
            out.append(tokens[i])
            i += 1
    if len(tokens) in words.breaks:
        breaks[len(out)] = words.breaks[len(tokens)]
    return Words(tuple(out), breaks)


def typo_table(words: Iterable[str], known: frozenset[str]) -> dict[str, str]:
    """Misspelling to word for the words worth it, leaving alone what is a word itself."""
    return {slip: word for word in words for slip in slips(word) if slip not in known}

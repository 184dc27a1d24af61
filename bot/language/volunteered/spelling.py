"""Distinctive words of the field put right where they are misspelled; never a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(r"[A-Za-z]{5,}")
_LONG = 8
"""From this length two slips are forgiven, below it one."""


class Speller:
    """
    Knows a short list of words no ordinary word or name is close to.

    Args:
        words: The words to put right.
        right: Words that look like one of them and are right as they stand.
    """

    def __init__(self, words: Iterable[str], right: Iterable[str]) -> None:
        self._words = tuple(words)
        self._right = frozenset(right) | frozenset(self._words)
        self._nearest = lru_cache(maxsize=4096)(self._look_up)

    def correct(self, text: str) -> str:
        """The text with those words put right; a capitalized word within a sentence is a name."""
        return _WORD.sub(lambda found: self._corrected(found, text), text)

    def _corrected(self, found: re.Match[str], text: str) -> str:
        word = found.group()
        before = text[: found.start()].rstrip()
        if word.istitle() and before and before[-1] not in ".!?\n":
            return word
        return self._nearest(word.lower()) or word

    def _look_up(self, word: str) -> str | None:
        if word in self._right:
            return None
        for known in self._words:
            slips = 2 if min(len(known), len(word)) >= _LONG else 1
            if known[0] == word[0] and abs(len(known) - len(word)) <= slips:
                distance = _distance(word, known)
                if 0 < distance <= slips:
                    return known
        return None


def _distance(first: str, second: str) -> int:
    """Slips between two words: a letter more, less, other, or two swapped."""
    rows = [list(range(len(second) + 1))]
    for i, a in enumerate(first, 1):
        row = [i]
        for j, b in enumerate(second, 1):
            cost = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]

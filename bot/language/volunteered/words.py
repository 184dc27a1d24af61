"""A message as plain words: text-speak, contractions, number words and misspellings undone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.language.plain import without_code
from bot.language.volunteered.spelling import Speller

_LONGEST = 1600
"""No text message is longer; the rest is not read."""

_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-"})
_SIGNS: tuple[tuple[str, str], ...] = (
    (r"\bod(?:'d|'ed|ed)\b", "overdosed"),
    (r"\b(i|he|she|they|we|you)'ll\b", r"\1 will"),
    (r"\b(they|we|you)'re\b", r"\1 are"),
    (r"\b(i|he|she|they|we)'d\b", r"\1 would"),
    (r"\b([a-z])\.([a-z])\.?(?![a-z])", r"\1\2"),  # e.r.
    (r"(?<=\d),(?=\d{3})", ""),
    (r"(\d+)\.\d+", r"\1"),
    (r"\$\s*(\d+)", r"\1 dollars"),
    (r"\bw/o\b", " without "),
    (r"\bw/", " with "),
    (r"\bb/c\b", " because "),
    (r"\b24/7\b", " always "),
    (r"(?<=\d)\s*\+", " plus "),
    (r"(?<=\d)\s*-\s*(?=\d{1,2}\b(?!-))(?<!\d-\d-)", " to "),
    (r"[&+]", " and "),
    (r"(?<=[a-z])/(?=[a-z])", " or "),
    (r"\s/\s?|/\s|(?<=\d)/(?=[a-z])", " , "),
    (r"(?<![\w'])'([3-9]\d)\b(?!')", r"19\1"),
    (r"(?<![\w'])'([0-2]\d)\b(?!')", r"20\1"),
    (r"(?<=\w)-(?=\w)", " "),
    (r"[;:()\[\]*]|\s-+\s|--+", " , "),
    (r"[!\n\r]|\.{2,}|\u2026", " . "),
    (r"'", ""),
    (r"([.,?])", r" \1 "),
    (r"(?<=\d)(?=[a-z])(?!(?:st|nd|rd|th)\b)", " "),
    (r"[^a-z0-9.,?/\s]", " "),
)
_JOIN = re.compile(r"(\d+) to (\d+) to (\d{4})\b")


@dataclass(frozen=True)
class WordBook:
    """
    The words an analyst keeps in `en/_words.yaml`.

    Args:
        same: What is read as something else: "preg" as "pregnant", "cant" as "can not".
        numbers: Number words and what they are worth.
        lists: Named lists of words for the patterns: `<relative>`.
        speller: Puts distinctive words of the field right where they are misspelled.
    """

    same: Mapping[str, str]
    numbers: Mapping[str, int]
    lists: Mapping[str, tuple[str, ...]]
    speller: Speller

    @classmethod
    def from_yaml(cls, content: Mapping[str, Any]) -> WordBook:
        """Build the book from the file's content."""
        same = {str(said): str(meant) for meant, all_ in content["same"].items() for said in all_}
        lists = {name: tuple(map(str, words)) for name, words in content["lists"].items()}
        speller = Speller(map(str, content["spelled"]), map(str, content["spelled_right"]))
        return cls(same, _numbers(content["numbers"], content["tens"]), lists, speller)

    def read(self, text: str) -> list[str]:
        """The words of a message; ".", "," and "?" are words of their own."""
        spelled = self.speller.correct(without_code(text[:_LONGEST]).translate(_QUOTES))
        folded = unicodedata.normalize("NFKD", spelled).lower()
        plain = "".join(c for c in folded if not unicodedata.combining(c))
        for pattern, written in _SIGNS:
            plain = re.sub(pattern, written, plain)
        plain = _JOIN.sub(r"\1/\2/\3", plain)
        return self.plain_words(plain.split())

    def plain_words(self, words: Sequence[str]) -> list[str]:
        """The same words with text-speak, contractions and number words undone."""
        text = self._same.sub(lambda found: self.same[found.group()], " ".join(words))
        return self._number.sub(lambda found: str(self.numbers[found.group()]), text).split()

    @cached_property
    def _same(self) -> re.Pattern[str]:
        return _any_of(self.same)

    @cached_property
    def _number(self) -> re.Pattern[str]:
        return _any_of(self.numbers)


def _any_of(phrases: Mapping[str, object]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<![^\s])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![^\s])")


def _numbers(units: Mapping[str, int], tens: Mapping[str, int]) -> dict[str, int]:
    both = {
        f"{ten}{gap}{unit}": high + low
        for ten, high in tens.items()
        for unit, low in units.items()
        for gap in (" ", "")
        if 0 < low < 10
    }
    return {**both, **tens, **units}

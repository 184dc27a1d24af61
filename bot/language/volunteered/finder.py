"""Finds the phrases of the topic files in a message, with spaCy's Matcher."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.language.volunteered.spacy_alone import load_spacy
from bot.language.volunteered.topics import Entry, Saying


@dataclass(frozen=True)
class Hit:
    """An entry's phrase, found from word `start` to before `end`."""

    entry: Entry
    is_hint: bool
    start: int
    end: int


class Finder:
    """
    One Matcher per word that must be there, so that a text meets only the phrases it could hold.

    With all phrases in one Matcher a text takes ten times as long.
    """

    def __init__(self, sayings: Sequence[Saying]) -> None:
        spacy = load_spacy()
        self._nlp = spacy.blank("en")
        self._sayings = sayings
        by_anchor: dict[str, list[int]] = defaultdict(list)
        for number, saying in enumerate(sayings):
            for word in saying.shape.anchors:
                by_anchor[word].append(number)
        self._matchers = {word: self._matcher(spacy, some) for word, some in by_anchor.items()}

    def _matcher(self, spacy: Any, numbers: Sequence[int]) -> Any:
        matcher = spacy.matcher.Matcher(self._nlp.vocab, validate=False)
        for number in numbers:
            matcher.add(f"{number}", [list(self._sayings[number].shape.tokens)])
        return matcher

    def hits(self, words: Sequence[str]) -> list[Hit]:
        """Every phrase found; of one entry only the longest at a place."""
        spacy = load_spacy()
        doc = spacy.tokens.Doc(self._nlp.vocab, words=list(words))
        strings, found = self._nlp.vocab.strings, set()
        for word in set(words):
            matcher = self._matchers.get(word)
            if matcher is not None:
                found |= {(int(strings[key]), start, end) for key, start, end in matcher(doc)}
        return _longest([self._hit(*each) for each in sorted(found)])

    def _hit(self, number: int, start: int, end: int) -> Hit:
        saying = self._sayings[number]
        return Hit(saying.entry, saying.is_hint, start, end)


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Without those that lie within a longer one on the same fact, nor a hint within the said."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.is_hint, hit.start)):
        if not any(_covers(other, hit) for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end))


def _covers(longer: Hit, shorter: Hit) -> bool:
    within = longer.start <= shorter.start and shorter.end <= longer.end
    overlaps = longer.start < shorter.end and shorter.start < longer.end
    if longer.entry is shorter.entry:
        return overlaps
    same = longer.entry.fact == shorter.entry.fact
    return same and within and longer.end - longer.start > shorter.end - shorter.start

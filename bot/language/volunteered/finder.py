"""Finds the phrases of the topic files in a message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.language.volunteered.topics import Entry, Saying


@dataclass(frozen=True)
class Hit:
    """An entry's phrase, found from word `start` to before `end`."""

    entry: Entry
    is_hint: bool
    start: int
    end: int


class Finder:
    """Looks at a text's phrases by the words they cannot do without."""

    def __init__(self, sayings: Sequence[Saying]) -> None:
        self._sayings = sayings
        self._by_anchor: dict[str, list[int]] = defaultdict(list)
        for number, saying in enumerate(sayings):
            for word in saying.shape.anchors:
                self._by_anchor[word].append(number)

    def hits(self, words: Sequence[str], asked: frozenset[str]) -> list[Hit]:
        """Every phrase found; of one entry only the longest at a place."""
        places: dict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(words):
            places[word].append(at)
            if word.isdigit():
                places["#"].append(at)
        numbers = {number for word in places for number in self._by_anchor.get(word, ())}
        said = [n for n in sorted(numbers) if _speaks(self._sayings[n].entry, asked)]
        return _longest([hit for number in said for hit in self._hits(number, words, places)])

    def _hits(
        self, number: int, words: Sequence[str], places: Mapping[str, Sequence[int]]
    ) -> Iterator[Hit]:
        saying = self._sayings[number]
        begins = saying.shape.begins
        shared = begins & places.keys() if len(begins) < len(places) else places.keys() & begins
        for start in sorted({at for word in shared for at in places[word]}):
            end = saying.shape.end(words, start)
            if end:
                yield Hit(saying.entry, saying.is_hint, start, end)


def _speaks(entry: Entry, asked: frozenset[str]) -> bool:
    """Whether an entry's words say something beside the question just asked."""
    if entry.asked_alone and asked != {entry.fact}:
        return False
    return not ((entry.only_asked and entry.fact not in asked) or entry.unless_asked & asked)


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Without those that lie within a longer one on the same fact, nor a hint within the said."""
    kept: list[Hit] = []
    weightier = [hit for hit in hits if hit.entry.outweighs]
    hits = [hit for hit in hits if not any(_outweighs(other, hit) for other in weightier)]
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.is_hint, hit.start)):
        if not any(_covers(other, hit) for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.end))


def _outweighs(weightier: Hit, other: Hit) -> bool:
    overlaps = weightier.start < other.end and other.start < weightier.end
    same = weightier.entry is other.entry
    return overlaps and not same and other.entry.fact in weightier.entry.outweighs


def _covers(longer: Hit, shorter: Hit) -> bool:
    within = longer.start <= shorter.start and shorter.end <= longer.end
    overlaps = longer.start < shorter.end and shorter.start < longer.end
    if longer.entry is shorter.entry:
        return overlaps
    same = longer.entry.fact == shorter.entry.fact
    return same and within and longer.end - longer.start > shorter.end - shorter.start

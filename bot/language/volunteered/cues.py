"""The cue words of `en/_scope.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cues:
    """The words of `_scope.yaml`; phrases are split into words."""

    subjects: Mapping[str, str]
    relations: Mapping[str, str]
    words: Mapping[str, frozenset[tuple[str, ...]]]
    plural: frozenset[str]

    @classmethod
    def from_yaml(cls, content: Mapping[str, Any], plain: Any) -> Cues:
        """Build the cues; `plain` undoes text-speak as in the messages."""
        words = {
            name: frozenset(tuple(plain(str(phrase).split())) for phrase in phrases)
            for name, phrases in content.items()
            if isinstance(phrases, list)
        }
        plural = frozenset(map(str, content["several"]))
        return cls(_by_word(content["subjects"]), _by_word(content["relations"]), words, plural)

    def at(self, name: str, words: Sequence[str], at: int) -> int:
        """How many words a cue of this name takes at this place; 0 where there is none."""
        known = self.words[name]
        return next((n for n in (5, 4, 3, 2, 1) if tuple(words[at : at + n]) in known), 0)


def _by_word(content: Mapping[str, Sequence[str]]) -> dict[str, str]:
    return {str(word): kind for kind, words in content.items() for word in words}

"""What a message does: asks, thanks, corrects, wants a person. Several of these at once, if so."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.language.acts.features import FOLDER, asks, features, read_yaml, tokens_of, words_of
from bot.language.acts.phrases import any_in, needs_of, signs_of
from bot.linear import LinearModel

CERTAIN = 1.0
INFORM = "inform"
GREET = "greet"
TOPIC = "faq_"
_COURTESIES = frozenset({GREET, "thanks", "goodbye"})
_PARTS = re.compile(r"[.!;\n]+|(?<=\?)|,\s|\s-+\s|\s(?:and|but)\s", re.IGNORECASE)
MOST_PARTS = 6
SHORTEST_PART = 2
"""Letters; less is a slip of the thumb."""


@dataclass(frozen=True)
class Act:
    """
    One thing a message does.

    Args:
        name: As in `data/nlu`, the finest known.
        confidence: From 0 to 1; 1 where a phrase says it.
        part_of: The wider act that it belongs to; empty where there is none.
    """

    name: str
    confidence: float
    part_of: str = ""

    @property
    def widest(self) -> str:
        """The wider act's name; its own where it is of none."""
        return self.part_of or self.name


@dataclass(frozen=True)
class ActReader:
    """
    Reads acts; knows no Rasa and keeps nothing.

    Args:
        model: A column for each act.
        part_of: The wider act by the finer one.
    """

    model: LinearModel
    part_of: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> ActReader:
        """A reader of what training left (`bot.language.acts.training`)."""
        return cls(LinearModel.from_json(saved["model"]), saved["part_of"], saved["language"])

    @classmethod
    def from_file(cls, path: Path) -> ActReader:
        """
        A reader of a trained file.

        Raises:
            FileNotFoundError: `calaim train` has not been run.
        """
        return cls.from_json(json.loads(path.read_text(encoding="utf-8")))

    def read(self, text: str, question: str | None) -> tuple[Act, ...]:
        """
        Say what a message does.

        Args:
            text: The message as it came in.
            question: The id of the question it may answer; None where none is open.
        Returns:
            The acts that are believed, the most certain first, courtesies after what is wanted;
            none where nothing is understood.
        """
        if not tokens_of(text, words_of(self.language)):
            return ()
        found = self._scores(text, question)
        whole = dict(found)
        for part in self._parts(text):
            for act, score in self._scores(part, None).items():
                heard = score == CERTAIN or whole[act] >= careful("trace")
                if heard and score >= max(least_for(act), careful("in_a_part")):
                    found[act] = max(score, found[act])
        found = self._with_words(found, text)
        if not self.asks(text):
            found = _told(found)
        believed = {act: score for act, score in found.items() if score >= least_for(act)}
        return self._ordered(believed or _likeliest(found))

    def _with_words(self, found: Mapping[str, float], text: str) -> dict[str, float]:
        """Without the acts that need a word of their own, where the message has none of these."""
        left = dict(found)
        for act, words in needs_of(self.language).items():
            if found.get(act, 0.0) >= careful("likely"):
                said = tuple(tokens_of(text, words_of(self.language)))
                left[act] = found[act] if any_in(words, said) else 0.0
        return left

    def asks(self, text: str) -> bool:
        """Whether a message has the form of a question somewhere."""
        words = words_of(self.language)
        return asks(tokens_of(text, words), words.asking)

    def _parts(self, text: str) -> list[str]:
        """The parts to read by themselves: sentences and clauses, and what follows a greeting."""
        parts = parts_of(text)
        parts = parts if len(parts) > 1 else []
        greeting = signs_of(self.language).get(GREET)
        words = words_of(self.language)
        rests = (greeting.after_beginning(tokens_of(p, words)) for p in parts or [text] if greeting)
        return [*parts, *(rest for rest in rests if rest)]

    def _scores(self, text: str, question: str | None) -> dict[str, float]:
        words, signs = words_of(self.language), signs_of(self.language)
        chances = self.model.chances(features(text, words))
        scores = dict(zip(self.model.columns, chances, strict=True))
        tokens = tokens_of(text, words)
        for act, phrases in signs.items():
            if act in scores and phrases.heard_in(tokens, bool(question)):
                scores[act] = CERTAIN
        return scores

    def _yields(self, act: str, believed: Mapping[str, float]) -> bool:
        """
        Whether another act speaks for the words that this one was heard in.

        What a phrase says for certain never yields; of two that would, the less certain does.
        """
        if believed[act] == CERTAIN:
            return False
        name, strength = self.part_of.get(act, act), (believed[act], act)
        for other, score in believed.items():
            rival = self.part_of.get(other, other)
            mutual = rival in _rivals().get(name, ()) and strength > (score, other)
            if name in _rivals().get(rival, ()) and not mutual:
                return True
        return False

    def _ordered(self, believed: Mapping[str, float]) -> tuple[Act, ...]:
        """The finest act of each family; `inform` only where there is no other."""
        left = {act: score for act, score in believed.items() if not self._yields(act, believed)}
        wide = {self.part_of[act] for act in left if act in self.part_of}
        acts = [
            Act(act, round(score, 3), self.part_of.get(act, ""))
            for act, score in left.items()
            if act not in wide and (act != INFORM or len(left) == 1)
        ]
        acts.sort(key=lambda act: (act.name in _COURTESIES, -act.confidence, act.name))
        return tuple(acts)


def _told(found: Mapping[str, float]) -> dict[str, float]:
    """Without topics where the message has no form of a question and seems to tell facts."""
    tells = found.get(INFORM, 0.0) >= careful("tells")
    return {act: 0.0 if tells and is_topic(act) else score for act, score in found.items()}


def _likeliest(found: Mapping[str, float]) -> dict[str, float]:
    """The one act that stands out though it is not certain; none where two are close."""
    first, second = sorted(found, key=lambda act: found[act], reverse=True)[:2]
    stands_out = found[first] >= max(careful("likely"), careful("stands_out") * found[second])
    return {first: found[first]} if stands_out and first not in _careful() else {}


def is_topic(act: str) -> bool:
    """Whether an act asks about a topic; such acts are named so."""
    return act.startswith(TOPIC)


@lru_cache(maxsize=1)
def _rivals() -> Mapping[str, Sequence[str]]:
    return read_yaml(FOLDER / "rivals.yaml")


def parts_of(text: str) -> list[str]:
    """The sentences and clauses of a message, as far as they are marked."""
    parts = (part.strip() for part in _PARTS.split(text, MOST_PARTS))
    return [part for part in parts if len(part) >= SHORTEST_PART]


@lru_cache(maxsize=1)
def _careful() -> Mapping[str, float]:
    return read_yaml(FOLDER / "careful.yaml")


def least_for(act: str) -> float:
    """From which confidence on an act is believed."""
    return _careful().get(act, careful("otherwise"))


def careful(name: str) -> float:
    """One of the measures in `careful.yaml`."""
    return _careful()[name]

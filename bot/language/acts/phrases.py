"""Phrases by act, from `<language>/phrases.yaml`: what they say is certain, whatever is around."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.language.acts.features import FOLDER, read_yaml, tokens_of, words_of

_LISTS = ("whole", "begins", "ends", "within", "unless")
_ASKED = "asked"
Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Signs:
    """
    The phrases of one act, as words spelled in full.

    Args:
        asked: Whether beginnings and endings count only where a question is open.
    """

    whole: frozenset[Phrase]
    begins: tuple[Phrase, ...]
    ends: tuple[Phrase, ...]
    within: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    asked: bool

    def heard_in(self, tokens: Sequence[str], asked: bool) -> bool:
        """
        Whether a message, or a sentence of one, says this for certain.

        Args:
            asked: Whether a question is open, and this the whole message.
        """
        said = tuple(token for token in tokens if token != "?")
        if said in self.whole:
            return True
        edges = (asked or not self.asked) and (self._begun(said) or self._ended(said))
        if not edges and not any_in(self.within, said):
            return False
        return not any_in(self.unless, said)

    def after_beginning(self, tokens: Sequence[str]) -> str:
        """What follows a beginning of this act; empty where it does not begin so, or just so."""
        said = tuple(tokens)
        sizes = [len(phrase) for phrase in self.begins if said[: len(phrase)] == phrase]
        return " ".join(said[max(sizes) :]) if sizes else ""

    def _begun(self, said: Phrase) -> bool:
        return any(said[: len(phrase)] == phrase for phrase in self.begins)

    def _ended(self, said: Phrase) -> bool:
        return any(said[-len(end) :] == end and said != end for end in self.ends)


def any_in(phrases: Iterable[Phrase], said: Phrase) -> bool:
    """Whether the words of one of the phrases stand in a row in a message."""
    return any(phrase[0] in said and _stands_in(phrase, said) for phrase in phrases)


def _stands_in(phrase: Phrase, said: Phrase) -> bool:
    first, size = phrase[0], len(phrase)
    return any(token == first and said[at : at + size] == phrase for at, token in enumerate(said))


@lru_cache(maxsize=4)
def signs_of(language: str) -> Mapping[str, Signs]:
    """
    The phrases of a language by act, read once.

    Raises:
        ValueError: A key of the file is not one of those told at its top.
    """
    content = read_yaml(FOLDER / language / "phrases.yaml")
    return {act: _signs(act, lists, language) for act, lists in content.items()}


@lru_cache(maxsize=4)
def needs_of(language: str) -> Mapping[str, tuple[Phrase, ...]]:
    """By act the words of which a message must have one; most acts need none."""
    content = read_yaml(FOLDER / language / "needs.yaml")
    return {act: tuple(_phrases(words, language)) for act, words in content.items()}


def _signs(act: str, lists: Mapping[str, Any], language: str) -> Signs:
    unknown = set(lists) - {*_LISTS, _ASKED}
    if unknown:
        raise ValueError(f"{language}/phrases.yaml: {act}: unknown {sorted(unknown)}")
    read = {key: tuple(_phrases(lists.get(key, ()), language)) for key in _LISTS}
    return Signs(
        whole=frozenset(read["whole"]),
        begins=read["begins"],
        ends=read["ends"],
        within=read["within"],
        unless=read["unless"],
        asked=bool(lists.get(_ASKED, False)),
    )


def _phrases(texts: Iterable[Any], language: str) -> Iterator[Phrase]:
    for text in texts:
        yield tuple(tokens_of(str(text), words_of(language)))

"""
The phrase book: sentences from YAML, told for oneself, for one's child or for another.

A file `en/questions.yaml` gives phrases named `questions.<...>` by their place in it. Where a
mapping has only the keys `self`, `child` and `other`, it is one phrase with variants; `other`
serves for a child too unless `child` is given. Where it has `text` and `sources`, the text is the
phrase, and the rest tells an analyst what it rests on.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from bot.errors import PolicyError

AUDIENCES = ("self", "child", "other")
FALLBACK_LANGUAGE = "en"
PRONOUNS = "pronouns"
FOR_PROVIDER = "for_provider"
"""Ends the name of a phrase that a provider is told instead of the one before it."""


@dataclass(frozen=True, eq=False)
class Phrasebook:
    """All phrases of one language."""

    language: str
    phrases: Mapping[str, Mapping[str, str]]

    def has(self, key: str) -> bool:
        """Whether there is a phrase of this name."""
        return key in self.phrases

    def under(self, prefix: str) -> tuple[str, ...]:
        """The names directly or further below a prefix, without it, in the file's order."""
        start = prefix + "."
        return tuple(key[len(start) :] for key in self.phrases if key.startswith(start))

    def say(self, key: str, audience: str = "self", **values: object) -> str:
        """
        One phrase, filled in.

        Args:
            key: The phrase's name, such as "questions.age.ask".
            audience: Who is screened: "self", "child" or "other".
            values: What else its placeholders need, beside the pronouns.
        Raises:
            PolicyError: There is no such phrase, or a placeholder has no value.
        """
        try:
            template = self.phrases[key][audience]
            return template.format_map({**self.pronouns[audience], **values})
        except KeyError as missing:
            raise PolicyError(f"wording {self.language}: {key}: no {missing}") from None

    @cached_property
    def pronouns(self) -> Mapping[str, Mapping[str, str]]:
        """By audience, the words that follow who is screened: {member}, {they}, {is}, ..."""
        names = self.under(PRONOUNS)
        return {
            audience: {name: self.phrases[f"{PRONOUNS}.{name}"][audience] for name in names}
            for audience in AUDIENCES
        }


@dataclass(frozen=True)
class Wording:
    """The phrase books of all languages."""

    books: Mapping[str, Phrasebook]

    def book(self, language: str) -> Phrasebook:
        """The book of a language; the English one where there is none."""
        return self.books.get(language, self.books[FALLBACK_LANGUAGE])


def load_wording(folder: Path | None = None) -> Wording:
    """
    Read the phrase books of every language once, at start.

    Args:
        folder: Holds one folder per language; by default the one beside this file.
    Raises:
        PolicyError: A file or a phrase is not in the form told above.
    """
    root = folder or Path(__file__).parent
    languages = sorted(path.name for path in root.iterdir() if any(path.glob("*.yaml")))
    if FALLBACK_LANGUAGE not in languages:
        raise PolicyError(f"{root}: no wording in English ({FALLBACK_LANGUAGE}/*.yaml)")
    return Wording({language: _load_book(root / language) for language in languages})


def placeholders(template: str) -> set[str]:
    """The names in braces in a template."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def _load_book(folder: Path) -> Phrasebook:
    phrases: dict[str, Mapping[str, str]] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise PolicyError(f"{path}: {error}") from None
        if not isinstance(content, dict):
            raise PolicyError(f"{path}: expected phrases by name")
        _collect(content, path.stem, path, phrases)
    return Phrasebook(folder.name, phrases)


def _collect(node: Any, key: str, path: Path, phrases: dict[str, Mapping[str, str]]) -> None:
    """Add the phrases below one place of a file."""
    if isinstance(node, str):
        phrases[key] = dict.fromkeys(AUDIENCES, node)
    elif not isinstance(node, dict) or not all(isinstance(name, str) for name in node):
        raise PolicyError(f"{path}: {key}: expected a text or named texts, got {node!r}")
    elif set(node) <= set(AUDIENCES) and "self" in node and "other" in node:
        phrases[key] = {audience: str(node.get(audience, node["other"])) for audience in AUDIENCES}
    elif "text" in node and "sources" in node:
        _collect(node["text"], key, path, phrases)
        if FOR_PROVIDER in node:
            _collect(node[FOR_PROVIDER], f"{key}.{FOR_PROVIDER}", path, phrases)
    else:
        for name, below in node.items():
            _collect(below, f"{key}.{name}", path, phrases)

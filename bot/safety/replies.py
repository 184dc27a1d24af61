"""The fixed texts of help, so that no model, database or dialogue can keep them away."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "replies.yaml"
CONTACTS = Path(__file__).parents[1] / "policy" / "contacts.yaml"


def help_first(kind: str, language: str, again: bool = False) -> str:
    """
    Give the whole reply to a message of the first tier.

    Args:
        kind: The kind of danger, or "abuse" for violence that somebody does to them.
        language: "en" or "es"; English where there is no other.
        again: True from the second time within a day: shorter, in other words.
    """
    texts = _texts()["again" if again else "first"][kind]
    return str(texts.get(language, texts["en"]))


def help_line(language: str) -> str:
    """Give the sentence that goes before the ordinary reply to a message of the second tier."""
    texts = _texts()["line"]
    return str(texts.get(language, texts["en"]))


def names_help(text: str) -> bool:
    """Whether a reply itself says where help is, so that the line of help would say it twice."""
    numbers = _numbers()
    return f"text {numbers['crisis']}" in text and f"call {numbers['emergency']}" in text


def load() -> dict[str, Any]:
    """The file as it is written, with who verified what."""
    with FILE.open(encoding="utf-8") as stream:
        file: dict[str, Any] = yaml.safe_load(stream)
    return file


@lru_cache(maxsize=1)
def _texts() -> dict[str, Any]:
    file, numbers = load(), _numbers()
    return {part: _filled(file[part], numbers) for part in ("first", "again", "line")}


@lru_cache(maxsize=1)
def _numbers() -> dict[str, str]:
    with CONTACTS.open(encoding="utf-8") as stream:
        contacts = yaml.safe_load(stream)
    return {name: _at(contacts, entry["contact"]) for name, entry in load()["numbers"].items()}


def _at(contacts: Any, path: str) -> str:
    for step in path.split("."):
        contacts = contacts[step]
    return str(contacts)


def _filled(texts: Any, numbers: dict[str, str]) -> Any:
    if isinstance(texts, str):
        return texts.format(**numbers)
    return {key: _filled(inner, numbers) for key, inner in texts.items()}

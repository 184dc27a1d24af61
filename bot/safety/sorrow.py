"""What a message tells that wants a kind word first: hurt by somebody, a loss, sadness."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.safety import lexicon
from bot.safety.phrases import Index, parse
from bot.safety.words import words_of

FILE = Path(__file__).parent / "sorrow.yaml"
ABUSE, LOSS, SAD = "abuse", "loss", "sad"
IN_ORDER = (ABUSE, LOSS, SAD)


def sorrow(text: str) -> str | None:
    """
    Say what in a message wants a kind word, whether or not it is in a tier of danger.

    Args:
        text: What the person wrote, in English or Spanish.
    Returns:
        str | None: "abuse", "loss" or "sad", the first that is told; None where nothing is.
    """
    tokens = words_of(text, lexicon.load().spelling).tokens
    told = {name for name, _, _ in _phrases().find(tokens)}
    return next((name for name in IN_ORDER if name in told), None)


def kind_of_help(kind: str, text: str) -> str:
    """The texts of help for a kind of danger: who was hurt hears that they did nothing wrong."""
    return ABUSE if kind == "violence" and sorrow(text) == ABUSE else kind


@lru_cache(maxsize=1)
def _phrases() -> Index:
    with FILE.open(encoding="utf-8") as stream:
        file: dict[str, Any] = yaml.load(stream, yaml.CSafeLoader)
    groups = file.pop("groups")
    return Index([(parse(text, groups), name) for name in IN_ORDER for text in file[name]])

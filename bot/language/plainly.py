"""Whether a first message says plainly for whom it is, so that nobody is asked what they said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.changes import kind_of
from bot.language.numbers import one_of
from bot.language.plain import plain
from bot.language.vocabulary import FALLBACK_LANGUAGE

_FOLDER = Path(__file__).parent / "words"


def for_work(text: str, language: str = "en") -> bool:
    """Whether somebody writes as a helper by profession: of "my patient", or "i am a nurse"."""
    words, said = _words(language), plain(text)
    before = r"(?:i am|im|this is)(?: (?:a|an|the|her|his|their|from))?(?: \w+)?"
    title = rf"\b{before} (?:{one_of(words['worker'])})\b"
    return re.search(rf"\b(?:{one_of(words['work'])})\b|{title}", said) is not None


def tells_of_another(text: str, language: str = "en") -> bool:
    """Whether a message tells how it is with a relative too: "im 60 and my husband is 70"."""
    words, said = _words(language), plain(text)
    said = re.sub(rf"\b(?:{one_of(words['gone'])})\b", " ", said)
    pairs = re.findall(rf"\b(\w+) (?:\d|(?:{one_of(words['states'])})\b)", said)
    return any(is_one_person(word, language) for word in pairs)


def leaves_out_i(text: str, language: str = "en") -> bool:
    """Whether a message begins as people do who leave out the "i": "just got out of jail"."""
    words, said = _words(language), plain(text)
    dropped = rf"^(?:(?:{one_of(words['hellos'])}) )*(?:{one_of(words['dropped'])})\b"
    others = rf"\b(?:{one_of(words['others'])})\b"
    is_of_others = re.search(others, said) or any(kind_of(w, language) for w in said.split())
    return re.search(dropped, said) is not None and not is_of_others


def is_one_person(word: str, language: str = "en") -> bool:
    """Whether a word is one for a relative alone, and not for several or for a client."""
    words = _words(language)
    return kind_of(word, language) is not None and word not in (*words["several"], *words["work"])


@lru_cache(maxsize=8)
def _words(language: str) -> Mapping[str, Any]:
    path = _FOLDER / f"plainly_{language}.yaml"
    if not path.exists():
        path = _FOLDER / f"plainly_{FALLBACK_LANGUAGE}.yaml"
    words: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words

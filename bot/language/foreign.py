"""Which other language a message is in, or asks for."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.plain import plain

_PATH = Path(__file__).parent / "words" / "foreign.yaml"
_FEWEST_WORDS = 3
"""So many words of it at least, and more than half of the message, make it Spanish."""
_UNLESS_MORE = 4
"""So many different ones make it Spanish, were they all written in English texts too."""


def language_named(text: str) -> str:
    """The language that a message names, in small letters; empty where it names none."""
    names, refused = _words()["names"], "spanish" if _refuses_spanish(plain(text)) else ""
    named = (names[word] for word in plain(text).split() if word in names)
    return next((name for name in named if name != refused), "")


def language_written(text: str, is_first: bool = False) -> str:
    """
    The other language that a message is written in; empty for English and what is unclear.

    Args:
        is_first: Whether it is the first of a conversation: then a "hola" is enough.
    """
    letters = [c for c in unicodedata.normalize("NFKC", text) if c.isalpha()]
    for script, language in _words()["scripts"].items():
        own = [c for c in letters if unicodedata.name(c, "").startswith(script)]
        if 2 * len(own) > len(letters):
            return str(language)
    said = plain(text).split()
    spanish = [word for word in said if word in _words()["spanish"]]
    asks = any(f" {phrase} " in f" {' '.join(said)} " for phrase in _words()["spanish_alone"])
    plainly = set(spanish) - set(_words()["also_english"])
    is_real = bool(plainly) or len(set(spanish)) >= _UNLESS_MORE  # "yo yo yo" is none
    is_long = len(spanish) >= _FEWEST_WORDS and 2 * len(spanish) > len(said)
    is_spanish = asks or (is_real and is_long)
    is_short = is_first and bool(plainly) and len(spanish) == len(said)
    return "spanish" if is_spanish or is_short or is_spanish_phrase(text) else ""


def has_spanish(text: str) -> bool:
    """Whether a word of it is Spanish and is not written in English texts too."""
    said = set(plain(text).split())
    words = set(_words()["spanish"]) - set(_words()["also_english"])
    return bool(said & (words | set(_words()["of_a_call"])))


def is_english(text: str) -> bool:
    """Whether a message has words of English, and none that only Spanish has."""
    is_other = has_spanish(text) or bool(language_written(text))
    return not is_other and bool(set(plain(text).split()) & set(_words()["english"]))


def wants_english(text: str) -> bool:
    """Whether somebody says that they want English, or know no Spanish."""
    said = plain(text)
    if {_words()["names"].get(word, "spanish") for word in said.split()} > {"spanish"}:
        return False  # "i dont speak spanish i speak tagalog"
    return said in _words()["wants_english"] or _refuses_spanish(said)


def _refuses_spanish(said: str) -> bool:
    return any(f" {phrase} " in f" {said} " for phrase in _words()["no_spanish"])


def asks_in_spanish(text: str) -> bool:
    """Whether a Spanish message asks something."""
    return "?" in text or bool(set(plain(text).split()) & set(_words()["spanish_asks"]))


def is_lost_in_english(text: str) -> bool:
    """Whether somebody says in little English that they do not follow it."""
    return plain(text) in _words()["lost_in_english"]


def is_spanish_phrase(text: str) -> bool:
    """Whether a message is just one of the short things that are said in Spanish ("qué")."""
    return plain(text) in _words()["whole"]


def spanish_yes_no(text: str) -> bool | None:
    """A yes or no in Spanish, with accents or without; None where it is neither."""
    said = plain(text)
    first = said.partition(" ")[0] if said != "me" else ""
    for answer, name in ((True, "yes"), (False, "no")):
        if said in _words()[f"spanish_{name}"] or first in _words()[f"spanish_{name}_begins"]:
            return answer
    return None


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    content: dict[str, Any] = yaml.safe_load(_PATH.read_text(encoding="utf-8"))
    return {**content, "spanish": frozenset(map(str, content["spanish"]))}

"""
Whether a message says, by any reasonable wording, that the person wants no more texts, or again.

Both languages always: consent is taken back in whatever words a person has.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.safety import lexicon
from bot.safety.phrases import Index, Phrase, match, parse
from bot.safety.words import words_of

FILE = Path(__file__).parent / "opt_out.yaml"
LONGEST_ALONE = 6  # words; a command is short


def wants_out(text: str) -> bool:
    """Say whether the person wants no more texts."""
    tokens = _tokens(text)
    return _says_so(tokens) or _says_so(_without_swearing(tokens))


def _says_so(tokens: tuple[str, ...]) -> bool:
    alone, inside, unless = _out()
    if _whole(alone, tokens):
        return True
    undone = [(start, end) for _, start, end in unless.find(tokens)]
    return any(
        not any(start < last and first < end for first, last in undone)
        for _, start, end in inside.find(tokens)
    )


def wants_back(text: str) -> bool:
    """Say whether the person wants texts again; a plain yes is an answer, not this."""
    return _whole(_back(), _tokens(text))


def _tokens(text: str) -> tuple[str, ...]:
    """The words; letters set apart ("S T O P") are brought together."""
    tokens = words_of(text, lexicon.load().spelling).tokens
    if len(tokens) > 2 and all(len(token) == 1 for token in tokens):
        return ("".join(tokens),)
    return tokens


def _without_swearing(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The words without those that only say how angry somebody is: "stop fucking texting me"."""
    kept: list[str] = []
    at = 0
    while at < len(tokens):
        end = match(_swearing(), tokens, at)
        kept += tokens[at : at + 1] if end is None else ()
        at = at + 1 if end is None else end
    return tuple(kept)


def _whole(phrases: tuple[Phrase, ...], tokens: tuple[str, ...]) -> bool:
    """Whether one of the phrases is the whole message."""
    if not 0 < len(tokens) <= LONGEST_ALONE:
        return False
    return any(match(phrase, tokens, 0) == len(tokens) for phrase in phrases)


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    with FILE.open(encoding="utf-8") as stream:
        file: dict[str, Any] = yaml.load(stream, yaml.CSafeLoader)
    return file


@lru_cache(maxsize=1)
def _out() -> tuple[tuple[Phrase, ...], Index, Index]:
    out, groups = _file()["out"], _file()["groups"]
    alone = tuple(parse(text, groups) for text in out["alone"])
    inside = Index([(parse(text, groups), "out") for text in out["inside"]])
    return alone, inside, Index([(parse(text, groups), "not") for text in out["unless"]])


@lru_cache(maxsize=1)
def _swearing() -> Phrase:
    return parse("{swearing}", {"swearing": _file()["swearing"]})


@lru_cache(maxsize=1)
def _back() -> tuple[Phrase, ...]:
    return tuple(parse(text, _file()["groups"]) for text in _file()["back"]["alone"])

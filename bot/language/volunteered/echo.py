"""What was understood, said back in a few words: 34, pregnant, staying in a motel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.language.volunteered.spotted import Form, Who
from bot.language.volunteered.topics import read_file

_FOLDER = Path(__file__).parent
Words = Mapping[str, Any]


@lru_cache(maxsize=4)
def echo_words(language: str = "en") -> Words:
    """
    The phrases of `<language>/echo.yaml`, read once.

    Raises:
        PolicyError: The file is missing or not well-formed.
    """
    return read_file(_FOLDER / language, "echo")


def echo(facts: Mapping[str, Form], words: Words, who: Who = "self") -> tuple[str, ...]:
    """
    A few words for each of the facts that has some, in the order a person would say them.

    Args:
        facts: What a message asserted.
        words: From `echo_words`, in the order in which facts are named.
        who: Whom the screening is for.
    """
    phrases: dict[str, None] = {}
    for fact, named in words.items():
        if fact not in facts:
            continue
        if isinstance(named, dict) and "self" in named:
            named = named["self" if who == "self" else "other"]
        phrases.update(dict.fromkeys(_phrases(named, facts[fact])))
    return tuple(phrases)


def _phrases(named: Any, form: Form) -> Iterator[str]:
    if isinstance(named, str):
        number = _number(form)
        if number:
            counted = named.format(number=number)
            yield counted.removesuffix("s") if number == "1" else counted
    elif isinstance(named, dict):
        for value in _values(form):
            if value in named:
                yield named[value]


def _values(form: Form) -> list[str]:
    """The keys of echo.yaml a form stands for."""
    if isinstance(form, bool):
        return ["yes" if form else "no"]
    if isinstance(form, dict):
        if "stable" in form.get("excludes", ()):
            return ["not stable"]
        if form.get("one_of") == ["losing_in_30_days", "at_risk"]:
            return ["losing"]
        return list(form.get("includes", ()))
    return [form] if isinstance(form, str) else []


def _number(form: Form) -> str | None:
    if isinstance(form, dict):
        low, high = form.get("at_least"), form.get("at_most")
        if low is not None and high is not None:
            return f"{low} or {high}" if high == low + 1 else f"{low} to {high}"
        return f"{low} or more" if low is not None else f"up to {high}"
    return None if isinstance(form, bool) or not isinstance(form, int) else str(form)

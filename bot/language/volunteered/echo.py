"""What was understood, said back in a few words: "34, pregnant, staying in a motel"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.language.volunteered.spotted import Form, Who
from bot.language.volunteered.topics import read_file

_FOLDER = Path(__file__).parent
_MOST = 3
"""More than three things said back is a list nobody reads on a phone."""

Words = Mapping[str, Any]


@lru_cache(maxsize=4)
def echo_words(language: str = "en") -> Words:
    """
    The phrases of `<language>/echo.yaml`, read once.

    Raises:
        PolicyError: The file is missing or not well-formed.
    """
    return read_file(_FOLDER / language, "echo")


def echo(facts: Mapping[str, Form], words: Words, who: Who = "self") -> str | None:
    """
    The facts as a short list, without an opening or a full stop; None where none has a phrase.

    Args:
        facts: What a message asserted; the first three with a phrase are named.
        words: From `echo_words`.
        who: Whom the screening is for.
    """
    phrases: list[str] = []
    for fact, form in facts.items():
        named = words.get(fact)
        if isinstance(named, dict) and "self" in named:
            named = named["self" if who == "self" else "other"]
        phrases += [phrase for phrase in _phrases(named, form) if phrase not in phrases]
    return ", ".join(phrases[:_MOST]) or None


def _phrases(named: Any, form: Form) -> Iterator[str]:
    if isinstance(named, str):
        number = _number(form)
        if number:
            yield named.format(number=number)
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

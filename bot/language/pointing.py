"""Options pointed at by their place: "the second one", "number two", "last one"."""

from __future__ import annotations

import re

from bot.conversation.questions import AskedQuestion, Option
from bot.language.vocabulary import Vocabulary

_COUNTED = r"(?:number|no|num|option|choice|answer|letter) (\d+)"


def pointed_at(said: str, question: AskedQuestion, words: Vocabulary) -> tuple[Option, ...]:
    """
    The options a message points at; none where it does not, or says more that may mean otherwise.

    Args:
        said: The message in plain form.
    """
    phrases = words.words["pointing"]
    text = _without(f" {said} ", phrases["fillers"]).strip()
    text = re.sub(r"\b(number|option) one\b", r"\1 1", text)
    for name, digit in words.words["numbers"].items():
        if name not in phrases["no_place"]:
            text = re.sub(rf"\b{name}\b(?! ?ones?\b)", str(digit), text)
    text = re.sub(r"\b(?:the|a)\b ?", "", text).strip()
    items = question.items
    counted = re.fullmatch(_COUNTED, text)
    if counted:
        return _at(question.numbered, int(counted.group(1)))
    if text in phrases["last"]:
        return items[-1:]
    ordinal = re.fullmatch(r"(\w+)(?: (?:one|option|choice))?", text)
    place = words.words["ordinals"].get(ordinal.group(1), 0) if ordinal else 0
    return items[:1] if text in phrases["top"] else _at(question.numbered, place)


def _without(spaced: str, fillers: list[str]) -> str:
    for filler in sorted(map(str, fillers), key=len, reverse=True):
        spaced = spaced.replace(f" {filler} ", " ")
    return spaced


def _at(options: tuple[Option, ...], place: int) -> tuple[Option, ...]:
    return options[place - 1 : place] if place else ()

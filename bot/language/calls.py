"""Whether a message asks to be called, or means the phone it is written from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from re import Pattern
from typing import Any

import yaml

from bot.language.plain import plain
from bot.language.vocabulary import vocabulary

_FOLDER = Path(__file__).parent / "words"
_CLAUSES = re.compile(r"[,.;!?\n]+")


def asks_for_call(text: str, offered: bool = False, language: str = "en") -> bool:
    """
    Whether a message asks that somebody call.

    Args:
        text: The message as it came in.
        offered: Whether a call is what the open question offers; then "please do" asks for it.
    """
    ways = _ways(language)
    clauses = [said for clause in _CLAUSES.split(text) if (said := plain(clause))]
    if offered and any(ways["to_an_offer"].search(clause) for clause in clauses):
        return True
    asking = [way for name, way in ways.items() if name not in ("against", "to_an_offer")]
    return any(_is_wanted(c, way, ways["against"]) for c in clauses for way in asking)


def may_speak_in(text: str, language: str = "en") -> str | None:
    """
    What a caregiver says beyond a bare yes or no on whether they may speak for the member.

    Returns:
        "legal" where they act for the member by law or in all things; "no" where the member
        plainly does not know or agree; "yes" where they plainly do; None where it is none of these.
    """
    said, words = f" {plain(text)} ", _words(language)["may_speak"]
    for answer in ("legal", "no", "yes"):
        if any(f" {part} " in said for part in words[answer]):
            return answer
    return None


def time_wished(text: str, language: str = "en") -> str | None:
    """The time that a wish for a call names, in their words ("not before noon"); None without."""
    found = _times(language).search(plain(text))
    return found.group().strip() if found else None


def means_this_phone(text: str, language: str = "en") -> bool:
    """Whether a message says that the number to call is the one it is written from."""
    words, said = _words(language)["this_number"], plain(text)
    if set(said.split()) & set(words["unless"]):
        return False
    return said in words["whole"] or any(f" {part} " in f" {said} " for part in words["in"])


def _is_wanted(clause: str, way: Pattern[str], against: Pattern[str]) -> bool:
    found = way.search(clause)
    return found is not None and not against.search(clause[: found.start("call")])


@lru_cache(maxsize=4)
def _words(language: str) -> Mapping[str, Any]:
    path = _FOLDER / f"calls_{language}.yaml"
    path = path if path.exists() else _FOLDER / "calls_en.yaml"
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


@lru_cache(maxsize=4)
def _times(language: str) -> Pattern[str]:
    words = _words(language)["times"]
    nots, when, at, alone = (_any(words[name]) for name in ("not", "when", "at", "alone"))
    hour = r"\d{1,2}(?: \d\d)?(?: ?(?:am|pm|oclock))?"
    time = (
        rf"(?:(?:{nots}) )?(?:{when}) (?:like |about |around )?(?:(?:{at})\b|{hour}\b(?! times?))"
        rf"|(?:(?:{nots}) )?(?:{alone})\b"
    )
    day, of_day = _day(language), rf"(?:{time}|{hour}\b(?! times?))"
    return re.compile(rf"\b(?:{day} {of_day}|{of_day} {day}\b|{time})")


def _day(language: str) -> str:
    """A day by a date or its name, which a time beside it is of: "nov 24th", "in two weeks"."""
    month, th = _any([*vocabulary(language).words["months"]]), "(?:st|nd|rd|th)"
    names, near = (_any(_words(language)["times"][name]) for name in ("days", "near"))
    return (
        rf"(?:(?:{near}) )*(?:(?:{month}) (?:the )?\d{{1,2}}{th}?(?: 20\d\d)?"
        rf"|\d{{1,2}}{th}? (?:of )?(?:{month})|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?"
        rf"|\d{{1,2}}{th}|\d{{4}}(?:-\d\d?){{2}}"
        rf"|\w+ (?:days|weeks|months)(?: from (?:now|today))?|{names})"
    )


@lru_cache(maxsize=4)
def _ways(language: str) -> Mapping[str, Pattern[str]]:
    """The ways of asking, each with the word of calling as its group `call`."""
    said = _words(language)
    any_of = {name: _any(said[name]) for name in said if isinstance(said[name], list)}
    calling, who, whom = any_of["calling"], any_of["who"], any_of["whom"]
    between = rf"(?:(?:{any_of['between']}) )*"
    me = rf"(?:{calling})(?: back)?(?: (?:{whom})\b|(?<=a call)\b)"
    ways = {
        "told": rf"(?:^|\b(?:{any_of['before']}) )(?P<call>{me})(?! (?:{any_of['others']})\b)",
        "told_how": rf"(?P<call>\b{me})(?= (?:{any_of['after']})\b)",
        "asked": rf"\b(?:{any_of['helping']}) (?:{who}) {between}(?P<call>{me})",
        "had": rf"\b(?:{any_of['having']}) (?:{who}) {between}(?P<call>(?:{calling}))\b"
        rf"(?! (?:{any_of['others']})\b)",
        "wanted": rf"\b(?P<call>(?:{any_of['wanting']}) (?:{any_of['calls']}))\b",
        "let": rf"\b(?:{who}) (?:can|could|should|may) {between}(?P<call>{me})",
        "to_an_offer": rf"^(?:(?:{any_of['before']}) )*(?:{any_of['to_an_offer']})$",
        "against": rf"\b(?:{any_of['against']})\b",
    }
    return {name: re.compile(way) for name, way in ways.items()}


def _any(phrases: list[Any]) -> str:
    return "|".join(sorted((re.escape(str(p)) for p in phrases), key=len, reverse=True))

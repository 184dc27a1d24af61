"""What takes back something said before, and what says that it is for somebody else now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.language.numbers import one_of
from bot.language.plain import plain
from bot.language.vocabulary import FALLBACK_LANGUAGE

_FOLDER = Path(__file__).parent / "words"
_MOST_WORDS = 16
"""In a longer message "for my mom" may be about anything."""


@dataclass(frozen=True)
class Correction:
    """
    A message that takes something back.

    Args:
        strong: It says so by itself; else only together with what it tells.
        rest: The message without what it says was wrong, in plain form.
        bare: The same without the words of correcting: what is left may be an answer.
        wrong: The numbers it says were wrong.
        was: What it says it said before ("i said i have kids but i dont"), where it does.
    """

    strong: bool
    rest: str
    bare: str
    wrong: frozenset[int] = frozenset()
    was: str = ""


@dataclass(frozen=True)
class Turn:
    """
    A message that says whom it is for.

    Args:
        who: "self", "child" or "other".
        person: The word for them; empty for oneself and for somebody not named.
        sure: It asks to start over for them.
        another: It says that they are not the one spoken of before.
    """

    who: str
    person: str = ""
    sure: bool = False
    another: bool = False


def read_correction(text: str, language: str = "en") -> Correction | None:
    """How a message takes back what was said; None where nothing in it does."""
    words, said = _words(language), plain(text)
    told = one_of(words["told"])
    whole = re.search(rf"\b(?:{told}) (.+?) but (.+)$", said)
    wrong, rest = _without_wrong(said, told)
    if whole and not wrong:
        rest = whole.group(2)
    strong = bool(wrong or whole) or _has(said, words["strong"])
    if not strong and not _has(said, words["weak"]):
        return None
    cues = one_of([*words["strong"], *words["weak"]])
    bare = _stripped(re.sub(rf"\b(?:{cues})\b", " ", rest), words["fillers"])
    return Correction(strong, rest, bare, frozenset(wrong), whole.group(1) if whole else "")


def without_denial(text: str, language: str = "en") -> str:
    """The message as if it denied nothing, which shows what it is about."""
    denials = one_of(_words(language)["denials"])
    return " ".join(re.sub(rf"\b(?:{denials})\b", " ", plain(text)).split())


def person_in(text: str, language: str = "en") -> str:
    """The word for a person that a message names: "for my dad" gives "dad"; empty without one."""
    people = _words(language)["people"]
    kin = one_of([*map(str, people["child"]), *map(str, people["other"])])
    found = re.search(rf"\b(?:{kin})\b", plain(text))
    return found.group() if found else ""


def kind_of(person: str, language: str = "en") -> str | None:
    """Whether the word for a person is one for a "child" or an "other"; None for neither."""
    people = _words(language)["people"]
    kinds = (kind for kind in ("child", "other") if person in people[kind])
    return next(kinds, None)


def relation_in(text: str, who: str | None, asked: bool, language: str = "en") -> str:
    """
    The word for the member that a message says: "texting for my mom" gives "mom".

    Args:
        who: For whom the screening is: "child", "other" or None where that is not known yet.
        asked: Whether just that is being told; else the message has to begin with it or say so
            plainly, for people speak of others too.
    """
    words, said = _words(language), plain(text)
    people, before = words["people"], one_of(words["before"])
    kinds = [who] if who in ("child", "other") else ["child", "other"]
    kin = one_of([str(word) for kind in kinds for word in people[kind]])
    patterns = [rf"\b(?:shes|hes|she is|he is|its|it is|thats) (?:(?:{before}) )+({kin})\b"]
    if asked:
        patterns += [rf"\b(?:for|about|of) (?:(?:{before}) )+({kin})\b", rf"\b({kin})\b"]
    elif len(set(re.findall(rf"\b(?:{kin})\b", said))) == 1:
        openers = one_of(words["openers"])
        patterns.append(rf"^(?:(?:{openers}) )*(?:my|our) (?:(?:{before}) )*({kin})\b")
    found = (re.search(pattern, said) for pattern in patterns)
    return next((match.group(1) for match in found if match), "")


def whom_again(text: str, language: str = "en") -> str | None:
    """
    For whom it is, in a word that only points: "me", "for him".

    Returns:
        "self", "them", or None where the message says anything else.
    """
    words, said = _words(language), plain(text)
    before = rf"^(?:(?:{one_of(words['openers'])}) )*(?:(?:{one_of(words['leads'])}) )*"
    after = rf"(?: (?:{one_of(words['closers'])}))*$"
    for whom, pointing in words["pointing"].items():
        if re.search(rf"{before}(?:for )?(?:{one_of(pointing)}){after}", said):
            return str(whom)
    return None


def read_turn(text: str, language: str = "en") -> Turn | None:
    """Whom a message says it is for; None where it does not say so by itself."""
    words, said = _words(language), plain(text)
    if "?" in text and not _has(said, words["another"]):
        return None
    if len(said.split()) > _MOST_WORDS:
        return None
    found = _for_whom(said, words)
    if found is None:
        return None
    who, person = found
    again = rf"\b(?:{one_of(words['again'])}) (?:for|with)\b"
    is_sure = re.search(again, said) is not None
    return Turn(who, person, is_sure, is_sure or _has(said, words["another"]))


def _for_whom(said: str, words: Mapping[str, Any]) -> tuple[str, str] | None:
    whom, groups = _whom(words)
    leads = one_of([*words["leads"], *words["again"]])
    openers, closers = one_of(words["openers"]), one_of(words["closers"])
    patterns = (
        rf"^(?:(?:{openers}) )*(?:(?:{leads}) )*(?:for|about) {whom}(?: (?:{closers}))*$",
        rf"^(?:(?:{openers}) )*(?:(?:{leads}) )+(?:for|about) {whom}\b",
        rf"\b(?:{leads}) (?:for|about) {whom}\b(?! (?:house|place|car|job)\b)",
        rf"\b(?:for|about) {whom} (?:{one_of(('instead', 'this time', 'not me', 'not for me'))})\b",
        rf"\b(?:i|we) mean(?:t)? (?:its |it is |this is )?(?:for )?{whom}\b",
        rf"^(?:(?:{openers}) )*(?:its|it is|this is|thats) {whom}(?: (?:{closers}))+$",
        rf"\bnot (?:for )?me,? (?:its |it is |but )?(?:for )?{whom}\b",
    )
    for pattern in patterns:
        match = re.search(pattern, said)
        if match:
            return _named(match.group(match.lastindex or 0), groups)
    return None


def _whom(words: Mapping[str, Any]) -> tuple[str, Mapping[str, tuple[str, ...]]]:
    """A pattern whose group is the word for a person, and the words by kind."""
    people = words["people"]
    groups = {kind: tuple(map(str, named)) for kind, named in people.items()}
    kin = one_of([*groups["child"], *groups["other"]])
    plainly = one_of([*groups["someone"], *groups["self"]])
    before = one_of(words["before"])
    return rf"((?:(?:{before}) )+(?:\d+ (?:year|yr) old )?(?:{kin})|{plainly})", groups


def _named(found: str, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    word = found.split()[-1]
    if found in groups["self"]:
        return "self", ""
    if found in groups["someone"]:
        return "other", ""
    return ("child" if word in groups["child"] else "other"), word


def _without_wrong(said: str, told: str) -> tuple[set[int], str]:
    """The numbers said to be wrong, and the message without them: "i said 4", "not 43"."""
    wrong: set[int] = set()

    def cut(match: re.Match[str]) -> str:
        wrong.add(int(match.group(1)))
        return " "

    before = rf"\b(?:{told})(?: it was| i was| like| about| im| its)? (\d{{1,3}})\b"
    rest = re.sub(before, cut, said)
    if re.search(r"\d", re.sub(r"\bnot \d{1,3}\b", " ", rest)):
        rest = re.sub(r"\bnot (\d{1,3})\b(?! (?:sure|times a))", cut, rest)
    has_other = re.search(r"\d", rest) is not None
    return (wrong, " ".join(rest.split())) if wrong and has_other else (set(), said)


def _stripped(text: str, fillers: Iterable[str]) -> str:
    """The text without small words at its beginning."""
    text = " ".join(text.split())
    small = one_of(fillers)
    while True:
        shorter = re.sub(rf"^(?:{small})\b ?(?=\S)", "", text)
        if shorter == text:
            return text
        text = shorter


def _has(said: str, phrases: Iterable[str]) -> bool:
    return any(f" {phrase} " in f" {said} " for phrase in phrases)


@lru_cache(maxsize=8)
def _words(language: str) -> Mapping[str, Any]:
    path = _FOLDER / f"changes_{language}.yaml"
    if not path.exists():
        path = _FOLDER / f"changes_{FALLBACK_LANGUAGE}.yaml"
    words: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {
        name: [str(_word(w)) for w in listed] if isinstance(listed, list) else listed
        for name, listed in words.items()
    }


def _word(written: object) -> object:
    """YAML reads a bare no and yes as truth values."""
    return (
        {False: "no", True: "yes"}.get(written, written) if isinstance(written, bool) else written
    )

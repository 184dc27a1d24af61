"""
Taking out of a text what could tell who somebody is, before an analyst reads it.

Plain rules, which rather take too much than too little; their words are in masking.yaml. A rare
name in small letters with nothing around it that says so is not found: whoever labels the texts
reads each of them before it is committed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "masking.yaml"
SENTENCE_ENDS = ".!?\n"
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")


@dataclass(frozen=True)
class Masker:
    """
    Masks texts.

    Args:
        known: Words that are nobody's name, in lower case: those of the training data.
    """

    known: Collection[str]

    def mask(self, text: str, names: Collection[str] = ()) -> str:
        """
        Give the text with e-mails, numbers, dates, addresses, places and names masked.

        Args:
            names: Names that the person gave elsewhere in the conversation.
        """
        is_loud = text.isupper()
        for pattern, mask in _patterns():
            text = pattern.sub(mask, text)
        text = self._after_openings(text)
        own = {word.lower() for name in names for word in _WORD.findall(name) if len(word) > 1}
        return _WORD.sub(lambda found: self._word(found, own, is_loud), text)

    def _after_openings(self, text: str) -> str:
        surely, perhaps = _openings()
        text = surely.sub(self._named, text)
        return perhaps.sub(self._perhaps_named, text)

    def _named(self, found: re.Match[str]) -> str:
        second = found["second"] or ""
        other = second.strip().lower()
        keeps = other in self.known and other not in _words("names")
        return f"{found['before']}[name]{second if keeps else ''}"

    def _perhaps_named(self, found: re.Match[str]) -> str:
        first = found["first"].lower()
        if first in self.known and first not in _words("names"):
            return found.group()
        return self._named(found)

    def _word(self, found: re.Match[str], own: Collection[str], is_loud: bool) -> str:
        """One word: masked if it is a name given before, or bears a capital for no other reason."""
        word, text = found.group(), found.string
        if _is_masked(found):
            return word
        if word.lower() in own or word.lower() in _words("names") - _words("capitals"):
            return "[name]"
        plain = word.lower().replace("'", "").replace("\u2019", "")
        if is_loud or not word[0].isupper() or plain in _words("capitals"):
            return word
        before = text[: found.start()].rstrip()
        begins = not before or before[-1] in SENTENCE_ENDS
        return word if begins and (plain in self.known or word.lower() in self.known) else "[name]"


def _is_masked(found: re.Match[str]) -> bool:
    """Whether the word is a mask that stands there already."""
    text = found.string
    return text[found.start() - 1 : found.start()] == "[" and text[found.end() :][:1] == "]"


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return lists


@lru_cache(maxsize=16)
def _words(name: str) -> frozenset[str]:
    return frozenset(_lists()[name])


def _any(name: str) -> str:
    """One of a list's phrases, the longest first; a blank stands for any sign between words."""
    phrases = sorted(_lists()[name], key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"[\s'\u2019.]+") for phrase in phrases)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """What is found by its form, in this order."""
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    month = rf"(?:{_any('months')})\b\.?"
    rules = {
        r"\S+@\S+\.\w+|(?<!\w)@\w+": "[email]",
        r"(?:https?://|www\.)\S+": "[link]",
        r"\d{1,4}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{1,4}": "[date]",
        rf"\b{month}\s+{day}\b(?:\s*,?\s*\d{{2,4}}\b)?": "[date]",
        rf"\b{day}\s+(?:of\s+)?{month}(?:\s*,?\s*\d{{2,4}}\b)?": "[date]",
        rf"\b(?:{_any('digits')})(?:[\s-]+(?:{_any('digits')})){{4,}}\b": "[number]",
        rf"\b\d+\w*(?:\s+[^\W\d_]+\.?){{1,3}}\s+(?:{_any('street_words')})\b\.?": "[address]",
        rf"\b(?:{_any('door_words')})\s*#?\s*\d+\w*\b": "[address]",
        r"\b(?:19|20)\d\d\b": "[year]",
        r"\(?\+?\d(?:[\s().-]*\d){4,}\w*": "[number]",
        r"\b(?=\w*\d\w*\d\w*\d)\w*[^\W\d_]\w*\b|\b\d{4,}\b": "[number]",
        rf"\b(?:{_any('places')})\b": "[place]",
    }
    return tuple((re.compile(rule, re.IGNORECASE), mask) for rule, mask in rules.items())


@lru_cache(maxsize=1)
def _openings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    after = r"(?P<first>[^\W\d_]{2,})(?P<second>\s+[^\W\d_]{2,})?(?![\w\]])"
    surely, perhaps = (
        re.compile(rf"(?P<before>\b(?:{_any(name)})\b[\s,:.]+){after}", re.IGNORECASE)
        for name in ("name_openings", "perhaps_name_openings")
    )
    return surely, perhaps

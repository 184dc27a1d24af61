"""
Which part of a message asks something, and which part tells: "5 times. is it free?" does both.

A question is known by how it is put, and is never an answer to ours. What it asks about is for the
reader of acts to say.
"""

from __future__ import annotations

import re
from functools import lru_cache
from re import Pattern

from bot.language.plain import plain
from bot.language.vocabulary import Vocabulary, vocabulary

_SENTENCES = re.compile(r"(?<=[.!?;\n])\s*")
_CLAUSES = re.compile(r",\s+|\s-+\s|\s(?=but\s)", re.IGNORECASE)
_FEW_WORDS = 3


def told_in(text: str, language: str = "en") -> str | None:
    """
    What a message tells, without the parts of it that ask.

    Within a sentence that asks, only a few words before the question are told ("yes, is it
    free"): more of them belong to it ("i cant pay, is it free"), and so do those after it.

    Returns:
        The rest, empty where all of it asks; None where nothing in it asks.
    """
    told: list[str] = []
    is_asked = False
    for sentence in filter(None, _SENTENCES.split(text)):
        clauses = _CLAUSES.split(sentence)
        asking = [_asks(clause, language) for clause in clauses]
        is_asked = is_asked or any(asking)
        before = clauses[: asking.index(True)] if any(asking) else clauses
        told += [c for c in before if _tells(c, any(asking), language)]
    if not is_asked:
        return None
    rest = ", ".join(clause.strip() for clause in told)
    return rest if any(c.isalnum() for c in rest) else ""


def _tells(clause: str, beside_question: bool, language: str) -> bool:
    said = plain(clause)
    is_short = not beside_question or len(said.split()) <= _FEW_WORDS
    return is_short and said not in vocabulary(language).words["asks"]["fillers"]


def _asks(clause: str, language: str) -> bool:
    said = plain(clause)
    if clause.rstrip().endswith("?") and any(c.isalpha() for c in said):
        return True
    return bool(_forms(language).search(said))


@lru_cache(maxsize=4)
def _forms(language: str) -> Pattern[str]:
    """How questions are put in a language: `asks` in its word file."""
    words = vocabulary(language)
    before, opening, ending = (_any(words, name) for name in ("before", "openings", "endings"))
    helping, subject, within = (_any(words, name) for name in ("helping", "subjects", "within"))
    return re.compile(
        rf"^(?:(?:{before}) )*(?:(?:{opening})\b|(?:{helping}) \S+ \S+)"
        rf"|\b(?:{helping}) (?:{subject})\b|\b(?:{within})\b|\S (?:{ending})$"
    )


def _any(words: Vocabulary, name: str) -> str:
    return "|".join(sorted(map(re.escape, words.words["asks"][name]), key=len, reverse=True))

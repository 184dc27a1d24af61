"""Free answers of the hand-over: a first name, a number to call, a time, a date, a language."""

from __future__ import annotations

import re
from datetime import date

from bot.conversation.replies import NotUnderstood, Reply, Text
from bot.language.numbers import read_birth_date
from bot.language.plain import plain
from bot.language.vocabulary import Vocabulary

_LONGEST_NAME = 40
_MOST_NAMES = 5
"""Words of one name, like Maria del Carmen de Leon; more is a sentence."""
_LONGEST_TIME = 60
_US_DIGITS = 10


def read_name(raw: str, words: Vocabulary) -> Reply:
    """A first name as it was written, without what people say before it."""
    name = " ".join(raw.split()).strip(' .,!"')
    before = ""
    while name != before:  # "hi its maria"
        before = name
        for opening in words.phrases("name_openings"):
            letters = r"\W*".join(re.escape(letter) for letter in opening.replace(" ", ""))
            name = re.sub(rf"^{letters}\b\W*", "", name, count=1, flags=re.IGNORECASE) or name
    for ending in words.phrases("name_endings"):
        name = re.sub(rf"\W+{re.escape(ending)}$", "", name, count=1, flags=re.IGNORECASE)
    if not any(letter.isalpha() for letter in name) or len(name) > _LONGEST_NAME:
        return NotUnderstood()
    return Text(name) if _may_be_a_name(name, words) else NotUnderstood()


def _may_be_a_name(name: str, words: Vocabulary) -> bool:
    """Whether it is no insult, no sentence and no question."""
    said = plain(name).split()
    if "?" in name or any(word.isdigit() for word in said) or len(said) > _MOST_NAMES:
        return False
    kinds = ("no_name_ever", "no_name_within" if len(said) > 1 else "no_name_alone")
    return not any(set(said) & set(words.phrases(kind)) for kind in kinds)


def read_phone(raw: str) -> Reply:
    """Ten digits of a number in the United States; another country's with its plus sign."""
    digits = re.sub(r"\D", "", raw)
    if len(digits) == _US_DIGITS + 1 and digits.startswith("1"):
        digits = digits[1:]
    if len(digits) == _US_DIGITS:
        return Text(digits)
    foreign = raw.strip().startswith("+") and _US_DIGITS < len(digits) <= 15
    return Text("+" + digits) if foreign else NotUnderstood()


def read_date_of_birth(raw: str, words: Vocabulary) -> Reply:
    """A date as ISO text; one with a short year stays in the person's own words."""
    born = read_birth_date(plain(raw), words)
    if born is not None and born.month and born.day:
        return Text(f"{born.year:04d}-{born.month:02d}-{born.day:02d}")
    short = re.fullmatch(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2})\s*", raw)
    if short and any(_is_date(century, *map(int, short.groups())) for century in (1900, 2000)):
        return Text(raw.strip())
    return NotUnderstood()


def _is_date(century: int, month: int, day: int, year: int) -> bool:
    try:
        date(century + year, month, day)
    except ValueError:
        return False
    return True


def read_time(raw: str, words: Vocabulary) -> Reply:
    """A time to call in their own words, where it names one."""
    if plain(raw) in words.phrases("no_times"):
        return NotUnderstood()
    tokens = set(re.findall(r"[a-z]+|\d+", plain(raw)))
    names_a_time = tokens & set(words.phrases("time_words"))
    text = " ".join(raw.split())
    return Text(text) if names_a_time and len(text) <= _LONGEST_TIME else NotUnderstood()


def read_language(raw: str) -> Reply:
    """The name of a language: a word or two."""
    text = " ".join(raw.split()).strip(" .!")
    is_name = 3 <= len(text) <= 30 and len(text.split()) <= 2 and text.replace(" ", "").isalpha()
    return Text(text) if is_name else NotUnderstood()

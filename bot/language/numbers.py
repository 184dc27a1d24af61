"""Numbers as people write them: "34", "like 6 or 7", "at least five", "twice", "3/14/1985"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from bot.conversation.replies import BornOn, NotUnderstood, Number, NumberRange, Reply
from bot.language.plain import plain
from bot.language.vocabulary import Vocabulary

FIRST_BIRTH_YEAR, LAST_BIRTH_YEAR = 1900, 2100
_MOST_WORDS = 12
_SIGNS = {
    "<=": "at most",
    ">=": "at least",
    "\u2264": "at most",
    "\u2265": "at least",
    "<": "under",
    ">": "over",
}


def with_digits(text: str, words: Vocabulary) -> str:
    """The text with number words turned into digits: "twenty one" is "21"."""
    known = sorted(words.numbers, key=len, reverse=True)
    pattern = r"\b(?:" + "|".join(map(re.escape, known)) + r")\b"
    spoken = re.sub(pattern, lambda match: str(words.numbers[match.group()]), text)
    hundreds = r"\b(?:(\d|a) )?hundred(?: (?:and )?(\d{1,2}))?\b"
    return re.sub(hundreds, lambda match: str(_hundreds(*match.groups())), spoken)


def _hundreds(how_many: str | None, rest: str | None) -> int:
    return 100 * (int(how_many) if how_many and how_many != "a" else 1) + int(rest or 0)


def spelled_out(raw: str) -> str:
    """The message in plain form, with what a sign says in words: "<21" is "under 21"."""
    for sign, meaning in _SIGNS.items():
        raw = re.sub(rf"{sign}(?=\s*\d)", f" {meaning} ", raw)
    return plain(raw)


def is_denied(raw: str, text: str, words: Vocabulary) -> bool:
    """Whether a number is said not to be it ("not 34"), or is none ("-5", a height of 5'4)."""
    if re.match(r"\s*[-\u2212.]\s?\d", raw) or re.search(r"\d['\u2019]\d", raw):
        return True
    denials, unless = one_of(words.phrases("denials")), one_of(words.phrases("denials_unless"))
    denied = re.search(rf"\b(?:{denials})\b(?! (?:{unless})\b)", text)
    return denied is not None and re.search(r"\d", with_digits(text, words)) is not None


def read_count(raw: str, words: Vocabulary) -> Reply | None:
    """A number of times, or a range of them; None where there is none to be sure of."""
    text = spelled_out(raw)
    if text in words.phrases("count_none"):
        return Number(0)
    if is_denied(raw, text, words):
        return NotUnderstood()
    return number_or_range(text, words)


def read_birth_date(text: str, words: Vocabulary) -> BornOn | None:
    """A full date of birth, month first as in the United States; None where it is none."""
    months: dict[str, int] = words.words["months"]
    numeric = re.search(r"\b(\d{1,2})[-/ ](\d{1,2})[-/ ](\d{4})\b", text)
    if numeric:
        return _date(*map(int, numeric.groups()))
    iso = re.search(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", text)
    if iso:
        year, month, day = map(int, iso.groups())
        return _date(month, day, year)
    tokens = text.split()
    named = [months[token] for token in tokens if token in months]
    numbers = [int(n) for n in re.findall(r"\b(\d{1,4})(?:st|nd|rd|th)?\b", text)]
    if len(named) == 1 and len(numbers) == 2:
        day, year = numbers if numbers[0] <= 31 else (numbers[1], numbers[0])
        return _date(named[0], day, year)
    return None


def _date(month: int, day: int, year: int) -> BornOn | None:
    try:
        date(year, month, day)
    except ValueError:
        return None
    return BornOn(year, month, day) if year >= FIRST_BIRTH_YEAR else None


def number_or_range(text: str, words: Vocabulary) -> Reply | None:
    """The one number of a message, or the two of a range, within the bounds it sets."""
    spoken = with_digits(text, words)
    if len(spoken.split()) > _MOST_WORDS or has_word(text, words.phrases("vague")):
        return None
    found = [int(number) for number in re.findall(r"(?<![\d.])\d{1,4}(?![\d.]*\d)", spoken)]
    if len(found) == 2:
        return _between(spoken, found, words)
    if len(found) != 1:
        return None
    return _bounded(spoken, found[0], words)


def _between(spoken: str, found: list[int], words: Vocabulary) -> Reply | None:
    low, high = found
    joints = one_of(words.phrases("between"))
    joined = re.search(rf"\b{low}\s*(?:{joints}|/)(?:\s(?:{joints}))*\s*{high}\b", spoken)
    return NumberRange(low, high) if joined and low < high else None


def _bounded(spoken: str, number: int, words: Vocabulary) -> Reply:
    if has_word(spoken, words.phrases("at_most")):
        return NumberRange(at_most=number)
    if has_word(spoken, words.phrases("at_least")) or re.search(rf"\b{number}\+", spoken):
        return NumberRange(at_least=number)
    if has_word(spoken, words.phrases("more_than")):
        return NumberRange(at_least=number + 1)
    if has_word(spoken, words.phrases("less_than")) and number > 0:
        return NumberRange(at_most=number - 1)
    return Number(number)


def one_of(phrases: Iterable[str]) -> str:
    """A pattern for any of these phrases, the longest first."""
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))


def has_word(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands in the text, in whole words."""
    return any(re.search(rf"\b{re.escape(phrase)}\b", text) for phrase in phrases)

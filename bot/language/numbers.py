"""Numbers as people write them: "34", "like 6 or 7", "at least five", "twice", "3/14/1985"."""

from __future__ import annotations

import re

from bot.conversation.replies import BornOn, Number, NumberRange, Reply
from bot.language.vocabulary import Vocabulary

_FIRST_BIRTH_YEAR, _LAST_BIRTH_YEAR = 1900, 2100
_MOST_WORDS = 12


def with_digits(text: str, words: Vocabulary) -> str:
    """The text with number words turned into digits: "twenty one" is "21"."""
    known = sorted(words.numbers, key=len, reverse=True)
    pattern = r"\b(?:" + "|".join(map(re.escape, known)) + r")\b"
    return re.sub(pattern, lambda match: str(words.numbers[match.group()]), text)


def read_count(text: str, words: Vocabulary) -> Reply | None:
    """A number of times, or a range of them; None where there is none to be sure of."""
    if text in words.phrases("count_none"):
        return Number(0)
    return _number_or_range(text, words)


def read_age(text: str, words: Vocabulary) -> Reply | None:
    """An age in years, or a date or year of birth; None where there is none to be sure of."""
    born = read_birth_date(text, words)
    if born is not None:
        return born
    spoken = with_digits(text, words)
    if _has_word(text, words.phrases("newborn")) or _counts(spoken, "months_old", words):
        return Number(0)
    found = _number_or_range(text, words)
    if found is None:
        years = _counts(spoken, "years_old", words)
        return Number(years[0]) if len(years) == 1 else None
    if not isinstance(found, Number):
        return found
    if _FIRST_BIRTH_YEAR <= found.value <= _LAST_BIRTH_YEAR:
        return BornOn(found.value)
    if _has_word(text, words.phrases("almost")) and found.value > 0:
        return Number(found.value - 1)
    return found


def _counts(spoken: str, unit: str, words: Vocabulary) -> list[int]:
    """The numbers said of a unit; of months only where there is no other number ("6 months")."""
    units = "|".join(re.escape(name) for name in words.phrases(unit))
    counted = [int(n) for n in re.findall(rf"\b(\d{{1,3}}) ?(?:{units})\b", spoken)]
    alone = len(re.findall(r"\d+", spoken)) == len(counted)
    return counted if alone or unit == "years_old" else []


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
    possible = 1 <= month <= 12 and 1 <= day <= 31
    return BornOn(year, month, day) if possible and year >= _FIRST_BIRTH_YEAR else None


def _number_or_range(text: str, words: Vocabulary) -> Reply | None:
    spoken = with_digits(text, words)
    if len(spoken.split()) > _MOST_WORDS or _has_word(text, words.phrases("vague")):
        return None
    found = [int(number) for number in re.findall(r"(?<![\d.])\d{1,4}(?![\d.]*\d)", spoken)]
    if len(found) == 2:
        return _between(spoken, found, words)
    if len(found) != 1:
        return None
    return _bounded(spoken, found[0], words)


def _between(spoken: str, found: list[int], words: Vocabulary) -> Reply | None:
    low, high = found
    joints = "|".join(re.escape(joint) for joint in words.phrases("between"))
    joined = re.search(rf"\b{low}\s*(?:{joints}|/)(?:\s(?:{joints}))*\s*{high}\b", spoken)
    return NumberRange(low, high) if joined and low < high else None


def _bounded(spoken: str, number: int, words: Vocabulary) -> Reply:
    if _has_word(spoken, words.phrases("at_most")):
        return NumberRange(at_most=number)
    if _has_word(spoken, words.phrases("at_least")) or re.search(rf"\b{number}\+", spoken):
        return NumberRange(at_least=number)
    if _has_word(spoken, words.phrases("more_than")):
        return NumberRange(at_least=number + 1)
    if _has_word(spoken, words.phrases("less_than")) and number > 0:
        return NumberRange(at_most=number - 1)
    return Number(number)


def _has_word(text: str, phrases: tuple[str, ...]) -> bool:
    return any(re.search(rf"\b{re.escape(phrase)}\b", text) for phrase in phrases)

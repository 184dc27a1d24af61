"""Ages as people give them: "34", "34 and 6 months", "in my 30s", "born in 85", "under 21"."""

from __future__ import annotations

import re

from bot.conversation.replies import BornOn, NotUnderstood, Number, NumberRange, Reply
from bot.language.numbers import (
    FIRST_BIRTH_YEAR,
    LAST_BIRTH_YEAR,
    has_word,
    is_denied,
    number_or_range,
    one_of,
    read_birth_date,
    spelled_out,
    with_digits,
)
from bot.language.vocabulary import Vocabulary

_THIS_CENTURY_UP_TO = 19
_LAST_CENTURY_FROM = 30
"""Between the two a short year could be a small child's or a very old person's."""


def read_age(raw: str, words: Vocabulary) -> Reply | None:
    """
    An age in years, or a date or year of birth; None where there is none to be sure of.

    Args:
        raw: The message as it came in; "'85", "<21" and "34.5" need their signs.
    """
    text = spelled_out(_whole_years(raw))
    not_yet = re.search(r"\bnot (?:(?:yet|quite) (\d{1,3})\b|(\d{1,3}) yet\b)", text)
    if not_yet:
        return NumberRange(at_most=max(int(not_yet.group(1) or not_yet.group(2)) - 1, 0))
    if is_denied(raw, text, words):
        return NotUnderstood()
    born = read_birth_date(text, words)
    if born is not None:
        return born
    spoken = _without_months(with_digits(text, words), words)
    return _short_year(raw, spoken, words) or _decade(spoken, words) or _years(spoken, words)


def _whole_years(raw: str) -> str:
    """Take a half or quarter of a year off: "34.5", "34 1/2" and "34½" are 34."""
    text = re.sub("[\u00bc-\u00be]", "", raw)
    text = re.sub(r"(?<=\d)\s+(?:and )?[1-3]/[2-4](?![\d/])", "", text)
    return re.sub(r"(?<![\w.])(\d{1,3})\.\d{1,2}(?![\d.]*\d)", r"\1", text)


def _without_months(spoken: str, words: Vocabulary) -> str:
    """Leave the months beside the years out: "34 and 6 months"."""
    years, parts = one_of(words.phrases("years_old")), one_of(words.phrases("parts_of_year"))
    beside = rf"\b(\d{{1,3}}(?: ?(?:{years}))?(?: old)?)(?: and)? \d{{1,2}} ?(?:{parts})\b"
    return re.sub(beside, r"\1", spoken)


def _short_year(raw: str, spoken: str, words: Vocabulary) -> Reply | None:
    """A year of birth in two digits: "born in 85", "'85", "3/14/85"."""
    full = re.search(r"\b(\d{1,2})[-/](\d{1,2})[-/](\d{2})\b", spoken)
    leading = one_of(("in", "on", "the", "year", "of", "back", "around", *words.words["months"]))
    not_years = rf"(?![-/ ]\d| ?(?:{one_of(words.phrases('years_old'))})\b)"
    born = re.search(rf"\bborn (?:(?:{leading}) )*(\d{{2}})\b{not_years}", spoken)
    born = born or re.match(r"[^\d'\u2019]{0,12}['\u2019](\d{2})\W*$", raw)
    if full:
        month, day, short = full.groups()
        whole = f"{month}/{day}/{_full_year(int(short))}"
        return read_birth_date(whole, words) or NotUnderstood()
    if not born:
        return None
    year = _full_year(int(born.group(1)))
    return BornOn(year) if year else NotUnderstood()


def _full_year(short: int) -> int | None:
    if _THIS_CENTURY_UP_TO < short < _LAST_CENTURY_FROM:
        return None
    return short + (2000 if short <= _THIS_CENTURY_UP_TO else 1900)


def _decade(spoken: str, words: Vocabulary) -> Reply | None:
    """A range of ten years: "20 something", "in my 30s", "thirties"."""
    lows = [int(n) for n in re.findall(r"\b([1-9]0) ?(?:s|somethings?|odd|some)\b", spoken)]
    lows += [low for name, low in words.words["decades"].items() if has_word(spoken, (name,))]
    if not lows:
        return None
    return NotUnderstood() if has_word(spoken, ("born",)) else NumberRange(min(lows), max(lows) + 9)


def _years(spoken: str, words: Vocabulary) -> Reply | None:
    if has_word(spoken, words.phrases("newborn")):
        return Number(0)
    part = _parts_of_year(spoken, words)
    if part is not None:
        return part
    found = number_or_range(spoken, words)
    if found is None:
        years = one_of(words.phrases("years_old"))
        counted = re.findall(rf"\b(\d{{1,3}}) ?(?:{years})\b", spoken)
        return Number(int(counted[0])) if len(counted) == 1 else None
    if not isinstance(found, Number):
        return found
    if FIRST_BIRTH_YEAR <= found.value <= LAST_BIRTH_YEAR:
        # "i overdosed in 2020" tells when something else was.
        is_when = re.search(rf"\w (?:in|since|until) {found.value}\b", spoken)
        is_other = is_when and not has_word(spoken, ("born", "birth", "birthday", "dob"))
        is_decade = re.search(r"\d0s\b", spoken)
        return NotUnderstood() if is_decade or is_other else BornOn(found.value)
    return _not_yet(found.value, spoken, words)


def _parts_of_year(spoken: str, words: Vocabulary) -> Reply | None:
    """The whole years in a number of months, weeks or days: "18 months" is 1."""
    in_a_year: dict[str, int] = words.words["parts_of_year"]
    said = re.findall(rf"\b(\d{{1,3}}) ?({one_of(words.phrases('parts_of_year'))})\b", spoken)
    if not said:
        return None
    is_all = len(said) == len(re.findall(r"\d+", spoken))
    if not is_all or has_word(spoken, words.phrases("no_age")):
        return NotUnderstood()
    return Number(int(sum(int(number) / in_a_year[unit] for number, unit in said)))


def _not_yet(age: int, spoken: str, words: Vocabulary) -> Reply:
    """The age before a birthday to come: "turning 21", "21 next week"."""
    to_come = has_word(spoken, words.phrases("almost"))
    if re.search(rf"\b{age} next year\b", spoken) and age > 1:
        return NumberRange(age - 2, age - 1)
    soon = re.search(rf"\b{age} (?:{one_of(words.phrases('soon'))})\b", spoken)
    return Number(age - 1) if (to_come or soon) and age > 0 else Number(age)

"""Ages told by little: "me 58", "54 dialysis", "65th bday today", "a 63 year old" to be helped."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bot.language.volunteered.births import OLDEST
from bot.language.volunteered.kin import SEVERAL, YOUNG

PARTS = {"month": 12, "months": 12, "week": 52, "weeks": 52, "day": 365, "days": 365}
STOPS = frozenset((",", ".", ""))
_ADULT = 18
_AT_HOME = frozenset(("lives", "live", "living", "sleeps", "stays"))
_AFTER_FACT = frozenset((*STOPS, "and", "with", "homeless"))
_OWNERS_OF_SELF = (*STOPS, "and", "so", "just", "its", "is")
_BIRTHDAYS = ("birthday", "bday", "bdays")
_NOW = frozenset(("today", "yesterday", "just", "week", "weekend", "had"))


def is_mine(words: Sequence[str], at: int) -> bool:
    """ "me 58": not what was given to me."""
    return words[at - 1 : at] == ["me"] and (at < 2 or words[at - 2] in _OWNERS_OF_SELF)


def is_beside(words: Sequence[str], at: int, told: Collection[tuple[int, int]]) -> bool:
    """
    Whether a number stands right beside something told of a person: "54 dialysis".

    Args:
        told: From which to before which word each such thing is told.
    """
    if not words[at].isdigit() or not _ADULT <= int(words[at]) <= OLDEST:
        return False
    first, following = words[at - 1] if at else "", "".join(words[at + 1 : at + 2])
    ends = any(end == at for _, end in told)
    begins = any(start == at + 1 for start, _ in told)
    return (begins and (ends or first in STOPS)) or (ends and (begins or following in _AFTER_FACT))


def birthdays(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Ages by a birthday just had, and the place of each: "65th bday today"."""
    for at, word in enumerate(words[:-1]):
        near = _NOW & set(words[max(0, at - 3) : at + 5])
        number = word.removesuffix("th").removesuffix("st").removesuffix("nd").removesuffix("rd")
        if words[at + 1] in _BIRTHDAYS and near and number.isdigit() and int(number) <= OLDEST:
            yield at, int(number)


def is_help_for(words: Sequence[str], at: int) -> bool:
    """ "can you help a 63 year old": whom the help is for, no supposing."""
    before = words[max(0, at - 3) : at]
    return before[-1:] == ["a"] and bool({"help", "helping"} & set(before))


def is_listed(words: Sequence[str], at: int) -> bool:
    """One number of several: "kids 4, 6 and 9"."""
    before, after = words[max(0, at - 2) : at], words[at + 1 : at + 3]
    joined = [*before[1:], *after[:1]]
    near = any(word.isdigit() for word in [*before, *after])
    return near and bool({",", "and"} & set(joined)) and bool(SEVERAL & set(words))


def goes_along(words: Sequence[str], at: int) -> bool:
    """ "me and my 6 year old": who is with them, not who it is about."""
    before = words[max(0, at - 2) : at]
    beside = before[1:] == ["my"] and before[0] in ("and", "with", "got", "have", "has", "me")
    return beside or (before[-1:] == ["my"] and bool(_AT_HOME & set(words[at + 1 : at + 6])))


def is_told_in_parts(words: Sequence[str], at: int) -> bool:
    """ "8 months old", "my baby is 8 months": not "8 months pregnant" nor a stretch of time."""
    number, rest = int(words[at]), words[at + 2 : at + 3]
    if number > 40:
        return False
    if rest == ["old"]:
        return True
    before = words[max(0, at - 2) : at]
    is_baby = before[-1:] == ["is"] and before[0] in YOUNG
    return is_baby and (not rest or rest[0] in (*STOPS, "and", "now", "we", "i"))

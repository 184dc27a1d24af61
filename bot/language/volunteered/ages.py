"""Ages: "im 34", "34f", "born 1992", "turning 21 next month"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.language.volunteered.found import Found
from bot.language.volunteered.scope import Scope
from bot.language.volunteered.spotted import Form

_OLDEST = 120
_NUMERIC_DATE = ("/", "-")

_THEN = frozenset({"when", "until", "till", "til", "since", "before", "after"})
"""An age at another time: "when i turned 18"."""


_OWN = frozenset({"a", "my", "our", "the", "with", "have", "and", "another"})


class Ages:
    """Finds ages; the words around a number decide (`en/_numbers.yaml`)."""

    def __init__(self, words: Mapping[str, Any], months: Mapping[str, int]) -> None:
        self._before = _phrases(words["age_before"])
        self._after = _phrases(words["age_after"])
        self._soon = _phrases(words["age_soon"])
        self._units = frozenset(map(str, words["not_an_age"]))
        self._not_before = frozenset(map(str, words["not_before_age"]))
        self._born = frozenset(map(str, words["born"]))
        self._months = months

    def find(self, scope: Scope, question: str | None, today: date) -> Iterator[Found]:
        """All ages asserted in a message."""
        words = scope.words
        for at, word in enumerate(words):
            born = self._birth(words, at, today) if self._is_birth(words, at, question) else None
            if born is not None:
                yield self._found(scope, born, at)
            elif word.isdigit() and len(word) <= 3 and int(word) <= _OLDEST:
                form = self._age(scope, at, question)
                if form is not None:
                    yield self._found(scope, form, at)

    def _found(self, scope: Scope, form: Form, at: int) -> Found:
        """An age and whose it is: "a 5 year old" one has is not the one who says so."""
        subject = scope.subject(at, at + 1)
        before = scope.words[max(0, at - 2) : at]
        if (
            isinstance(form, int)
            and before[-1:]
            and before[-1] in _OWN
            and before[0] not in ("am", "is", "are", "for")
        ):
            subject = "child"
        return Found("age", form, at, at + 1, subject=subject)

    def _age(self, scope: Scope, at: int, question: str | None) -> Form:
        words, number = scope.words, int(scope.words[at])
        meant = scope.meant(at, at + 1, lasting=True)
        if (meant.supposed and question != "age") or meant.denied:
            return None
        if _THEN & set(words[max(0, at - 4) : at]):
            return None
        if words[at + 1 : at + 2] == ["s"] and words[at - 1] in ("my", "his", "her", "their"):
            return {"at_least": number, "at_most": number + 9}
        follows = self._following(words, at + 1)
        if follows == "months":
            return number // 12 if number < 36 else None
        if self._ends(words, at, self._soon):
            return number - 1 if number and follows != "unit" else None
        if follows == "age":
            return number if words[at - 1] not in self._not_before else None
        if follows == "unit":
            return None
        if self._ends(words, at, self._before) or self._stands_alone(scope, at, question):
            return number
        return None

    def _following(self, words: Sequence[str], at: int) -> str | None:
        rest = list(words[at : at + 3])
        for length in (3, 2, 1):
            if tuple(rest[:length]) in self._after:
                return "age"
        if rest[1:2] == ["old"] and rest[0] in ("month", "months", "week", "weeks", "days", "day"):
            return "months" if rest[0].startswith("month") else "unit"
        return "unit" if rest and rest[0] in self._units else None

    def _ends(self, words: Sequence[str], at: int, phrases: frozenset[tuple[str, ...]]) -> bool:
        return any(tuple(words[max(0, at - n) : at]) in phrases for n in (1, 2, 3, 4))

    def _stands_alone(self, scope: Scope, at: int, question: str | None) -> bool:
        """A bare number: as an answer, beside a relative, or opening a list of facts."""
        words = scope.words
        after = words[at + 1] if at + 1 < len(words) else "."
        before = words[at - 1] if at else "."
        if question == "age":
            return sum(word.isdigit() for word in words) == 1
        ends = after in (",", ".", "and", "with", "who", "has", "is", "lives", "in")
        if not ends or question not in (None, "who", "coverage"):
            return False
        if int(words[at]) < 12 and before not in (",",):
            return False
        if before == "," and after in (",", ".") and 16 <= int(words[at]) <= _OLDEST:
            return True
        if before == "," and at >= 2 and scope.named(at - 2) is not None:
            return True
        if scope.named(at - 1) in ("child", "other") and at:
            return words[at - 1] not in ("them", "him", "her")
        return at == 0 and after in (",", "and") and len(words) > 2

    def _is_birth(self, words: Sequence[str], at: int, question: str | None) -> bool:
        near = set(words[max(0, at - 5) : at])
        return bool(near & self._born) or question == "age"

    def _birth(self, words: Sequence[str], at: int, today: date) -> Form:
        word = words[at]
        if any(sign in word for sign in _NUMERIC_DATE):
            parts = word.replace("-", "/").split("/")
            if len(parts) == 3 and all(part.isdigit() for part in parts):
                month, day, year = map(int, parts)
                return _years(_full(year, today), month, day, today)
            return None
        if not (word.isdigit() and len(word) == 4 and 1900 <= int(word) <= today.year):
            return None
        month = next((self._months[w] for w in words[max(0, at - 3) : at] if w in self._months), 0)
        days = [w.rstrip("stndrh") for w in words[max(0, at - 2) : at]]
        day = next((int(d) for d in days if d.isdigit() and int(d) <= 31), 0) if month else 0
        return _years(int(word), month, day, today)


def _years(year: int, month: int, day: int, today: date) -> Form:
    """The age of someone born then; a range where the day decides and is not known."""
    age = today.year - year
    if not 0 <= age <= _OLDEST or month > 12 or day > 31:
        return None
    if month and (day or month != today.month):
        return age - ((month, day or 1) > (today.month, today.day))
    return {"at_least": age - 1, "at_most": age} if age else 0


def _full(year: int, today: date) -> int:
    if year >= 100:
        return year
    return year + (2000 if year + 2000 <= today.year else 1900)


def _phrases(phrases: Sequence[object]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(str(phrase).split()) for phrase in phrases)

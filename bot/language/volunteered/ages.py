"""Ages: "im 34", "34f", "born 1992", "turning 21 next month"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.language.volunteered.bare_ages import (
    PARTS,
    STOPS,
    birthdays,
    goes_along,
    is_beside,
    is_help_for,
    is_listed,
    is_mine,
    is_told_in_parts,
)
from bot.language.volunteered.births import OLDEST, Birth, birth_at, years_between
from bot.language.volunteered.found import Found
from bot.language.volunteered.kin import KIN
from bot.language.volunteered.scope import Scope
from bot.language.volunteered.spotted import Form

_GROWN = 13
"""A smaller number needs more around it to be an age."""
_LATE = 40
"""From here on "at 55" at the end is the age now; "at 18" is something long ago."""
_JUST_NOW = ("", ",", ".", "and", "last", "yesterday", "today", "this")
_SAID_OF = ("am", "is", "are", "for", "as", "client", "clients", "he", "she")
_BEFORE_YEARS = ("law", "my", "she", "he", "ssi", "has", "so")
_IS = ("is", "just", "turned", "turning", "now", "only", "about", "almost", "like")
_LOOSE = (None, "who", "coverage")
_OF_OTHERS = ("caring_for_child", "pregnancy")
"""Asked about these, people tell the ages of their children."""


class Ages:
    """Finds ages; the words around a number decide (`en/_numbers.yaml`)."""

    def __init__(self, words: Mapping[str, Any], months: Mapping[str, int]) -> None:
        self._months = months
        self._words = {name: _phrases(words[f"age_{name}"]) for name in _LISTS}
        self._units = frozenset(map(str, words["not_an_age"]))
        self._not_before = frozenset(map(str, words["not_before_age"]))
        self._born = frozenset(map(str, words["born"]))
        self._decades: Mapping[str, int] = words["decades"]

    def find(self, scope: Scope, question: str | None, today: date) -> Iterator[Found]:
        """All ages asserted in a message."""
        words = scope.words
        if question == "age" and self._has("asks", tuple(words[:1])):
            return
        births = list(self._births(words, question, today))
        for born in births:
            yield self._found(scope, born.form, born.start)
        for at, number in birthdays(words):
            yield self._found(scope, number, at)
        if births and question == "age":
            return
        taken = {at for born in births for at in range(born.start, born.end)}
        for at, word in enumerate(words):
            form = None if at in taken else self._form(scope, at, word, question)
            found = None if form is None else self._found(scope, form, at)
            if found is None or (question in _OF_OTHERS and found.subject in ("child", "other")):
                continue
            yield found
            if question == "age":
                return

    def beside(self, scope: Scope, told: Collection[tuple[int, int]]) -> Iterator[Found]:
        """A bare number right beside what is told of a person: "54 dialysis"; the first one."""
        for at in range(len(scope.words)):
            if is_beside(scope.words, at, told):
                number = int(scope.words[at])
                near = self._following(scope.words, at + 1) or self._at_another_time(
                    scope.words, at
                )
                if near in (False, "age"):
                    yield self._found(scope, number, at)
                    return

    def _births(self, words: Sequence[str], question: str | None, today: date) -> Iterator[Birth]:
        end = 0
        for at in range(len(words)):
            said = bool(set(words[max(0, at - 6) : at]) & self._born)
            if at < end or not (said or question == "age"):
                continue
            born = birth_at(words, at, self._months, today, said)
            if born is not None and (said or not _is_when(words, born)):
                end = born.end
                yield born

    def _found(self, scope: Scope, form: Form, at: int) -> Found:
        """An age and whose it is: "a 5 year old" one has is not the one who says so."""
        subject = self._named(scope, at) or scope.subject(at, at + 1)
        before = scope.words[max(0, at - 2) : at]
        if isinstance(form, int) and before[-1:] and self._has("own", before[-1:]):
            said_of = before[0] in _SAID_OF
            if before == ["my"] or (not said_of and len(before) > 1):
                subject = "child"
        return Found("age", form, at, at + 1, subject=subject)

    def _named(self, scope: Scope, at: int) -> str | None:
        """Whom the words before name: "my nephew 20", "my son is 6", "my daughters 21"."""
        parted = scope.words[at - 1 : at] == [","]
        before = at - 1 - parted
        while before > 0 and scope.words[before] in _IS:
            before -= 1
        if before < 0:
            return None
        if scope.words[before] == "law" and before > 1:
            before -= 2
        if parted and "am" in scope.words[max(0, before - 3) : before]:
            return None
        word = scope.words[before]
        return KIN.get(word) or (None if parted else KIN.get(word.removesuffix("s")))

    def _form(self, scope: Scope, at: int, word: str, question: str | None) -> Form:
        words = scope.words
        if word in self._decades or (word.isdigit() and words[at + 1 : at + 2] == ["s"]):
            low = self._decades.get(word) or int(word)
            mine = question == "age" or self._ends(words, at, "decade")
            return {"at_least": low, "at_most": low + 9} if mine and low % 10 == 0 else None
        if not word.isdigit() or len(word) > 3 or int(word) > OLDEST:
            return None
        number = int(word)
        if words[at + 1 : at + 2] == ["hundred"]:
            rest = [w for w in words[at + 2 : at + 4] if w != "and"][:1]
            number = 100 * number + (int(rest[0]) if rest and rest[0].isdigit() else 0)
        if number > OLDEST or (at and words[at - 1] in ("not", "hundred")):
            return None
        supposed = scope.meant(at, at + 1, lasting=True).supposed and not is_help_for(words, at)
        is_other = self._is_thing(words, at)
        if (supposed and question != "age") or is_other or self._at_another_time(words, at):
            return None
        return self._age(scope, at, number, question)

    def _age(self, scope: Scope, at: int, number: int, question: str | None) -> Form:
        words = scope.words
        if question == "age" and (between := years_between(words, at, number)) is not None:
            return between
        following = self._following(words, at + 1)
        if following == "some":
            return {"at_least": number, "at_most": number + 9}
        if following == "parts":
            return number // PARTS[words[at + 1]] if is_told_in_parts(words, at) else None
        if self._ends(words, at, "going_on"):
            alone = sum(word.isdigit() for word in words) == 1
            return number - 1 if alone and following != "unit" and question == "age" else None
        if self._ends(words, at, "soon") and following != "unit":
            return number - 1 if number and words[at + 1 : at + 2] != ["before"] else None
        if following == "age" and goes_along(words, at):
            return None
        if following == "age":
            return self._soon(words, at, number) if words[at - 1] not in self._not_before else None
        if following == "unit" or not self._stands(scope, at, number, question):
            return None
        return self._bounded(words, at, self._soon(words, at, number), question)

    def _following(self, words: Sequence[str], at: int) -> str | None:
        rest = list(words[at : at + 3])
        if any(tuple(rest[:n]) in self._words["after"] for n in (3, 2, 1)):
            return "age"
        if rest and rest[0] in ("something", "ish something", "odd"):
            return "some"
        if rest and rest[0] in PARTS:
            return "parts"
        if rest[:1] in (["years"], ["yrs"]) and words[max(0, at - 3) : at - 1] in (
            ["all", "my"],
            ["in", "my"],
        ):
            return "age"
        if rest[:1] in (["years"], ["yrs"]) and (rest[1:2] or [""])[0] in STOPS:
            begins = at < 2 or words[at - 2] in (*STOPS, *KIN, *_BEFORE_YEARS)
            return "age" if begins and int(words[at - 1]) >= _LATE else "unit"
        return "unit" if rest and rest[0] in self._units else None

    def _soon(self, words: Sequence[str], at: int, number: int) -> int:
        """One less where the birthday is still to come: "he is 2 in december"."""
        rest = list(words[at + 1 : at + 4])
        if rest[:2] in (["next", "week"], ["next", "month"]) or rest[:1] == ["tomorrow"]:
            return max(0, number - 1)
        coming = rest[:1] == ["in"] and len(rest) > 1
        month = self._months.get(rest[1], 0) if coming else 0
        soon = coming and rest[1].isdigit() and rest[2:3] and rest[2] in PARTS
        return max(0, number - 1) if month in (12, 1, 2) or soon else number

    def _at_another_time(self, words: Sequence[str], at: int) -> bool:
        """ "when i turned 18", "since 20", "he was 19"."""
        near = list(words[max(0, at - 4) : at])
        for stop in (",", "."):
            if stop in near:
                near = near[len(near) - near[::-1].index(stop) :]
        if near[-2:] == ["i", "am"] and near[:1] != ["when"]:
            return False
        if self._ends(words, at, "not_then"):
            return True
        return bool(near) and bool(
            {"when", "until", "till", "til", "since", "before", "after"} & set(near)
            or near[-1] in ("was", "were")
            or (near[-2:] == ["as", "a"] and "was" in words[:at])
        )

    def _stands(self, scope: Scope, at: int, number: int, question: str | None) -> bool:
        """Whether words before it, or its place in the message, make a bare number an age."""
        words = scope.words
        before, after = words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else ""
        ends = after in STOPS or self._has("goes_on", (after,))
        if before in ("is", "are") and not self._is_person(scope, at - 1):
            return False
        if number == 1 and (self._has("own", (before,)) or before in ("only", "that", "last")):
            return False
        leads = number >= _GROWN or ends or before in ("age", "aged")
        if before == "turned" and after not in _JUST_NOW:
            leads = "just" in words[max(0, at - 2) : at] or self._this_year(words, at)
        if self._ends(words, at, "before") and leads:
            return not self._has("not_me", tuple(words[max(0, at - 4) : at - 2]))
        if words[at - 2 : at - 1] == ["am"] and number > _GROWN + 3 and ends:
            return not self._has("not_last", (before,))
        if question == "age":
            return number != 1 or len(words) == 1
        if self._named(scope, at) and (ends or number >= _GROWN):
            return question in (*_LOOSE, "incarceration") and not is_listed(words, at)
        if question not in _LOOSE or number < _GROWN or before in self._not_before:
            return False
        if is_mine(words, at):
            return True
        if at + 1 == len(words):
            late = before == "at" and number < _LATE
            return not (late or self._has("not_last", (before,)) or before.isdigit())
        opens = before in STOPS
        return opens and ends and not is_listed(words, at)

    def _this_year(self, words: Sequence[str], at: int) -> bool:
        """ "she turned 21 in may"; a year or "when" would tell of another time."""
        told = words[at + 1 : at + 2] == ["in"] and set(words[at + 2 : at + 3]) & set(self._months)
        return bool(told) and not (words[at + 3 : at + 4] or [""])[0].isdigit()

    def _is_thing(self, words: Sequence[str], at: int) -> bool:
        """ "my car is 20 years old"."""
        told = at > 1 and words[at - 1] in ("is", "turned", "turns", "are")
        return told and self._has("things", (words[at - 2],))

    def _is_person(self, scope: Scope, at: int) -> bool:
        """Whether "is" is said of somebody: not "my a1c is 11", "there is 5"."""
        who = scope.words[at - 1] if at else ""
        if self._has("things", (who,)) or who in ("there", "it", "that", "this"):
            return False
        near = scope.words[max(0, at - 7) : at]
        return not who or any(w in KIN or self._has("person", (w,)) for w in near)

    def _bounded(self, words: Sequence[str], at: int, number: int, question: str | None) -> Form:
        """ "over 65", "under 21": bounds, where the age was asked."""
        if question != "age":
            return number
        before = tuple(words[max(0, at - 2) : at])
        if before[-1:] in (("over",), ("past",), ("above",)) or before == ("older", "than"):
            return {"at_least": number + 1}
        if before[-1:] in (("under",), ("below",)) or before == ("younger", "than"):
            return {"at_most": number - 1}
        return self._mended(words, at, number)

    def _mended(self, words: Sequence[str], at: int, number: int) -> int | None:
        """None where it is taken back: "45 no wait 46", "i said 50 but im 60"."""
        later = next((w for w in words[at + 1 :] if w.isdigit() and int(w) <= OLDEST), None)
        rest = set(words[at + 1 :])
        taken_back = at > 0 and words[at - 1] in ("said", "put", "not", "typed")
        if later is not None and (
            taken_back or rest & {"wait", "meant", "sorry", "mean", "scratch"}
        ):
            return None
        return number

    def _ends(self, words: Sequence[str], at: int, name: str) -> bool:
        phrases = self._words[name]
        return any(tuple(words[max(0, at - n) : at]) in phrases for n in (1, 2, 3, 4))

    def _has(self, name: str, words: Sequence[str]) -> bool:
        return tuple(words) in self._words[name]


_LISTS = (
    "before", "after", "soon", "going_on", "decade", "own", "goes_on", "person", "not_me",
    "not_last", "not_then", "things", "asks",
)  # fmt: skip


def _phrases(phrases: Sequence[object]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(str(phrase).split()) for phrase in phrases)


def _is_when(words: Sequence[str], born: Birth) -> bool:
    """Whether a year tells when something else was: "i overdosed in 2020"."""
    return born.start > 1 and words[born.start - 1] in ("in", "since", "until")

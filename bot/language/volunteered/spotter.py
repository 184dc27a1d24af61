"""Everything one message asserts about the member."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from bot.eligibility.policy import Policy
from bot.errors import FactError, PolicyError
from bot.language.volunteered.ages import Ages
from bot.language.volunteered.answers import Answers
from bot.language.volunteered.combined import MARK, Combined
from bot.language.volunteered.counts import Counts
from bot.language.volunteered.cues import Cues
from bot.language.volunteered.finder import Finder
from bot.language.volunteered.found import Found
from bot.language.volunteered.listed import Lists
from bot.language.volunteered.meaning import understood
from bot.language.volunteered.people import about, asked_for, concerns_member, spoken_of
from bot.language.volunteered.scope import Scope
from bot.language.volunteered.spotted import Form, Spotted, Who, joined
from bot.language.volunteered.times import Calendar
from bot.language.volunteered.told_when import told_when
from bot.language.volunteered.topics import Saying, read_file, read_sayings
from bot.language.volunteered.words import WordBook

_FOLDER = Path(__file__).parent
_OF_PERSON = frozenset(
    ("chronic_condition", "justice_conditions", "disparity_group", "coverage", "incarceration")
)
"""What people tell right beside their age: "54 dialysis", "36 hispanic"."""


class Spotter:
    """
    Reads facts from free text; built once, it keeps nothing of a message.

    Args:
        policy: Gives the facts and the order in which one value is kept over another.
        language: A folder beside this file with the language's words and phrases.
    Raises:
        PolicyError: A file of phrases is wrong; the message names it.
    """

    def __init__(self, policy: Policy, language: str = "en") -> None:
        folder = _FOLDER / language
        self._policy = policy
        self._book = WordBook.from_yaml(read_file(folder, "_words"))
        self._cues = Cues.from_yaml(read_file(folder, "_scope"), self._book.plain_words)
        numbers = read_file(folder, "_numbers")
        self._calendar = Calendar(numbers)
        self._ages = Ages(numbers, numbers["months"])
        self._counts = Counts(numbers)
        self._answers = Answers(read_file(folder, "_answers"), self._book.plain_words, policy)
        self._lists = Lists(self._answers, policy)
        sayings = read_sayings(folder, self._book)
        _check(sayings, policy)
        self._finder = Finder(sayings)
        self._combined = Combined(read_file(folder, "_combined")["rules"])
        self._when = read_file(folder, "_when")

    def spot(self, text: str, question: str | None, today: date, who: Who | None) -> Spotted:
        """
        What one message asserts about the member.

        Args:
            text: The message as it came in.
            question: The open question or fact; an answer to it may lie within the text.
            today: Ages and windows are counted to this day.
            who: Whom the screening is for; None where that is not known yet.
        """
        words = self._book.read(text)
        if not words:
            return Spotted()
        scope = Scope(words, self._cues)
        told, denied = self._told(scope, question, today)
        found = self._combined.of([*told, *self._counted(scope, told, question, today)])
        times = self._calendar.times(words, today)
        asked = (
            {question: self._when[question]}
            if question is not None and question in self._when
            else {}
        )
        found = told_when(found, times, words, asked, today)
        found = self._answers.answered(found, scope, question)
        found = self._lists.settled(found, scope, question)
        sure = [each for each in found if each.sure]
        whom = about(scope, self._cues, sure, who)
        member = spoken_of(scope, sure, whom, who)
        for_them = asked_for(scope, self._cues, who) is not None
        mine = [f for f in found if _is_members(f, member, for_them)]
        facts, uncertain = self._settled(mine, words)
        others = {each.fact for each in found if each.sure} - {each.fact for each in mine}
        return Spotted(facts, whom, uncertain, denied | others)

    def scope(self, text: str) -> Scope:
        """The words and clauses of a message."""
        return Scope(self._book.read(text), self._cues)

    def _told(
        self, scope: Scope, question: str | None, today: date
    ) -> tuple[list[Found], frozenset[str]]:
        """What phrases assert, and the facts of phrases that assert nothing as they stand."""
        times = self._calendar.times(scope.words, today)
        asked = self._facts_of(question)
        told: list[Found] = []
        denied: set[str] = set()
        for hit in self._finder.hits(scope.words, asked):
            found = list(understood(hit, scope, times, today, asked))
            told += found
            if not hit.is_hint and all(f.form != hit.entry.form for f in found):
                denied.add(hit.entry.fact)
        return told, frozenset(denied)

    def _counted(
        self, scope: Scope, told: Sequence[Found], question: str | None, today: date
    ) -> Iterator[Found]:
        """Ages and counts."""
        times = self._calendar.times(scope.words, today)
        ages = list(self._ages.find(scope, question, today))
        if not ages and question in (None, "who", "coverage"):
            of_person = {(f.start, f.end) for f in told if f.sure and f.fact in _OF_PERSON}
            ages = list(self._ages.beside(scope, of_person))
        yield from ages
        yield from self._counts.find(scope, times, question, today)

    def _facts_of(self, question: str | None) -> frozenset[str]:
        """The facts the open question is about."""
        asked = self._policy.questions.get(question or "")
        return frozenset(asked.facts if asked is not None else (question or "",))

    def _settled(
        self, found: Sequence[Found], words: Sequence[str]
    ) -> tuple[dict[str, Form], tuple[tuple[str, Form, str], ...]]:
        facts: dict[str, Form] = {}
        for each in found:
            if each.sure:
                known = each.fact in facts
                facts[each.fact] = (
                    self._both(each.fact, facts[each.fact], each.form) if known else each.form
                )
        uncertain = {
            (each.fact, repr(each.form)): (
                each.fact,
                each.form,
                " ".join(words[each.start : each.end]),
            )
            for each in found
            if not each.sure and not _told(each, facts)
        }
        return facts, tuple(uncertain.values())

    def _both(self, fact: str, first: Form, second: Form) -> Form:
        """Two values of one fact: of a choice the one the policy lists first."""
        definition = self._policy.facts[fact]
        if definition.kind == "choice":
            return min(first, second, key=lambda form: _place(form, definition.values))
        return joined(first, second)


def _place(form: Form, values: Sequence[object]) -> int:
    """A value's place in the policy's order; what is only narrowed comes after."""
    return list(values).index(form) if isinstance(form, str) else len(values)


def _told(each: Found, facts: dict[str, Form]) -> bool:
    """Whether what is hinted at was asserted as well."""
    known = facts.get(each.fact)
    if isinstance(known, dict) and isinstance(each.form, dict) and "includes" in known:
        return set(each.form.get("includes", ())) <= set(known["includes"])
    return known is not None


def _is_members(found: Found, member: Who, told: bool) -> bool:
    if found.anyone and found.subject != "stranger":
        return True
    return concerns_member(found.subject, member, found.shared, told)


def _check(sayings: Iterable[Saying], policy: Policy) -> None:
    for entry in {id(saying.entry): saying.entry for saying in sayings}.values():
        forms = [entry.form, entry.denied, entry.past]
        forms += [*(entry.ended or {}).values(), *(entry.coming or {}).values()]
        try:
            for form in forms:
                if form is not None and not entry.fact.startswith(MARK):
                    policy.forms.read(entry.fact, form)
            for fact, form in entry.also.items():
                if not fact.startswith(MARK):
                    policy.forms.read(fact, form)
        except FactError as error:
            raise PolicyError(f"bot/language/volunteered: {error}") from None

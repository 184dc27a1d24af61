"""How often: ER visits and hospital stays, against windows of 6 and 12 months from today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.language.volunteered.amounts import Amount, Amounts
from bot.language.volunteered.found import Found
from bot.language.volunteered.scope import Scope
from bot.language.volunteered.spotted import Form
from bot.language.volunteered.tally import Asked, Tally
from bot.language.volunteered.times import Time, months_before

_QUESTIONS: Mapping[str, tuple[str | None, int]] = {
    "ed_visits_6_months": ("ed_visits", 6),
    "stays_6_months": ("stays", 6),
    "ed_visits_12_months": ("ed_visits", 12),
    "stays_12_months": ("stays", 12),
    "behavioral_visits_12_months": ("behavioral_visits", 12),
    "health_now": (None, 6),
    "health_past_year": (None, 12),
    "risk_now": ("any", 12),
}
_LIKE = 5
"""A window counts as the one asked for where it begins within so many days of it."""
_FAR = 8
_OTHER = "other"
"""Visits that are counted by no fact: urgent care, a clinic."""
_SHORT = 14
"""In a longer message a number without a word that counts may be anything's."""
_NO_COUNT_AFTER = frozenset(("am", "is", "age", "aged", "turned", "have", "has", "room", "number"))
_OPENS_A_QUESTION = frozenset(("do", "does", "what", "how", "is", "are", "why", "which"))


class Counts:
    """Finds counts of visits and stays by the words of `en/_numbers.yaml`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._amounts = Amounts(words)
        self._tally = Tally(words)
        self._kinds = {
            tuple(str(phrase).split()): kind
            for kind, phrases in words["visits"].items()
            for phrase in phrases
        }
        self._behavioral = frozenset(map(str, words["behavioral"]))
        self._telling = frozenset(tuple(str(p).split()) for p in words["telling_visits"])

    def find(
        self, scope: Scope, times: Sequence[Time], question: str | None, today: date
    ) -> Iterator[Found]:
        """All counts asserted, each with the fact of its window."""
        kind, months = _QUESTIONS.get(question or "", (None, 0))
        taken = frozenset(at for time in times for at in range(time.start, time.end))
        amounts = [a for a in self._amounts.all(scope.words, taken) if self._is_meant(scope, a)]
        if kind is not None and kind != "any" and not self._is_question(scope):
            answer = self._answer(scope, amounts, times, Asked(kind, months, today))
            if answer is not None:
                yield answer
                return
        for amount in amounts:
            yield from self._told(scope, amount, times, _QUESTIONS.get(question or ""), today)
        yield from self._events(scope, times, months, today, bool(amounts))

    def _is_meant(self, scope: Scope, amount: Amount) -> bool:
        meant = scope.meant(amount.start, amount.end, lasting=True)
        return not meant.supposed

    def _is_question(self, scope: Scope) -> bool:
        asks = scope.words[:1] and scope.words[0] in _OPENS_A_QUESTION
        return "?" in scope.words or bool(asks) or scope.meant(0, 1).supposed

    def _answer(
        self, scope: Scope, amounts: Sequence[Amount], times: Sequence[Time], asked: Asked
    ) -> Found | None:
        """The number asked for, of all the message counts of that kind."""
        words = scope.words
        own = [a for a in amounts if self._answers(scope, a, asked.kind)]
        if amounts and not own:
            return None
        total = self._tally.total(words, own, times, asked)
        form = None if total is None else _asked_form(words, total, times, asked)
        if total is None or form is None:
            return None
        fact = f"{asked.kind}_{asked.months}_months"
        return Found(
            fact, form, total.start, total.end, subject=scope.subject(total.start, total.end)
        )

    def _answers(self, scope: Scope, amount: Amount, kind: str) -> bool:
        """Whether it counts what was asked: no visits of another kind, no age."""
        words = scope.words
        before = words[amount.start - 1] if amount.start else ""
        if not amount.counted and (len(words) > _SHORT or before in _NO_COUNT_AFTER):
            pronoun = words[amount.start - 2] if amount.start > 1 else ""
            if pronoun not in ("it", "that") or before != "is":
                return False
        named = self._named_beside(scope, amount)
        return named is None or kind == "behavioral_visits" or named in (kind, "behavioral_visits")

    def _told(
        self,
        scope: Scope,
        amount: Amount,
        times: Sequence[Time],
        asked: tuple[str | None, int] | None,
        today: date,
    ) -> Iterator[Found]:
        """A count told beside the question, with its own window or that of a list asked about."""
        near = self._named_beside(scope, amount)
        kind = near or (self._kind(scope, amount) if amount.counted else None)
        if kind is None or kind == _OTHER:
            return
        if scope.meant(amount.start, amount.end).over and amount.per_month:
            return
        months = asked[1] if asked else 0
        if asked and asked[0] == "any":
            kind = "behavioral_visits"
        window = self._window(scope, amount, times)
        fact, form = _of_window(kind, amount, window, months, today)
        if form is None or (form == 0 and window is None and not months):
            return
        sure = bool(window or months or amount.per_month)
        subject = scope.subject(amount.start, amount.end)
        yield Found(fact, form, amount.start, amount.end, sure, subject)

    def _events(
        self, scope: Scope, times: Sequence[Time], months: int, today: date, is_counted: bool
    ) -> Iterator[Found]:
        """Visits told by their days, or denied for a whole window."""
        for at in range(len(scope.words)):
            length, kind = self._kind_at(scope.words, at)
            if kind is None or kind == _OTHER:
                continue
            first, last = scope.sentence(at)
            kind = self._as_behavioral(kind, scope.words[first:last])
            near = [time for time in times if first <= time.start < last]
            meant = scope.meant(at, at + length, lasting=True)
            if meant.supposed or (is_counted and not meant.denied):
                continue
            if meant.denied and months and not near:
                told: tuple[str, Form] | None = (f"{kind}_{months}_months", 0)
            else:
                said = scope.words[at : at + length]
                told = self._event_form(said, kind, near, meant.denied, today)
            if told is not None:
                yield Found(told[0], told[1], at, at + length, subject=meant.subject)
                return

    def _event_form(
        self, said: Sequence[str], kind: str, near: Sequence[Time], denied: bool, today: date
    ) -> tuple[str, Form] | None:
        spans = [time for time in near if time.kind in ("span", "since", "future")]
        if denied:
            none = Amount(0, 0, 0, 0)
            fact, form = _of_window(kind, none, spans[0], 0, today) if spans else ("", None)
            return (fact, form) if form == 0 else None
        days = [time for time in near if time.kind == "past"]
        if spans or not days or (len(days) == 1 and tuple(said) not in self._telling):
            return None
        earliest = min(days, key=lambda time: time.first)
        count = Amount(0, 0, len(days), None)
        fact, form = _of_window(kind, count, earliest, 0, today)
        return (fact, form) if form is not None else None

    def _kind(self, scope: Scope, amount: Amount) -> str | None:
        """What was counted: the visit named nearest in the same sentence."""
        first, last = scope.sentence(amount.start)
        clause = scope.clause(amount.start)
        best: tuple[int, str] | None = None
        for at in range(first, last):
            length, kind = self._kind_at(scope.words, at)
            if kind is None or at + length > last:
                continue
            gap = at - amount.end if at >= amount.end else amount.start - at - length
            far = max(0, gap) + (4 if scope.clause(at) != clause else 0)
            if far <= (3 if amount.per_month else _FAR) and (best is None or far < best[0]):
                best = (far, kind)
        return self._as_behavioral(best[1], scope.words[first:last]) if best else None

    def _named_beside(self, scope: Scope, amount: Amount) -> str | None:
        """The visit named right after the number or right before it."""
        words = scope.words
        first, last = scope.sentence(amount.start)
        parted = words[amount.end : amount.end + 1] in ([","], ["."], ["and"], ["but"])
        for at in range(amount.start + 1, min(amount.end + (0 if parted else 2), last)):
            _, kind = self._kind_at(words, at)
            if kind is not None:
                return self._as_behavioral(kind, words[first:last])
        begin = amount.start - (words[amount.start - 1 : amount.start] == [","])
        for length in (4, 3, 2, 1):
            at = begin - length
            kind = self._kinds.get(tuple(words[max(0, at) : begin])) if at >= first else None
            if kind is not None:
                return self._as_behavioral(kind, words[first:last])
        return None

    def _kind_at(self, words: Sequence[str], at: int) -> tuple[int, str | None]:
        for length in (4, 3, 2, 1):
            kind = self._kinds.get(tuple(words[at : at + length]))
            if kind is not None:
                return length, kind
        return 0, None

    def _as_behavioral(self, kind: str, sentence: Sequence[str]) -> str:
        if kind in ("ed_visits", "stays") and self._behavioral & set(sentence):
            return "behavioral_visits"
        return kind

    def _window(self, scope: Scope, amount: Amount, times: Sequence[Time]) -> Time | None:
        first, last = scope.sentence(amount.start)
        near = [time for time in times if first <= time.start < last]
        near.sort(key=lambda time: (time.kind == "past", abs(time.start - amount.end)))
        return near[0] if near else (times[0] if len(times) == 1 else None)


def _asked_form(words: Sequence[str], amount: Amount, times: Sequence[Time], asked: Asked) -> Form:
    """The form of an answer: exact, or open above where a shorter window is named."""
    if amount.per_month:
        return _form(amount, asked.months)
    spans = [time for time in times if time.kind in ("since", "span")]
    if amount.high == 0 or not spans:
        return _form(amount, 0, "alone" in words and bool(amount.low))
    shorter = spans[0].first > asked.edge.fromordinal(asked.edge.toordinal() + _LIKE)
    whole_year = asked.months == 12 and "year" in words[spans[0].start : spans[0].end]
    return _form(amount, 0, shorter and not whole_year)


def _of_window(
    kind: str, count: Amount, time: Time | None, asked: int, today: date
) -> tuple[str, Form]:
    """The fact whose window holds the count, and the form that is true of it."""
    only = 12 if kind == "behavioral_visits" else 0
    if time is None:
        months = only or asked or 6
        return f"{kind}_{months}_months", _form(count, months if count.per_month else 0)
    began = today - (time.last - today) if time.kind == "future" else time.first
    if count.per_month:
        months = only or asked or 6
        covered = min(months, (today - began).days / 30.4)
        return f"{kind}_{months}_months", _form(count, covered, covered < months - 0.5)
    for months in [only] if only else [6, 12]:
        edge = months_before(today, months)
        if began >= edge or (edge - began).days <= 1:
            exact = abs((began - edge).days) <= _LIKE
            if not exact and count.high == 0:
                return f"{kind}_{months}_months", None
            return f"{kind}_{months}_months", _form(count, 0, not exact)
    return f"{kind}_{only or 12}_months", 0 if count.high == 0 else None


def _form(count: Amount, months: float, open_above: bool = False) -> Form:
    low, high = count.low, count.high
    if months and count.per_month:
        low = round(low * count.per_month * months)
        high = None if high is None else round(high * count.per_month * months)
    if high is None or open_above:
        return {"at_least": low} if low else None
    if low == high:
        return low
    return {"at_least": low, "at_most": high} if low else {"at_most": high}

"""
The facts of a message: what phrases assert, weighed against what was learned from examples.

Phrases are exact and know numbers, times and people; the learned reader knows many more wordings.
Where one of them speaks and the other is sure it is wrong, or where only a slight chance speaks,
nothing is asserted: it becomes a reading to be confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.eligibility.policy import Policy
from bot.language.learned.reader import LearnedReader, Scored
from bot.language.learned.statements import Statement, statements
from bot.language.volunteered.spotted import Form, Spotted, Who, joined
from bot.language.volunteered.spotter import Spotter

SURE = 0.5
"""From this chance on a statement no phrase has found is believed; chosen on texts kept apart."""

SURE_AGAINST = 0.8
"""What phrases saw and set aside, being denied or somebody else's, examples must be surer of."""

SURE_OF_NO = 0.6
"""The same for a no: it may close a door."""

HINT = 0.15
"""From this chance on it is worth a question."""

DOUBT = 0.005
"""Below this chance what a phrase has found is not believed without asking."""

MOST_HINTS = 3

Chances = Mapping[Statement, Scored]


@dataclass(frozen=True)
class FactReader:
    """
    Reads facts from free text; built once, it keeps nothing of a message.

    Args:
        learned: None for phrases alone.
    """

    policy: Policy
    phrases: Spotter
    learned: LearnedReader | None = None

    def spot(self, text: str, question: str | None, today: date, who: Who | None) -> Spotted:
        """What one message asserts about the member; arguments as of `Spotter.spot`."""
        spotted = self.phrases.spot(text, question, today, who)
        if self.learned is None or not text.strip():
            return spotted
        chances = self.learned.read(self.phrases.scope(text), question)
        known = frozenset(self.learned.statements)
        believed = dict(self._believed(spotted.facts, chances, known))
        if who not in (None, "self") and spotted.about == "self":
            chances = {}  # examples do not know whose a fact is, and only the helper's are told
        doubted = spotted.facts.keys() - believed.keys()
        told = self._told(believed, chances, spotted.set_aside | doubted)
        hints = tuple(self._hints(spotted, told, chances))
        return Spotted(told, spotted.about, hints)

    def _believed(
        self, facts: Mapping[str, Form], chances: Chances, known: frozenset[Statement]
    ) -> Iterator[tuple[str, Form]]:
        """What the phrases found, without what the examples say is not meant."""
        for fact, form in facts.items():
            parts = list(statements({fact: form}))
            kept = [part for part in parts if not self._doubted(part, chances, known)]
            if len(kept) == len(parts):
                yield fact, form
            elif kept:
                yield fact, _all(kept)

    def _doubted(self, statement: Statement, chances: Chances, known: frozenset[Statement]) -> bool:
        scored = chances.get(statement)
        return statement in known and (scored is None or scored.chance < DOUBT)

    def _told(
        self, facts: dict[str, Form], chances: Chances, set_aside: frozenset[str]
    ) -> dict[str, Form]:
        """
        The facts, with what only the examples know; of two values the likelier.

        What phrases set aside as denied or somebody else's, examples must be surer of.
        """
        told = dict(facts)
        for scored in _likeliest_first(chances):
            fact, form = scored.statement.fact, scored.statement.form
            least = SURE_OF_NO if _denies(form) else SURE
            if scored.chance < (SURE_AGAINST if fact in set_aside else least):
                continue
            if fact not in told:
                told[fact] = form
            elif isinstance(form, dict) and isinstance(told[fact], dict):
                told[fact] = joined(told[fact], form)
        return told

    def _hints(
        self, spotted: Spotted, told: Mapping[str, Form], chances: Chances
    ) -> Iterator[tuple[str, Form, str]]:
        """What should be confirmed: first what phrases hint at, then slight chances."""
        hinted = [each for each in spotted.uncertain if each[0] not in told]
        yield from hinted
        facts = {*told, *(fact for fact, _, _ in hinted)}
        for scored in _likeliest_first(chances)[:MOST_HINTS]:
            fact = scored.statement.fact
            if HINT <= scored.chance < SURE and fact not in facts and _asserts(scored):
                yield fact, scored.statement.form, scored.words


def fact_reader(policy: Policy, learned: Path) -> FactReader:
    """
    The reader with all it knows.

    Raises:
        FileNotFoundError: `calaim train` has not left what it learned there.
    """
    return FactReader(policy, Spotter(policy), LearnedReader.from_file(learned))


def _likeliest_first(chances: Chances) -> list[Scored]:
    return sorted(chances.values(), key=lambda scored: (-scored.chance, scored.statement))


def _asserts(scored: Scored) -> bool:
    """Whether it says something of the member, and not that it stays open or is not so."""
    form = scored.statement.form
    return form not in ("not_sure", "declined") and not _denies(form)


def _denies(form: Form) -> bool:
    return form is False or (isinstance(form, dict) and "excludes" in form)


def _all(parts: Sequence[Statement]) -> Form:
    form: Any = parts[0].form
    for part in parts[1:]:
        form = joined(form, part.form)
    return form

"""
What is known about one member: per fact the values still possible, and whether it may be asked.

Learning narrows. Two statements that contradict each other keep the one that opens a door (the
positive, the higher count, the value listed first), and the fact is noted for staff. What follows
from what is worked out anew after each statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any as Json

from bot.eligibility.forms import write_form
from bot.eligibility.formula import TRUE
from bot.eligibility.once import once
from bot.eligibility.policy import Consequence, Policy


@dataclass(frozen=True)
class Facts:
    """
    Immutable knowledge about one member.

    Args:
        stated: The values still possible by what was said, per variable.
        known: The same, with what follows from it.
        endings: Facts that were asked to the end: "not_sure" or "declined".
        conflicts: Facts on which two statements contradict each other.
    """

    policy: Policy
    stated: tuple[int, ...]
    known: tuple[int, ...]
    closed: int
    endings: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()

    @classmethod
    def blank(cls, policy: Policy) -> Facts:
        """Nothing known yet; what is never asked is closed from the start."""
        everything = policy.vocabulary.everything
        silent = (fact.id for fact in policy.vocabulary.facts.values() if fact.never_asked)
        return cls(policy, everything, everything, policy.vocabulary.bits(silent))

    @classmethod
    def from_json(cls, policy: Policy, forms: Mapping[str, Json]) -> Facts:
        """
        Facts from `{fact: form}`.

        Raises:
            FactError: A fact or a value is unknown.
        """
        return cls.blank(policy).learn(forms)

    def learn(self, forms: Mapping[str, Json]) -> Facts:
        """
        Take in what was said.

        Raises:
            FactError: A fact or a value is unknown; nothing is taken in then.
        """
        reader, vocabulary = self.policy.forms, self.policy.vocabulary
        stated, endings, closed = list(self.stated), dict(self.endings), self.closed
        conflicts = list(self.conflicts)
        for fact, form in forms.items():
            read = reader.read(fact, form)
            if isinstance(read, str):
                endings[fact] = read
                closed |= vocabulary.bits([fact])
                continue
            for variable, mask in read:
                both = stated[variable] & mask
                if not both:
                    conflicts.append(fact)
                    both = self._door_opening(fact, stated[variable], mask)
                stated[variable] = both
        known, followed = self._follow(stated)
        conflicts += [fact for fact in followed if fact not in conflicts]
        return Facts(
            self.policy,
            tuple(stated),
            tuple(known),
            closed,
            endings,
            tuple(dict.fromkeys(conflicts)),
        )

    def close(self, fact: str) -> Facts:
        """The same facts, with one asked to the end: it is not asked again."""
        closed = self.closed | self.policy.vocabulary.bits([fact])
        return Facts(self.policy, self.stated, self.known, closed, self.endings, self.conflicts)

    def is_settled(self, fact: str) -> bool:
        """Whether one value is left."""
        variables = self.policy.vocabulary.variables(fact)
        return all(self.known[variable].bit_count() == 1 for variable in variables)

    def is_open(self, fact: str) -> bool:
        """Whether the fact may still be asked."""
        return not self.is_settled(fact) and bool(
            self.open_variables & self.policy.vocabulary.bits([fact])
        )

    def form(self, fact: str) -> Json:
        """What is known of a fact as a form: "not_sure" where that is all; None if nothing is."""
        written = write_form(self.policy.vocabulary, fact, self.known)
        return self.endings.get(fact) if written is None else written

    def to_json(self) -> dict[str, Json]:
        """`{fact: form}` of everything known."""
        forms = {fact: self.form(fact) for fact in self.policy.vocabulary.facts}
        return {fact: form for fact, form in forms.items() if form is not None}

    @once
    def open_variables(self) -> int:
        """The variables that may still be answered, as bits."""
        every = (1 << len(self.known)) - 1
        settled = sum(
            1 << i for i, possible in enumerate(self.known) if not possible & possible - 1
        )
        return every & ~self.closed & ~settled

    @once
    def allowed(self) -> tuple[int, ...]:
        """The values an open fact may still take without contradicting what is settled."""
        allowed = list(self.known)
        for consequence in self.policy.consequences:
            if consequence.only_unsaid or allowed[consequence.variable] & consequence.mask:
                continue
            for variable, mask in consequence.causes:
                allowed[variable] = allowed[variable] & ~mask or allowed[variable]
        first = self.policy.vocabulary.first
        for more, fewer in self.policy.at_least_as_many:
            highest = self.known[first[more]].bit_length()
            within = allowed[first[fewer]] & (1 << highest) - 1
            allowed[first[fewer]] = within or allowed[first[fewer]]
        return tuple(allowed)

    def _door_opening(self, fact: str, before: int, after: int) -> int:
        if self.policy.vocabulary.facts[fact].kind == "number":
            return max(before, after)
        return before if before & -before < after & -after else after

    def _follow(self, stated: list[int]) -> tuple[list[int], list[str]]:
        """Work out what follows; the positive wins over a statement against it."""
        known, conflicts = list(stated), []
        everything = self.policy.vocabulary.everything
        changed = True
        while changed:
            changed = False
            for consequence in self.policy.consequences:
                variable, mask = consequence.variable, consequence.mask
                if not known[variable] & ~mask or consequence.when.truth(known) is not TRUE:
                    continue
                if consequence.only_unsaid and stated[variable] != everything[variable]:
                    continue
                fact = self._fact_of(variable)
                if not known[variable] & mask and not self._within(fact, consequence):
                    conflicts.append(fact)
                known[variable] = known[variable] & mask or mask
                changed = True
            changed = self._raise_counts(known, conflicts) or changed
        return known, conflicts

    def _raise_counts(self, known: list[int], conflicts: list[str]) -> bool:
        changed = False
        for more, fewer in self.policy.at_least_as_many:
            variable = self.policy.vocabulary.first[more]
            few = known[self.policy.vocabulary.first[fewer]]
            enough = self.policy.vocabulary.range_mask(more, (few & -few).bit_length() - 1, None)
            if known[variable] & ~enough:
                if not known[variable] & enough:
                    conflicts.append(more)
                known[variable] = known[variable] & enough or few
                changed = True
        return changed

    def _within(self, fact: str, consequence: Consequence) -> bool:
        """Whether the consequence stays within one set: ticking HIV alone is no contradiction."""
        variables = self.policy.vocabulary.variables(fact)
        return all(variable in variables for variable, _ in consequence.causes)

    def _fact_of(self, variable: int) -> str:
        first = self.policy.vocabulary.first
        return max((fact for fact in first if first[fact] <= variable), key=lambda f: first[f])

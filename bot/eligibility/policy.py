"""The policy in memory: frozen, already checked, words and formulas side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any as Json

from bot.eligibility.definitions import Vocabulary
from bot.eligibility.forms import FormReader
from bot.eligibility.formula import NEVER, Any, Formula, variables_of
from bot.eligibility.once import once


@dataclass(frozen=True)
class Criterion:
    """
    One criterion, or a group of them, as the policy words it.

    Args:
        group: "all_of", "any_of", "none_of", or "" for a leaf.
        parts: The criteria of a group.
        says: A leaf's comparison in words, for staff.
        source: A key of `Policy.sources`.
    """

    formula: Formula
    group: str = ""
    parts: tuple[Criterion, ...] = ()
    id: str = ""
    cite: str = ""
    source: str = ""
    page: str = ""
    says: str = ""
    facts: tuple[str, ...] = ()
    staff_confirms: str = ""

    @once
    def reason(self) -> Reason:
        """This criterion as a reason a finding can rest on."""
        return Reason(self.id, self.cite, self.source + (f", p.{self.page}" if self.page else ""))


@dataclass(frozen=True)
class Reason:
    """A criterion met or still to be confirmed: its id, the plan's words, the document."""

    criterion: str
    text: str
    source: str

    @once
    def as_json(self) -> dict[str, str]:
        """As in the output of `calaim screen`."""
        return {"criterion": self.criterion, "text": self.text, "source": self.source}


@dataclass(frozen=True)
class Population:
    """
    A population of focus: the rule, and the wider reading under "may".

    `reach` is the rule with everything the criteria's facts may follow from written out, for
    searching what open answers could still do; `neither` is true where neither rule nor wider
    reading holds.
    """

    id: str
    label: str
    source: str
    rule: Criterion
    may: Criterion | None
    reach: Formula
    neither: Formula
    variables: int

    @property
    def wider(self) -> Formula:
        """The wider reading as a formula; never true where there is none."""
        return self.may.formula if self.may else NEVER


@dataclass(frozen=True)
class Support:
    """
    One Community Support and what it is needed for.

    `reach` is the need with what it may follow from; `unwanted` is true where it is not needed or
    not wanted, `off` also where the coverage closes it.
    """

    id: str
    label: str
    source: str
    need: Criterion
    reach: Formula
    unwanted: Formula
    off: Formula


@dataclass(frozen=True)
class Flag:
    """Something staff and member should know beside the band; `unknown` raises it unanswered."""

    id: str
    criterion: Criterion
    unknown: bool


@dataclass(frozen=True)
class EcmProgram:
    """What goes for Enhanced Care Management as a whole."""

    label: str
    not_available: tuple[Criterion, ...]
    excluded: tuple[Criterion, ...]
    flags: tuple[Flag, ...]

    @once
    def unavailable(self) -> Formula:
        """True where the coverage closes ECM."""
        return Any(tuple(criterion.formula for criterion in self.not_available))

    @once
    def available(self) -> Formula:
        """True where the coverage is open to ECM."""
        return self.unavailable.negated()

    @once
    def blocked(self) -> Formula:
        """True where another program closes ECM."""
        return Any(tuple(criterion.formula for criterion in self.excluded))

    @once
    def programs(self) -> int:
        """The variables, as bits, that the flags and exclusions asked about rest on."""
        asked = [flag.criterion.formula for flag in self.flags if flag.unknown]
        return variables_of(*asked, self.blocked)


@dataclass(frozen=True)
class SupportsProgram:
    """What goes for all Community Supports."""

    label: str
    open_to: Criterion
    willing: Criterion
    basics: Criterion
    basics_reach: Formula

    @once
    def closed_to(self) -> Formula:
        """True where the coverage closes Community Supports."""
        return self.open_to.formula.negated()

    @once
    def unwilling(self) -> Formula:
        """True where the member does not want them."""
        return self.willing.formula.negated()


@dataclass(frozen=True)
class Consequence:
    """
    A fact that follows from others: where `when` is true, `variable` lies within `mask`.

    `causes` are the leaves any of which makes `when` true; `only_unsaid` gives way to whatever
    the person said.
    """

    when: Formula
    variable: int
    mask: int
    causes: tuple[tuple[int, int], ...]
    only_unsaid: str = ""


@dataclass(frozen=True)
class QuestionOption:
    """
    One answer: what choosing it says, and what leaving it unticked says.

    Args:
        needless: With facts like these nobody is asked; it counts as left unticked.
    """

    value: str
    sets: Mapping[str, Json]
    clears: Mapping[str, Json] = field(default_factory=dict)
    needless: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """
    One question and the facts it can settle.

    Args:
        kind: "yes_no", "choice", "multiple" or "number".
        sensitive: Asked late, says why, skipped without a second thought.
        opening: 1, 2, ... for the questions that come before all others, else 0.
    """

    id: str
    kind: str
    facts: tuple[str, ...]
    options: tuple[QuestionOption, ...] = ()
    sensitive: bool = False
    opening: int = 0
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True)
class Policy:
    """Everything the health plan says, in one value."""

    edition: str
    vocabulary: Vocabulary
    consequences: tuple[Consequence, ...]
    at_least_as_many: tuple[tuple[str, str], ...]
    ecm: EcmProgram
    populations: Mapping[str, Population]
    community_supports: SupportsProgram
    supports: Mapping[str, Support]
    questions: Mapping[str, Question]
    sources: Mapping[str, Mapping[str, Json]]
    contacts: Mapping[str, Json]
    disparity_groups: Mapping[str, Json] = field(default_factory=dict)

    @once
    def forms(self) -> FormReader:
        """The reader of fact forms, with what it has read before."""
        return FormReader(self.vocabulary)

    @property
    def facts(self) -> Mapping[str, Json]:
        """The fact definitions by id."""
        return self.vocabulary.facts

    @property
    def sent_to(self) -> Mapping[str, str]:
        """Where a person is sent: for ECM, for supports only, otherwise."""
        sent_to: Mapping[str, str] = self.contacts["sent_to"]
        return sent_to

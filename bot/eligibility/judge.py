"""
Facts in, findings out: the order of `policy/ecm/_program.yaml` and of the Community Supports.

A band is first taken as if every open fact stayed unanswered. It is told when no answer could
change it, and is *undetermined* until then. As knowledge only narrows, a true rule stays true and a
false one false, so the only questions left are "could this still become true?" and "could this
still fail?"; `bot.eligibility.reach` answers them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from bot.eligibility.facts import Facts
from bot.eligibility.findings import (
    APPEARS,
    MAY,
    NOT_AVAILABLE,
    NOT_INDICATED,
    OFFERED,
    UNDETERMINED,
    EcmFinding,
    Finding,
    Findings,
    reasons,
)
from bot.eligibility.formula import FALSE, TRUE, Any, Formula
from bot.eligibility.policy import Policy, Population, Reason, Support
from bot.eligibility.reach import reachable


def screen(policy: Policy, facts: Facts) -> Findings:
    """Judge what is known of a member against the whole policy."""
    return Judgement(policy, facts).findings()


@dataclass(frozen=True)
class Outlook:
    """A band as things stand, and what open answers could still make of it."""

    band: str
    can_appear: bool = False
    can_fail: bool = False
    can_close: bool = False

    @property
    def told(self) -> str:
        """The band to tell."""
        if self.band in OFFERED and self.can_change:
            return UNDETERMINED
        return self.band

    @property
    def can_change(self) -> bool:
        """Whether some answer would change it."""
        return self.can_appear or self.can_fail or self.can_close


class Judgement:
    """One set of facts under one policy; everything is worked out once, when first needed."""

    def __init__(self, policy: Policy, facts: Facts) -> None:
        self.policy = policy
        self.facts = facts
        self.known = facts.known
        self.open = facts.open_variables

    def reach(self, *goals: Formula) -> bool:
        """Whether some answers to what is open make all goals true."""
        return reachable(goals, self.known, self.facts.allowed, self.open)

    # Populations of focus

    @cached_property
    def populations(self) -> dict[str, Outlook]:
        """Every population's outlook."""
        return {p.id: self._population(p) for p in self.policy.populations.values()}

    def _population(self, population: Population) -> Outlook:
        rule = population.rule.formula.truth(self.known)
        if rule is TRUE:
            return Outlook(APPEARS)
        if rule is FALSE and population.wider.truth(self.known) is FALSE:
            return Outlook(NOT_INDICATED)
        if not self.open & population.variables:
            return Outlook(MAY)
        can_appear = rule is not FALSE and self.reach(population.reach)
        return Outlook(MAY, can_appear, self.reach(population.neither))

    @cached_property
    def best(self) -> str:
        """The best band over the populations, as if nothing more were answered."""
        bands = {outlook.band for outlook in self.populations.values()}
        return next((band for band in OFFERED if band in bands), NOT_INDICATED)

    @cached_property
    def has_certain_population(self) -> bool:
        """Whether some population is at least "may" whatever else is answered."""
        return any(o.band in OFFERED and not o.can_fail for o in self.populations.values())

    # Overall ECM

    @cached_property
    def gate(self) -> object:
        """Whether the coverage closes ECM: a Truth."""
        return self.policy.ecm.unavailable.truth(self.known)

    @cached_property
    def blocked(self) -> bool:
        """Whether a program the member is in closes ECM."""
        return self.policy.ecm.blocked.truth(self.known) is TRUE

    @cached_property
    def ecm_band(self) -> str:
        """The overall band, as if nothing more were answered."""
        if self.gate is TRUE:
            return NOT_AVAILABLE
        if self.best == NOT_INDICATED:
            return NOT_INDICATED
        if self.blocked:
            return NOT_AVAILABLE
        return self.best if self.gate is FALSE else MAY

    @cached_property
    def ecm_is_closed(self) -> bool:
        """Whether coverage or a program closes ECM: nothing more is asked for it then."""
        return self.gate is TRUE or self.blocked

    @cached_property
    def can_be_covered(self) -> bool:
        """Whether the coverage is, or may turn out to be, open to ECM."""
        return self.reach(self.policy.ecm.available)

    @cached_property
    def coverage_matters(self) -> bool:
        """Whether an answer about the coverage could still close ECM."""
        return (
            self.gate is not TRUE
            and self.gate is not FALSE
            and self.ecm_band != NOT_AVAILABLE
            and self.reach(self.policy.ecm.unavailable)
        )

    @cached_property
    def best_can_rise(self) -> bool:
        """Whether some population could still turn from "may" to "appears", and it would show."""
        if self.ecm_is_closed or self.best != MAY or not self.can_be_covered:
            return False
        return any(outlook.can_appear for outlook in self.populations.values())

    @cached_property
    def best_can_fall(self) -> bool:
        """Whether all populations together could still turn out not indicated."""
        if self.ecm_is_closed or self.best != MAY or self.has_certain_population:
            return False
        populations = self.policy.populations
        return self.reach(
            *(
                populations[id].neither
                for id, outlook in self.populations.items()
                if outlook.band == MAY
            )
        )

    @cached_property
    def programs_matter(self) -> bool:
        """Whether the programs the member is in are open and would show in band or flags."""
        if self.ecm_is_closed or self.best == NOT_INDICATED:
            return False
        return bool(self.policy.ecm.programs & self.open)

    @cached_property
    def sent_elsewhere(self) -> bool:
        """Whether answers about supports alone could still change where the person is sent."""
        if self.ecm_band in OFFERED or not self._any_support_offered:
            return False
        return self.reach(
            *(
                Any((self._unwanted(support), self.policy.community_supports.closed_to))
                for id, support in self.policy.supports.items()
                if self.supports[id].band in OFFERED
            )
        )

    @cached_property
    def ecm_is_unsettled(self) -> bool:
        """Whether an answer could change overall band, flags or where the person is sent."""
        return (
            self.coverage_matters
            or self.best_can_rise
            or self.best_can_fall
            or self.programs_matter
            or self.sent_elsewhere
        )

    # Community Supports

    @cached_property
    def supports(self) -> dict[str, Outlook]:
        """Every support's outlook."""
        return {s.id: self._support(s) for s in self.policy.supports.values()}

    def _unwanted(self, support: Support) -> Formula:
        return Any((support.not_needed, self.policy.community_supports.unwilling))

    def _support(self, support: Support) -> Outlook:
        program = self.policy.community_supports
        coverage = program.open_to.formula.truth(self.known)
        if coverage is FALSE:
            return Outlook(NOT_AVAILABLE)
        need = support.need.formula.truth(self.known)
        can_close = coverage is not TRUE and self.reach(program.closed_to)
        if need is FALSE or program.willing.formula.truth(self.known) is FALSE:
            return Outlook(NOT_INDICATED, can_close=can_close)
        can_fail = self.reach(self._unwanted(support))
        if need is TRUE and coverage is TRUE and self._basics:
            return Outlook(APPEARS, False, can_fail or self._basics_can_fail, can_close)
        return Outlook(MAY, self._support_can_appear(support), can_fail, can_close)

    @cached_property
    def _has_care_manager(self) -> bool:
        return self.policy.community_supports.basics.formula.truth(self.known) is TRUE

    @cached_property
    def _basics(self) -> bool:
        return self._has_care_manager or self.ecm_band == APPEARS

    @cached_property
    def _basics_can_fail(self) -> bool:
        return not self._has_care_manager and self.reach(self.policy.ecm.blocked)

    def _support_can_appear(self, support: Support) -> bool:
        program = self.policy.community_supports
        if self.reach(support.reach, program.open_to.formula, program.basics_reach):
            return True
        return not self.blocked and any(
            self.reach(support.reach, self.policy.ecm.available, population.reach)
            for id, population in self.policy.populations.items()
            if self.populations[id].band == APPEARS or self.populations[id].can_appear
        )

    @cached_property
    def _any_support_offered(self) -> bool:
        return any(outlook.band in OFFERED for outlook in self.supports.values())

    # Told

    def findings(self) -> Findings:
        """The findings as they are told."""
        unsettled = self.ecm_is_unsettled
        band = UNDETERMINED if unsettled else self.ecm_band
        populations = {
            id: Finding(outlook.told, self._population_reasons(id, outlook))
            for id, outlook in self.populations.items()
        }
        supports = {
            id: Finding(outlook.told, self._support_reasons(id, outlook))
            for id, outlook in self.supports.items()
        }
        ecm = EcmFinding(
            band, self._flags() if band in OFFERED else (), self._reason(band), populations
        )
        return Findings(ecm, supports, None if unsettled else self._sent_to(band))

    def _population_reasons(self, id: str, outlook: Outlook) -> tuple[Reason, ...]:
        if outlook.told not in OFFERED:
            return ()
        population = self.policy.populations[id]
        if population.rule.formula.truth(self.known) is not FALSE:
            return reasons(population.rule, self.known, also_unknown=outlook.band == MAY)
        assert population.may is not None
        return reasons(population.may, self.known, also_unknown=True)

    def _support_reasons(self, id: str, outlook: Outlook) -> tuple[Reason, ...]:
        if outlook.told not in OFFERED:
            return ()
        program = self.policy.community_supports
        criteria = (self.policy.supports[id].need, program.open_to, program.basics)
        parts: Iterable[tuple[Reason, ...]] = (
            reasons(criterion, self.known, also_unknown=outlook.band == MAY)
            for criterion in criteria
        )
        return tuple(reason for part in parts for reason in part)

    def _flags(self) -> tuple[str, ...]:
        found = []
        for flag in self.policy.ecm.flags:
            if flag.unknown:
                leaves = flag.criterion.formula.leaves()
                raised = any(self.known[leaf.variable].bit_count() > 1 for leaf in leaves)
            else:
                raised = flag.criterion.formula.truth(self.known) is TRUE
            if raised:
                found.append(flag.id)
        return tuple(found)

    def _reason(self, band: str) -> str:
        if band == NOT_AVAILABLE:
            program = self.policy.ecm
            closing = program.not_available if self.gate is TRUE else program.excluded
            true = (c.id for c in closing if c.formula.truth(self.known) is TRUE)
            return next(true, "coverage")
        if band in OFFERED:
            return next(id for id, outlook in self.populations.items() if outlook.band == self.best)
        return "no_population" if band == NOT_INDICATED else ""

    def _sent_to(self, band: str) -> str:
        if band in OFFERED:
            return self.policy.sent_to["ecm"]
        return self.policy.sent_to["supports_only" if self._any_support_offered else "otherwise"]

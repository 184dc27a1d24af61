"""
What facts mean under the policy, in the order of `policy/ecm/_program.yaml` and the supports.

A band is first taken as if every open fact stayed unanswered. It is told when no answer could
change it, and is *undetermined* until then. As knowledge only narrows, a true rule stays true and a
false one false, so the only questions left are "could this still become true?" and "could this
still fail?"; `bot.eligibility.reach` answers them.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.eligibility.facts import Facts
from bot.eligibility.findings import (
    APPEARS,
    MAY,
    NOT_AVAILABLE,
    NOT_INDICATED,
    OFFERED,
    UNDETERMINED,
)
from bot.eligibility.formula import FALSE, TRUE, Formula, Truths
from bot.eligibility.once import once
from bot.eligibility.policy import Policy, Population, Support
from bot.eligibility.reach import reachable


@dataclass(frozen=True)
class Outlook:
    """
    A band as things stand, and what open answers could still make of it.

    Once one thing that could change it is found, the others are looked for only where they matter.
    """

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
        self.truths = Truths(facts.known)
        self.truth = self.truths.of

    def reach(self, *goals: Formula) -> bool:
        """Whether some answers to what is open make all goals true."""
        if not self.open:
            return all(self.truth(goal) is TRUE for goal in goals)
        return reachable(goals, self.truths, self.facts.allowed, self.open)

    # Populations of focus

    @once
    def populations(self) -> dict[str, Outlook]:
        """Every population's outlook."""
        return {p.id: self._population(p) for p in self.policy.populations.values()}

    def _population(self, population: Population) -> Outlook:
        rule = self.truth(population.rule.formula)
        if rule is TRUE:
            return Outlook(APPEARS)
        if rule is FALSE and self.truth(population.wider) is FALSE:
            return Outlook(NOT_INDICATED)
        if not self.open & population.variables:
            return Outlook(MAY)
        can_appear = rule is not FALSE and self.reach(population.reach)
        decided = can_appear and self.best == APPEARS
        return Outlook(MAY, can_appear, not decided and self.reach(population.neither))

    @once
    def best(self) -> str:
        """The best band over the populations, as if nothing more were answered."""
        found = NOT_INDICATED
        for population in self.policy.populations.values():
            rule = self.truth(population.rule.formula)
            if rule is TRUE:
                return APPEARS
            if rule is not FALSE or self.truth(population.wider) is not FALSE:
                found = MAY
        return found

    @once
    def has_certain_population(self) -> bool:
        """Whether some population is at least "may" whatever else is answered."""
        return any(o.band in OFFERED and not o.can_fail for o in self.populations.values())

    # Overall ECM

    @once
    def gate(self) -> object:
        """Whether the coverage closes ECM: a Truth."""
        return self.truth(self.policy.ecm.unavailable)

    @once
    def blocked(self) -> bool:
        """Whether a program the member is in closes ECM."""
        return self.truth(self.policy.ecm.blocked) is TRUE

    @once
    def ecm_band(self) -> str:
        """The overall band, as if nothing more were answered."""
        if self.gate is TRUE:
            return NOT_AVAILABLE
        if self.best == NOT_INDICATED:
            return NOT_INDICATED
        if self.blocked:
            return NOT_AVAILABLE
        return self.best if self.gate is FALSE else MAY

    @once
    def ecm_is_closed(self) -> bool:
        """Whether coverage or a program closes ECM: nothing more is asked for it then."""
        return self.gate is TRUE or self.blocked

    @once
    def can_be_covered(self) -> bool:
        """Whether the coverage is, or may turn out to be, open to ECM."""
        return self.reach(self.policy.ecm.available)

    @once
    def coverage_matters(self) -> bool:
        """Whether an answer about the coverage could still close ECM."""
        return (
            self.gate is not TRUE
            and self.gate is not FALSE
            and self.ecm_band != NOT_AVAILABLE
            and self.reach(self.policy.ecm.unavailable)
        )

    @once
    def best_can_rise(self) -> bool:
        """Whether some population could still turn from "may" to "appears", and it would show."""
        if self.ecm_is_closed or self.best != MAY or not self.can_be_covered:
            return False
        return any(outlook.can_appear for outlook in self.populations.values())

    @once
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

    @once
    def programs_matter(self) -> bool:
        """Whether the programs the member is in are open and would show in band or flags."""
        if self.ecm_is_closed or self.best == NOT_INDICATED:
            return False
        return bool(self.policy.ecm.programs & self.open)

    @once
    def sent_elsewhere(self) -> bool:
        """Whether answers about supports alone could still change where the person is sent."""
        if self.ecm_band in OFFERED or not self.any_support_offered:
            return False
        return self.reach(
            *(
                support.off
                for id, support in self.policy.supports.items()
                if self.supports[id].band in OFFERED
            )
        )

    @once
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

    @once
    def supports(self) -> dict[str, Outlook]:
        """Every support's outlook."""
        return {s.id: self._support(s) for s in self.policy.supports.values()}

    def _support(self, support: Support) -> Outlook:
        program = self.policy.community_supports
        coverage = self.truth(program.open_to.formula)
        if coverage is FALSE:
            return Outlook(NOT_AVAILABLE)
        need = self.truth(support.need.formula)
        can_close = coverage is not TRUE and self.reach(program.closed_to)
        if need is FALSE or self.truth(program.willing.formula) is FALSE:
            return Outlook(NOT_INDICATED, can_close=can_close)
        can_fail = bool(self.open) and self.reach(support.unwanted)
        if need is TRUE and coverage is TRUE and self._basics:
            return Outlook(APPEARS, False, can_fail or self._basics_can_fail, can_close)
        can_appear = not can_fail and not can_close and self._support_can_appear(support)
        return Outlook(MAY, can_appear, can_fail, can_close)

    @once
    def _has_care_manager(self) -> bool:
        return self.truth(self.policy.community_supports.basics.formula) is TRUE

    @once
    def _basics(self) -> bool:
        return self._has_care_manager or self.ecm_band == APPEARS

    @once
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

    @once
    def any_support_offered(self) -> bool:
        """Whether some support is at least "may" as things stand."""
        return any(outlook.band in OFFERED for outlook in self.supports.values())

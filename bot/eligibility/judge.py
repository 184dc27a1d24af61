"""Facts in, findings out: what a judgement tells, with the plan's words it rests on."""

from __future__ import annotations

from bot.eligibility.facts import Facts
from bot.eligibility.findings import (
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
from bot.eligibility.formula import FALSE, TRUE
from bot.eligibility.judgement import Judgement, Outlook
from bot.eligibility.policy import Flag, Policy, Reason


def screen(policy: Policy, facts: Facts) -> Findings:
    """Judge what is known of a member against the whole policy."""
    return tell(Judgement(policy, facts))


def tell(judgement: Judgement) -> Findings:
    """The findings of a judgement as they are told."""
    unsettled = judgement.ecm_is_unsettled
    band = UNDETERMINED if unsettled else judgement.ecm_band
    populations = {
        id: Finding(outlook.told, _population_reasons(judgement, id, outlook))
        for id, outlook in judgement.populations.items()
    }
    supports = {
        id: Finding(outlook.told, _support_reasons(judgement, id, outlook))
        for id, outlook in judgement.supports.items()
    }
    flags = _flags(judgement) if band in OFFERED else ()
    ecm = EcmFinding(band, flags, _reason(judgement, band), populations)
    return Findings(ecm, supports, None if unsettled else _sent_to(judgement, band))


def _population_reasons(judgement: Judgement, id: str, outlook: Outlook) -> tuple[Reason, ...]:
    if outlook.told not in OFFERED:
        return ()
    population = judgement.policy.populations[id]
    if population.may and outlook.band == MAY and judgement.truth(population.wider) is TRUE:
        return reasons(population.may, judgement.known, also_unknown=False)
    rule_stands = judgement.truth(population.rule.formula) is not FALSE
    criterion = population.rule if rule_stands or population.may is None else population.may
    return reasons(criterion, judgement.known, also_unknown=outlook.band == MAY)


def _support_reasons(judgement: Judgement, id: str, outlook: Outlook) -> tuple[Reason, ...]:
    if outlook.told not in OFFERED:
        return ()
    program = judgement.policy.community_supports
    found: tuple[Reason, ...] = ()
    for criterion in (judgement.policy.supports[id].need, program.open_to, program.basics):
        found += reasons(criterion, judgement.known, also_unknown=outlook.band == MAY)
    return found


def _flags(judgement: Judgement) -> tuple[str, ...]:
    return tuple(flag.id for flag in judgement.policy.ecm.flags if _is_raised(judgement, flag))


def _is_raised(judgement: Judgement, flag: Flag) -> bool:
    formula = flag.criterion.formula
    if not flag.unknown:
        return judgement.truth(formula) is TRUE
    return any(judgement.known[leaf.variable].bit_count() > 1 for leaf in formula.leaves())


def _reason(judgement: Judgement, band: str) -> str:
    if band == NOT_AVAILABLE:
        program = judgement.policy.ecm
        closing = program.not_available if judgement.gate is TRUE else program.excluded
        true = (c.id for c in closing if judgement.truth(c.formula) is TRUE)
        return next(true, "coverage")
    if band in OFFERED:
        leading = judgement.populations.items()
        return next(id for id, outlook in leading if outlook.band == judgement.best)
    return "no_population" if band == NOT_INDICATED else ""


def _sent_to(judgement: Judgement, band: str) -> str:
    if band in OFFERED:
        return judgement.policy.sent_to["ecm"]
    return judgement.policy.sent_to[
        "supports_only" if judgement.any_support_offered else "otherwise"
    ]

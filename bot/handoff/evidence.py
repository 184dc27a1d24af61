"""What each criterion rests on: the plan's words, the member's own, and what staff must verify."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.screening import Screening
from bot.eligibility.facts import Facts
from bot.eligibility.findings import OFFERED, Finding, Findings
from bot.eligibility.policy import Criterion, Policy, Reason
from bot.handoff.answers import AnswerReader

Json = dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """Looks up, for one screening, who said what about which fact."""

    policy: Policy
    screening: Screening
    facts: Facts
    reader: AnswerReader

    def populations(self, findings: Findings) -> list[Json]:
        """List the populations that appear or may, with their criteria."""
        return [
            self._offer(population.id, population.label, findings.ecm.populations, trees)
            for population in self.policy.populations.values()
            if findings.ecm.populations[population.id].band in OFFERED
            for trees in [[population.rule, *([population.may] if population.may else [])]]
        ]

    def supports(self, findings: Findings) -> list[Json]:
        """List the Community Supports that appear or may, with their criteria."""
        program = self.policy.community_supports
        return [
            self._offer(
                support.id,
                support.label,
                findings.supports,
                [support.need, program.open_to, program.willing, program.basics],
            )
            for support in self.policy.supports.values()
            if findings.supports[support.id].band in OFFERED
        ]

    def _offer(
        self, identity: str, label: str, found: Mapping[str, Finding], trees: list[Criterion]
    ) -> Json:
        leaves = {leaf.id: leaf for tree in trees for leaf in _leaves(tree)}
        criteria = [self._criterion(reason, leaves) for reason in found[identity].because]
        return {"id": identity, "label": label, "band": found[identity].band, "criteria": criteria}

    def _criterion(self, reason: Reason, leaves: dict[str, Criterion]) -> Json:
        leaf = leaves.get(reason.criterion)
        facts = leaf.facts if leaf else ()
        return {
            "criterion": reason.criterion,
            "plan_says": reason.text,
            "source": reason.source,
            "facts": {fact: self.facts.form(fact) for fact in facts},
            "member_said": self.said_about(facts),
            "to_verify": leaf.staff_confirms if leaf else "",
        }

    def said_about(self, facts: tuple[str, ...]) -> list[Json]:
        """Give the answers that taught something of these facts, in the member's own words."""
        withdrawn = {answer.withdraws for answer in self.screening.answers if answer.withdraws}
        return [
            self.reader.read(answer)
            for index, answer in enumerate(self.screening.answers)
            if any(
                fact in forms and (index, fact) not in withdrawn
                for forms in answer.learned
                for fact in facts
            )
        ]

    def ended(self, ending: str) -> list[str]:
        """List the facts that were answered only by "not_sure" or "declined"."""
        return [fact for fact in self.facts.policy.facts if self.facts.form(fact) == ending]


def _leaves(criterion: Criterion) -> Iterator[Criterion]:
    if not criterion.group:
        yield criterion
    for part in criterion.parts:
        yield from _leaves(part)

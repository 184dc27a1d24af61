"""What each criterion rests on: the plan's words, the member's own, and what staff must verify."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.questions import NOT_SURE, SKIP
from bot.conversation.screening import Screening, withdrawn
from bot.eligibility.facts import Facts
from bot.eligibility.findings import OFFERED, UNDETERMINED, Finding, Findings
from bot.eligibility.policy import Criterion, Policy, Reason
from bot.handoff.answers import AnswerReader
from bot.handoff.bearing import ticked_for, unticked_for

Json = dict[str, Any]
FEWEST = 2
"""From so many answers on that say nothing, little may be known."""


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
            "member_said": self._said_about(leaf) if leaf else [],
            "to_verify": leaf.staff_confirms if leaf else "",
        }

    def _said_about(self, leaf: Criterion) -> list[Json]:
        """Give what was answered about a criterion, in the member's own words."""
        gone = withdrawn(self.screening.answers)
        return [
            self.reader.read_part(
                answer,
                ticked_for(self.policy, answer, leaf),
                unticked_for(self.policy, answer, leaf),
            )
            for index, answer in enumerate(self.screening.answers)
            if any(
                fact in forms and (index, fact) not in gone
                for forms in answer.learned
                for fact in leaf.facts
            )
        ]

    def not_asked(self, findings: Findings) -> dict[str, str]:
        """Name, by id, what was not asked to the end; the outcome no longer depended on it."""
        labels = {p.id: p.label for p in self.policy.populations.values()}
        labels |= {support.id: support.label for support in self.policy.supports.values()}
        found = {**findings.ecm.populations, **findings.supports}
        return {id: label for id, label in labels.items() if found[id].band == UNDETERMINED}

    def how_much_is_known(self) -> Json:
        """
        Count the answers of the screening that say nothing; coverage and age are not counted.

        `little` is true where most say nothing.
        """
        openings = {q.id for q in self.policy.questions.values() if q.opening}
        asked = [
            answer
            for answer in self.screening.answers
            if answer.question in self.policy.questions and answer.question not in openings
        ]
        not_sure = sum(answer.values == (NOT_SURE,) for answer in asked)
        skipped = sum(answer.values == (SKIP,) for answer in asked)
        little = not_sure + skipped >= FEWEST and 2 * (not_sure + skipped) > len(asked)
        return {"not_sure": not_sure, "skipped": skipped, "of": len(asked), "little": little}

    def ended(self, ending: str) -> list[str]:
        """List the facts that were answered only by "not_sure" or "declined"."""
        return [fact for fact in self.facts.policy.facts if self.facts.form(fact) == ending]


def _leaves(criterion: Criterion) -> Iterator[Criterion]:
    if not criterion.group:
        yield criterion
    for part in criterion.parts:
        yield from _leaves(part)

"""What stays off a page that others may see, unless the person wants it there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from bot.conversation.outcome import Outcome
from bot.conversation.plan_words import leaves
from bot.conversation.screening import Answer
from bot.eligibility.policy import Policy

Json = dict[str, Any]
BESIDE = frozenset({"facility"})
"""Facts that tell of a sensitive one: who is asked about a lock-up was in one."""

ITEMS: Mapping[str, frozenset[str]] = {
    "social_factors": frozenset({"safety", "adverse_childhood", "law_enforcement_contact"}),
}
"""Elements of sets that are asked beside harmless ones, and are not for others to read."""


@dataclass(frozen=True)
class Privacy:
    """Tells what is private, by the questions that the policy calls sensitive."""

    policy: Policy

    @cached_property
    def facts(self) -> frozenset[str]:
        """The facts that are private whatever is said of them."""
        asked = [q.facts for q in self.policy.questions.values() if q.sensitive]
        return BESIDE.union(*asked)

    def is_private(self, fact: str, form: Any) -> bool:
        """Whether it is private that this is known of a fact."""
        told = form.get("includes", ()) if isinstance(form, Mapping) else form
        told = told if isinstance(told, Iterable) and not isinstance(told, str) else ()
        return fact in self.facts or bool(ITEMS.get(fact, frozenset()) & set(told))

    def public_part(self, answer: Answer) -> Answer | None:
        """Give of an answer what anybody may read; None where that is nothing."""
        question = self.policy.questions.get(answer.question)
        if question is not None and question.sensitive:
            return None
        if question is None and any(map(self._tells, answer.learned)):
            return None  # what was asked tells of it too: a hint, which was confirmed
        if question is not None and answer.values:
            sets = {option.value: option.sets for option in question.options}
            kept = tuple(v for v in answer.values if not self._tells(sets.get(v, {})))
            return replace(answer, values=kept) if kept else None
        if not any(map(self._tells, answer.learned)):
            return answer
        learned = tuple(self._without(forms) for forms in answer.learned)
        return replace(answer, learned=learned, words="") if any(learned) else None

    def _tells(self, forms: Mapping[str, Any]) -> bool:
        return any(self.is_private(fact, form) for fact, form in forms.items())

    def _without(self, forms: Mapping[str, Any]) -> Json:
        return {fact: form for fact, form in forms.items() if not self.is_private(fact, form)}

    def public_outcome(self, found: Json, outcome: Outcome) -> Json:
        """
        Give the JSON of an outcome without the reasons that rest on something private.

        The services stay: their names tell nothing of why they fit.
        """
        populations = found["ecm"]["populations"]
        kept = {
            id: {**finding, "label": "", "because": []}
            if self._is_private(id, outcome)
            else finding
            for id, finding in populations.items()
        }
        supports = {
            id: {**finding, "because": self._public_reasons(id, finding["because"])}
            for id, finding in found["supports"].items()
        }
        return {**found, "ecm": {**found["ecm"], "populations": kept}, "supports": supports}

    def _is_private(self, id: str, outcome: Outcome) -> bool:
        if id not in outcome.certain:
            return False  # it says "if", and tells of nobody
        reasons = outcome.findings.ecm.populations[id].because
        return len(self._public_reasons(id, [reason.as_json for reason in reasons])) < len(reasons)

    def _public_reasons(self, id: str, because: list[Any]) -> list[Any]:
        facts = {leaf.id: leaf.facts for leaf in leaves(id, self.policy)}
        return [r for r in because if not self.facts & set(facts.get(r["criterion"], ()))]

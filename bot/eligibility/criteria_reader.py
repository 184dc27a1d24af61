"""From a tree of criteria in YAML to `Criterion`: words checked, comparisons made formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any as Json

from bot.eligibility.definitions import IN, FactDefinition, Vocabulary
from bot.eligibility.formula import All, Any, Formula
from bot.eligibility.policy import Criterion
from bot.eligibility.yaml_reader import Place

GROUPS = ("all_of", "any_of", "none_of")
COMPARISONS = {
    "yes_no": ("is",),
    "choice": ("is", "one_of"),
    "number": ("is", "at_least", "at_most", "within"),
    "set": ("includes", "not_empty"),
}
CITATION = ("id", "cite", "source", "page", "staff_confirms")
FACTS_HINT = "Facts are defined in bot/policy/facts/."


@dataclass
class CriteriaReader:
    """
    Reads criteria of one policy.

    Args:
        sources: The documents a citation may name.
        definitions: Helpers such as "homeless", filled in as they are read.
    """

    vocabulary: Vocabulary
    sources: Mapping[str, Json]
    definitions: dict[str, Criterion] = field(default_factory=dict)

    def read(self, tree: Json, place: Place, source: str = "", cited: bool = True) -> Criterion:
        """Read a group or a leaf; with `cited`, every leaf must have an id and a citation."""
        if not isinstance(tree, dict):
            place.fail("expected a criterion")
        groups = [word for word in GROUPS if word in tree]
        if groups:
            return self._group(groups[0], tree, place, source, cited)
        if "defined" in tree:
            return self._defined(tree, place, source, cited)
        return self._leaf(tree, place, source, cited)

    def ids(self, criterion: Criterion, place: Place, seen: set[str] | None = None) -> set[str]:
        """The ids of all leaves; fails where one stands twice."""
        seen = set() if seen is None else seen
        if criterion.id:
            if criterion.id in seen:
                place.fail(f'the id "{criterion.id}" stands here twice')
            seen.add(criterion.id)
        for part in criterion.parts:
            self.ids(part, place, seen)
        return seen

    def _group(
        self, word: str, tree: Mapping[str, Json], place: Place, source: str, cited: bool
    ) -> Criterion:
        place.mapping(tree, [word])
        inside = place.at(word)
        parts = tuple(
            self.read(part, inside.at(n), source, cited)
            for n, part in enumerate(inside.list(tree[word]), 1)
        )
        formulas = tuple(part.formula for part in parts)
        formula: Formula = All(formulas) if word == "all_of" else Any(formulas)
        facts = tuple(dict.fromkeys(fact for part in parts for fact in part.facts))
        if len(formulas) == 1:
            formula = formulas[0]
        if word == "none_of":
            formula = formula.negated()
        return Criterion(formula, group=word, parts=parts, facts=facts)

    def _defined(
        self, tree: Mapping[str, Json], place: Place, source: str, cited: bool
    ) -> Criterion:
        required = ["defined", "id", "cite"] if cited else ["defined"]
        place.mapping(tree, required, CITATION)
        hint = "Helpers are defined in bot/policy/definitions.yaml."
        name = place.known(tree["defined"], self.definitions, "helper", hint)
        helper = self.definitions[name]
        words = name.replace("_", " ")
        return self._cited(tree, place, source, helper.formula, helper.facts, words)

    def _leaf(self, tree: Mapping[str, Json], place: Place, source: str, cited: bool) -> Criterion:
        fact = place.known(tree.get("fact"), self.vocabulary.facts, "fact", FACTS_HINT)
        definition = self.vocabulary.facts[fact]
        comparisons = COMPARISONS[definition.kind]
        required = ["fact", "id", "cite"] if cited else ["fact"]
        place.mapping(tree, required, [*comparisons, *CITATION])
        found = [word for word in comparisons if word in tree]
        if len(found) != 1:
            place.fail(f"a criterion on {fact} needs one of: {', '.join(comparisons)}")
        word, value = found[0], tree[found[0]]
        formula = self._compare(definition, word, value, place.at(word))
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value).lower()
        says = f"{fact} {word.replace('_', ' ')}" + ("" if word == "not_empty" else f" {shown}")
        return self._cited(tree, place, source, formula, (fact,), says)

    def _cited(
        self,
        tree: Mapping[str, Json],
        place: Place,
        source: str,
        formula: Formula,
        facts: tuple[str, ...],
        says: str,
    ) -> Criterion:
        cite = str(tree.get("cite", "")).strip()
        if "cite" in tree and not cite:
            place.fail("the citation is empty")
        document = str(tree.get("source", source))
        if document:
            hint = "Sources are listed in bot/policy/sources.yaml."
            place.known(document, self.sources, "source", hint)
        confirms = tree.get("staff_confirms", "")
        if not confirms and any(self.vocabulary.facts[fact].staff_confirms for fact in facts):
            confirms = "a member cannot know this for sure"
        return Criterion(
            formula,
            id=str(tree.get("id", "")),
            cite=cite,
            source=document,
            page=str(tree.get("page", "")),
            says=says,
            facts=facts,
            staff_confirms=str(confirms),
        )

    def _compare(self, definition: FactDefinition, word: str, value: Json, place: Place) -> Formula:
        vocabulary, fact = self.vocabulary, definition.id
        if definition.kind == "set":
            return self._elements(definition, word, value, place)
        variable = vocabulary.first[fact]
        if definition.kind == "number":
            return vocabulary.leaf(variable, self._numbers(definition, word, value, place))
        values = place.list(value) if word == "one_of" else [value]
        for one in values:
            if definition.kind == "yes_no" and not isinstance(one, bool):
                place.fail(f"{fact} is true or false, not {one}")
            if definition.kind == "choice":
                place.known(one, definition.values, f"value of {fact}")
        return vocabulary.leaf(variable, vocabulary.mask(fact, values))

    def _numbers(self, definition: FactDefinition, word: str, value: Json, place: Place) -> int:
        ends = value if word == "within" else [value]
        if not isinstance(ends, list) or len(ends) != (2 if word == "within" else 1):
            place.fail("expected [lowest, highest]")
        for end in ends:
            if isinstance(end, bool) or not isinstance(end, int):
                place.fail(f"expected a whole number, not {end}")
        low = None if word == "at_most" else ends[0]
        high = None if word == "at_least" else ends[-1]
        return self.vocabulary.range_mask(definition.id, low, high)

    def _elements(
        self, definition: FactDefinition, word: str, value: Json, place: Place
    ) -> Formula:
        if word == "not_empty":
            if value is not True:
                place.fail('write "not_empty: true"')
            named = list(definition.values)
        else:
            named = place.list(value)
        for one in named:
            place.known(one, definition.values, f"value of {definition.id}")
        leaves = [
            self.vocabulary.leaf(self.vocabulary.element(definition.id, one), IN) for one in named
        ]
        return leaves[0] if len(leaves) == 1 else Any(tuple(leaves))

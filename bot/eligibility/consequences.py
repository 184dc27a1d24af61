"""What follows from what: read from `facts/_follows.yaml`, and written out in formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any as Json

from bot.eligibility.criteria_reader import FACTS_HINT, CriteriaReader
from bot.eligibility.definitions import Vocabulary
from bot.eligibility.forms import FormReader
from bot.eligibility.formula import All, Any, Formula, Leaf
from bot.eligibility.policy import Consequence
from bot.eligibility.yaml_reader import Place
from bot.errors import FactError

AtLeastAsMany = tuple[tuple[str, str], ...]


def read_consequences(
    entries: Sequence[Json], reader: CriteriaReader, place: Place
) -> tuple[tuple[Consequence, ...], AtLeastAsMany]:
    """Read all entries: plain consequences, and counts that are at least another."""
    found: list[Consequence] = []
    counts: list[tuple[str, str]] = []
    for n, entry in enumerate(entries, 1):
        here = place.at(n)
        if isinstance(entry, dict) and "at_least_as_many" in entry:
            here.mapping(entry, ["at_least_as_many"])
            for more, fewer in entry["at_least_as_many"].items():
                for fact in (more, fewer):
                    here.known(fact, reader.vocabulary.facts, "fact", FACTS_HINT)
                counts.append((more, fewer))
        else:
            found += _read_one(entry, reader, here)
    return tuple(found), tuple(counts)


def _read_one(entry: Json, reader: CriteriaReader, place: Place) -> Iterator[Consequence]:
    word = "counts_as" if isinstance(entry, dict) and "counts_as" in entry else "then"
    place.mapping(entry, ["when", word], ["unless_said"])
    when = reader.read(entry["when"], place.at("when"), cited=False).formula
    causes = tuple((leaf.variable, leaf.mask) for leaf in when.leaves())
    if isinstance(when, All):
        place.fail("what something follows from must be one fact")
    for fact, form in entry[word].items():
        only_unsaid = fact if entry.get("unless_said") else ""
        try:
            read = FormReader(reader.vocabulary).read(fact, form)
        except FactError as error:
            place.at(word).fail(str(error))
        if isinstance(read, str):
            place.at(word).fail(f"{fact} needs a value")
        for variable, mask in read:
            yield Consequence(when, variable, mask, causes, only_unsaid)


def written_out(
    formula: Formula,
    vocabulary: Vocabulary,
    consequences: Sequence[Consequence],
    counts: AtLeastAsMany,
) -> Formula:
    """The formula, with each leaf also true where something it follows from is true."""
    if isinstance(formula, Leaf):
        others = _causes(formula, vocabulary, consequences, counts)
        return Any((formula, *others)) if others else formula
    parts = tuple(written_out(part, vocabulary, consequences, counts) for part in formula.parts)
    return type(formula)(parts)


def _causes(
    leaf: Leaf,
    vocabulary: Vocabulary,
    consequences: Sequence[Consequence],
    counts: AtLeastAsMany,
) -> tuple[Formula, ...]:
    causes: list[Formula] = [
        vocabulary.leaf(variable, mask)
        for consequence in consequences
        if consequence.variable == leaf.variable
        and not consequence.mask & leaf.rest
        and not consequence.only_unsaid
        for variable, mask in consequence.causes
    ]
    for more, fewer in counts:
        upward = leaf.rest < (leaf.mask & -leaf.mask)
        if vocabulary.first[more] == leaf.variable and upward:
            low = (leaf.mask & -leaf.mask).bit_length() - 1
            mask = vocabulary.range_mask(fewer, low, None)
            causes.append(vocabulary.leaf(vocabulary.first[fewer], mask))
    return tuple(causes)

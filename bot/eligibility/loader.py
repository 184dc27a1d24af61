"""
The policy folder, read into one checked `Policy`.

Strict on purpose: a wrong word stops the start, and the error names file, place, the wrong word
and the nearest right one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any as Json

from bot.eligibility.consequences import AtLeastAsMany, read_consequences, written_out
from bot.eligibility.criteria_reader import CriteriaReader
from bot.eligibility.definitions import KINDS, FactDefinition, Vocabulary, numbers
from bot.eligibility.formula import All, Any, Formula, variables_of
from bot.eligibility.policy import (
    Consequence,
    Criterion,
    EcmProgram,
    Flag,
    Policy,
    Population,
    Support,
    SupportsProgram,
)
from bot.eligibility.questions_reader import read_questions
from bot.eligibility.yaml_reader import Place, entries, read_yaml

POLICY_FOLDER = Path(__file__).parent.parent / "policy"
OUTCOMES = ("ecm", "supports_only", "otherwise")


def load_policy(folder: Path | None = None) -> Policy:
    """
    Read and check the whole policy.

    Raises:
        PolicyError: The first thing found wrong, with its file and place.
    """
    return _PolicyLoader(folder or POLICY_FOLDER).load()


class _PolicyLoader:
    """Reads the files in the order in which they rest on each other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._consequences: tuple[Consequence, ...] = ()
        self._counts: AtLeastAsMany = ()

    def load(self) -> Policy:
        """Read everything."""
        sources, _ = self._file("sources.yaml")
        self._vocabulary = Vocabulary.of(self._facts())
        self._reader = CriteriaReader(self._vocabulary, sources)
        self._define()
        follows, place = self._file("facts/_follows.yaml")
        found = read_consequences(place.list(follows), self._reader, place)
        self._consequences, self._counts = found
        contacts, contacts_place = self._file("contacts.yaml")
        place = contacts_place.at("sent_to")
        place.mapping(contacts.get("sent_to"), OUTCOMES)
        edition, place = self._file("edition.yaml")
        place.mapping(edition, ["edition", "in_force"])
        groups, _ = self._file("disparity_groups.yaml")
        supports_program = self._supports_program()
        return Policy(
            edition=str(edition["edition"]),
            vocabulary=self._vocabulary,
            consequences=self._consequences,
            at_least_as_many=self._counts,
            ecm=self._ecm_program(),
            populations={found.id: found for found in self._populations()},
            community_supports=supports_program,
            supports={found.id: found for found in self._supports(supports_program)},
            questions=read_questions(self._folder, self._vocabulary),
            sources=sources,
            contacts=contacts,
            disparity_groups=groups,
        )

    def _file(self, name: str) -> tuple[Json, Place]:
        return read_yaml(self._folder / name, self._folder)

    def _facts(self) -> list[FactDefinition]:
        found: dict[str, FactDefinition] = {}
        for entry, place in entries(self._folder / "facts", self._folder):
            definition = _fact(entry, place)
            if definition.id in found:
                place.fail(f'the fact "{definition.id}" is defined twice')
            found[definition.id] = definition
        return list(found.values())

    def _define(self) -> None:
        definitions, place = self._file("definitions.yaml")
        for name, tree in definitions.items():
            self._reader.definitions[name] = self._reader.read(tree, place.at(name), cited=False)

    def _written_out(self, formula: Formula) -> Formula:
        return written_out(formula, self._vocabulary, self._consequences, self._counts)

    def _named(self, folder: str, word: str, body: list[str]) -> list[tuple[Json, Place]]:
        found = []
        for file in sorted((self._folder / folder).glob("[!_]*.yaml")):
            content, place = read_yaml(file, self._folder)
            place.mapping(content, [word, "label", "source", "in_force", *body], ["may", "note"])
            if content[word] != file.stem:
                place.fail(f'"{content[word]}" must bear the name of its file, "{file.stem}"')
            place.at("in_force").mapping(content["in_force"], ["from"], ["to"])
            found.append((content, place))
        return found

    def _criterion(self, content: Json, word: str, place: Place, seen: set[str]) -> Criterion:
        here = place.at(word)
        criterion = self._reader.read(content[word], here, str(content["source"]))
        self._reader.ids(criterion, here, seen)
        return criterion

    def _populations(self) -> list[Population]:
        found = []
        for content, place in self._named("ecm", "population", ["criteria"]):
            seen: set[str] = set()
            rule = self._criterion(content, "criteria", place, seen)
            may = self._criterion(content, "may", place, seen) if "may" in content else None
            neither = All((rule.formula.negated(), *([may.formula.negated()] if may else [])))
            reach = self._written_out(rule.formula)
            found.append(
                Population(
                    id=content["population"],
                    label=str(content["label"]),
                    source=str(content["source"]),
                    rule=rule,
                    may=may,
                    reach=reach,
                    neither=neither,
                    variables=variables_of(reach, neither),
                )
            )
        return found

    def _supports(self, program: SupportsProgram) -> list[Support]:
        found = []
        for content, place in self._named("community_supports", "support", ["need"]):
            need = self._criterion(content, "need", place, set())
            unwanted = Any((need.formula.negated(), program.unwilling))
            found.append(
                Support(
                    id=content["support"],
                    label=str(content["label"]),
                    source=str(content["source"]),
                    need=need,
                    reach=self._written_out(need.formula),
                    unwanted=unwanted,
                    off=Any((unwanted, program.closed_to)),
                )
            )
        return found

    def _ecm_program(self) -> EcmProgram:
        content, place = self._file("ecm/_program.yaml")
        words = ["program", "label", "source", "not_available", "excluded", "flags"]
        place.mapping(content, words)
        source = str(content["source"])
        read = self._reader.read
        return EcmProgram(
            label=str(content["label"]),
            not_available=tuple(
                read(tree, place.at("not_available", n), source)
                for n, tree in enumerate(content["not_available"], 1)
            ),
            excluded=tuple(
                read(tree, place.at("excluded", n), source)
                for n, tree in enumerate(content["excluded"], 1)
            ),
            flags=tuple(
                self._flag(tree, place.at("flags", n), source)
                for n, tree in enumerate(content["flags"], 1)
            ),
        )

    def _flag(self, entry: Mapping[str, Json], place: Place, source: str) -> Flag:
        tree = dict(entry)
        if "flag" not in tree:
            place.fail('"flag" is missing')
        name, unknown = str(tree.pop("flag")), bool(tree.pop("unknown", False))
        citation = {word: tree.pop(word) for word in ("cite", "source", "page") if word in tree}
        if unknown:
            tree["not_empty"] = True
        criterion = self._reader.read(tree, place, citation.get("source", source), cited=False)
        return Flag(name, criterion, unknown)

    def _supports_program(self) -> SupportsProgram:
        content, place = self._file("community_supports/_program.yaml")
        place.mapping(content, ["program", "label", "source", "open_to", "willing", "basics"])
        source = str(content["source"])
        read = self._reader.read
        basics = read(content["basics"], place.at("basics"), source)
        return SupportsProgram(
            label=str(content["label"]),
            open_to=read(content["open_to"], place.at("open_to"), source),
            willing=read(content["willing"], place.at("willing"), source),
            basics=basics,
            basics_reach=self._written_out(basics.formula),
        )


def _fact(entry: Mapping[str, Json], place: Place) -> FactDefinition:
    optional = ["values", "range", "staff_confirms", "asked", "note"]
    place.mapping(entry, ["fact", "kind"], optional)
    kind = place.known(entry["kind"], KINDS, "kind of fact")
    values: tuple[Json, ...] = (True, False)
    low: int | None = None
    high: int | None = None
    if kind in ("choice", "set"):
        values = tuple(place.at("values").list(entry.get("values")))
        for value in values:
            if not isinstance(value, str):
                place.fail(f"the value {value} must be quoted")
    if kind == "number":
        low, high = place.at("range").list(entry.get("range"))
        values = numbers(low or 0, high)
    if "asked" in entry:
        place.known(entry["asked"], ["never"], 'word after "asked"')
    return FactDefinition(
        str(entry["fact"]),
        kind,
        values,
        low,
        high,
        bool(entry.get("staff_confirms")),
        "asked" in entry,
        str(entry.get("note", "")),
    )

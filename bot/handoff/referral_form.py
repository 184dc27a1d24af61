"""The form of a referral, as its file lays it out: sections, fields, and who asks for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.eligibility.yaml_reader import Place, read_yaml

FORM_FILE = Path(__file__).with_name("referral.yaml")
PARTS = (
    "version",
    "sources",
    "titles",
    "pages",
    "notices",
    "no_more_papers",
    "confidential",
    "sections",
)
TITLES = ("both", "ecm", "supports", "none")
CALLER = "caller"
OPTIONAL = ("takes", "if_known", "hint", "only")


@dataclass(frozen=True)
class FormField:
    """
    One field to be filled.

    Args:
        takes: The name of the value it shows; empty where only staff can know it.
        asked_by: A key of `Form.sources`.
        if_known: Nothing is missing where it stays empty.
        hint: For whoever fills it by hand.
        only: "caller" where it is asked only if somebody speaks for the member.
    """

    id: str
    label: str
    asked_by: str
    takes: str = ""
    if_known: bool = False
    hint: str = ""
    only: str = ""


@dataclass(frozen=True)
class FormSection:
    """Fields under one heading."""

    id: str
    title: str
    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class Form:
    """The whole form, with the sentences printed on it."""

    version: str
    sources: Mapping[str, str]
    titles: Mapping[str, str]
    pages: Mapping[str, str]
    notices: Mapping[str, str]
    no_more_papers: str
    confidential: str
    sections: tuple[FormSection, ...]

    def page(self, source: str) -> str:
        """Name a document, with the page where one is given: "dhcs_ecm_guide, p.83"."""
        document, comma, page = source.partition(",")
        return f"{self.pages.get(document, document)}{comma}{page}"


def load_form(values: Collection[str], file: Path = FORM_FILE) -> Form:
    """
    Read and check the form.

    Args:
        values: The names that a field may take its value from.
    Raises:
        PolicyError: The first thing found wrong, with its file and place.
    """
    return _load(frozenset(values), file)


@lru_cache(maxsize=4)
def _load(values: frozenset[str], file: Path) -> Form:
    content, place = read_yaml(file, file.parent)
    place.mapping(content, PARTS)
    place.at("titles").mapping(content["titles"], TITLES)
    reader = _SectionReader(values, content["sources"])
    sections = place.at("sections").list(content["sections"])
    read = [reader.section(entry, place.at("sections", n)) for n, entry in enumerate(sections, 1)]
    return Form(**{**content, "sections": tuple(read)})


@dataclass
class _SectionReader:
    """Reads sections and refuses a field that stands in the form twice."""

    values: Collection[str]
    sources: Mapping[str, str]

    def __post_init__(self) -> None:
        self._seen: set[str] = set()

    def section(self, content: Any, place: Place) -> FormSection:
        place.mapping(content, ("id", "title", "fields"))
        fields = place.at("fields").list(content["fields"])
        read = [self._field(entry, place.at("fields", n)) for n, entry in enumerate(fields, 1)]
        return FormSection(content["id"], content["title"], tuple(read))

    def _field(self, content: Any, place: Place) -> FormField:
        place.mapping(content, ("id", "label", "asked_by"), OPTIONAL)
        place.known(content["asked_by"], self.sources, "source")
        if "takes" in content:
            place.known(content["takes"], self.values, "value")
        if "only" in content:
            place.known(content["only"], (CALLER,), "word")
        if content["id"] in self._seen:
            place.fail(f'the field "{content["id"]}" stands here twice')
        self._seen.add(content["id"])
        return FormField(**content)

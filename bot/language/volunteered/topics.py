"""The topic files `en/<topic>.yaml`: what people say, by fact and value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.eligibility.yaml_reader import Place, entries, read_yaml
from bot.errors import PolicyError
from bot.language.volunteered.patterns import Shape, shape
from bot.language.volunteered.spotted import Form
from bot.language.volunteered.words import WordBook

_OPTIONAL = (
    "value", "form", "also", "says", "hints", "denied", "past", "ended", "coming", "lasting",
    "shared", "wish", "anyone", "of", "presumes", "answers", "only_asked", "asked_alone", "silent",
    "unless_asked", "outweighs", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """
    One fact and value, and how people say it.

    Args:
        fact: The fact.
        form: What saying it asserts.
        also: Other facts it asserts with it.
        denied: What a clear denial asserts; None where a denial says nothing.
        past: What it asserts when it is over; None for nothing.
        ended: For what happened on a day: the form by how long ago ("within_12_months", "earlier",
            "undated"); a missing one asserts nothing.
        coming: For what will happen on a day: the form by "within_30_days", "later", "undated".
        lasting: "was" and "had" do not end it (an illness one was diagnosed with).
        shared: "we" includes the member whoever the texter is (a home).
        wish: A question or "would" says it as well (a help one asks for).
        of: Who its words are said of whatever they name ("my baby is 3 months old": "self").
        presumes: It holds also where its words are denied ("does not want to leave the home").
        answers: Its hints are enough as an answer to the question about the fact.
        silent: That it is denied says nothing ("not on the waiver", for there are others).
        only_asked: Its words say nothing where the fact was not asked about.
        asked_alone: Nor where other facts were asked about with it.
        unless_asked: Its words say nothing where one of these facts was asked about.
        outweighs: Facts that its words do not say, though words of theirs are among them.
        anyone: It holds whoever is the subject of its words ("my kids live with me").
    """

    fact: str
    form: Form
    also: Mapping[str, Form] = field(default_factory=dict)
    denied: Form = None
    past: Form = None
    ended: Mapping[str, Form] | None = None
    coming: Mapping[str, Form] | None = None
    lasting: bool = False
    shared: bool = False
    wish: bool = False
    anyone: bool = False
    of: str | None = None
    presumes: bool = False
    answers: bool = False
    only_asked: bool = False
    asked_alone: bool = False
    silent: bool = False
    unless_asked: frozenset[str] = frozenset()
    outweighs: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Saying:
    """A phrase of an entry: it asserts, or it only hints."""

    entry: Entry
    shape: Shape
    is_hint: bool


def read_sayings(folder: Path, book: WordBook) -> list[Saying]:
    """
    All phrases of a language's topic files.

    Raises:
        PolicyError: A file is wrong; the message names file and entry.
    """
    found: list[Saying] = []
    for content, place in entries(folder / "topics", folder):
        entry = _entry(content, place)
        for key, is_hint in (("says", False), ("hints", True)):
            for phrase in content.get(key, ()):
                found.append(Saying(entry, _shape(str(phrase), book, place), is_hint))
    return found


def read_file(folder: Path, name: str) -> Mapping[str, Any]:
    """One of the language's other files."""
    content, place = read_yaml(folder / f"{name}.yaml", folder)
    if not isinstance(content, dict):
        place.fail("expected a mapping")
    return content


def _shape(phrase: str, book: WordBook, place: Place) -> Shape:
    try:
        return shape(phrase, book)
    except PolicyError as error:
        place.fail(str(error))


def _entry(content: Mapping[str, Any], place: Place) -> Entry:
    place.mapping(content, ["fact"], _OPTIONAL)
    form = content.get("form", content.get("value"))
    switches = (
        "lasting",
        "shared",
        "wish",
        "anyone",
        "presumes",
        "answers",
        "only_asked",
        "asked_alone",
        "silent",
    )
    return Entry(
        content["fact"],
        form,
        content.get("also", {}),
        content.get("denied"),
        content.get("past"),
        content.get("ended"),
        content.get("coming"),
        of=content.get("of"),
        unless_asked=frozenset(map(str, content.get("unless_asked", ()))),
        outweighs=frozenset(map(str, content.get("outweighs", ()))),
        **{name: bool(content.get(name)) for name in switches},
    )

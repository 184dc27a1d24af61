"""The questions: what each can settle. Their words are in `bot/wording/`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any as Json

from bot.eligibility.definitions import Vocabulary
from bot.eligibility.forms import FormReader
from bot.eligibility.policy import Question, QuestionOption
from bot.eligibility.yaml_reader import Place, entries
from bot.errors import FactError

KINDS = ("yes_no", "choice", "multiple", "number")
FACTS_HINT = "Facts are defined in bot/policy/facts/."


def read_questions(folder: Path, vocabulary: Vocabulary) -> dict[str, Question]:
    """
    Read all questions; every fact that may be asked has one of its own name.

    Raises:
        PolicyError: A question is wrong, or a fact has none.
    """
    reader = FormReader(vocabulary)
    found: dict[str, Question] = {}
    place = Place("bot/policy/questions")
    for entry, place in entries(folder / "questions", folder):
        question = _question(entry, place, vocabulary, reader)
        if question.id in found:
            place.fail(f'the question "{question.id}" stands here twice')
        found[question.id] = question
    for fact in vocabulary.facts.values():
        if not fact.never_asked and fact.id not in found:
            Place("bot/policy/questions").fail(f'the fact "{fact.id}" has no question of its own')
    return found


def _question(
    entry: Mapping[str, Json], place: Place, vocabulary: Vocabulary, reader: FormReader
) -> Question:
    kinds = [kind for kind in KINDS if kind in entry]
    if len(kinds) != 1:
        place.fail(f"a question needs one of: {', '.join(KINDS)}")
    kind = kinds[0]
    place.mapping(entry, ["question", kind], ["sensitive", "opening"])
    name, body, here = str(entry["question"]), entry[kind], place.at(entry["question"], kind)
    sensitive, opening = bool(entry.get("sensitive")), int(entry.get("opening", 0))
    if kind in ("yes_no", "number"):
        fact = vocabulary.facts[here.known(body, vocabulary.facts, "fact", FACTS_HINT)]
        options = () if kind == "number" else _yes_no(fact.id)
        facts: tuple[str, ...] = (fact.id,)
        low, high = (fact.minimum, fact.maximum) if kind == "number" else (None, None)
        return Question(name, kind, facts, options, sensitive, opening, low, high)
    if not isinstance(body, dict) or not body:
        here.fail("expected a mapping from option to what it sets")
    options = tuple(
        _option(value, tree, kind, here.at(value), reader) for value, tree in body.items()
    )
    facts = tuple(dict.fromkeys(fact for o in options for fact in (*o.sets, *o.clears)))
    return Question(name, kind, facts, options, sensitive, opening)


def _yes_no(fact: str) -> tuple[QuestionOption, ...]:
    return (QuestionOption("yes", {fact: True}), QuestionOption("no", {fact: False}))


def _option(value: str, tree: Json, kind: str, place: Place, reader: FormReader) -> QuestionOption:
    if kind == "choice":
        return QuestionOption(value, _forms(tree, place, reader))
    place.mapping(tree, ["ticked", "unticked"], ["needless"])
    return QuestionOption(
        value,
        _forms(tree["ticked"], place.at("ticked"), reader),
        _forms(tree["unticked"], place.at("unticked"), reader),
        _forms(tree.get("needless", {}), place.at("needless"), reader),
    )


def _forms(tree: Json, place: Place, reader: FormReader) -> dict[str, Json]:
    if not isinstance(tree, dict):
        place.fail("expected {fact: what is learned}")
    for fact, form in tree.items():
        try:
            reader.read(fact, form)
        except FactError as error:
            place.fail(f"{error}. {FACTS_HINT}")
    return dict(tree)

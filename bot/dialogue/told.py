"""
What a message tells, as it travels through Rasa: one entity for each fact, hint and person meant.

The entity `fact` bears the fact's id as its role and the form as its value, so that a new fact
changes nothing in domain.yml. `hint` is the same for what has to be confirmed first; `about` says
whom the message is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from bot.dialogue.interviewing import policy
from bot.dialogue.models import MODELS, checked, note
from bot.dialogue.surroundings import ROOT
from bot.language.facts import FactReader, fact_reader
from bot.language.learned.training import is_of_today, train, write
from bot.language.volunteered import Spotted
from bot.language.volunteered.spotted import Who

Json = dict[str, Any]

FACTS = MODELS / "facts.npz"
"""Written by `calaim train`."""

NLU = ROOT / "data" / "nlu"

PEOPLE: Mapping[str, Who] = {"self": "self", "child": "child", "other": "other"}
"""Whom a screening may be for; a provider speaks of nobody in particular."""

FACT, HINT, ABOUT = "fact", "hint", "about"


@lru_cache(maxsize=1)
def reader() -> FactReader:
    """The reader of facts in free text, built once per process."""
    ensure_facts()
    return fact_reader(policy(), FACTS)


def ensure_facts(say: Callable[[str], object] = print) -> None:
    """
    See that what was learned is there; trained, in half a minute, if it is not of today's examples.

    Args:
        say: Is told in one line that it trains.

    Raises:
        ModelError: There is something else than training left.
    """
    if FACTS.exists():
        checked(FACTS)
    if not is_of_today(FACTS, NLU):
        say("Facts: training, about half a minute")
        write(train(policy(), NLU), FACTS)
        note(FACTS)


def to_entities(spotted: Spotted, extractor: str) -> list[Json]:
    """
    A message's facts as Rasa keeps them.

    Args:
        extractor: The component that found them, as Rasa wants it named.
    """
    return [{**entity, "extractor": extractor} for entity in _entities(spotted)]


def _entities(spotted: Spotted) -> Iterator[Json]:
    for fact, form in spotted.facts.items():
        yield {"entity": FACT, "role": fact, "value": form}
    for fact, form, words in spotted.uncertain:
        yield {"entity": HINT, "role": fact, "value": form, "words": words}
    if spotted.about is not None:
        yield {"entity": ABOUT, "value": spotted.about}


def from_entities(entities: Iterable[Mapping[str, Any]]) -> Spotted:
    """The facts that `to_entities` wrote; entities of another kind are passed over."""
    facts: dict[str, Any] = {}
    hints: list[tuple[str, Any, str]] = []
    about = None
    for entity in entities:
        if entity.get("entity") == FACT:
            facts[entity["role"]] = entity["value"]
        elif entity.get("entity") == HINT:
            hints.append((entity["role"], entity["value"], entity.get("words", "")))
        elif entity.get("entity") == ABOUT:
            about = entity["value"]
    return Spotted(facts, about, tuple(hints))

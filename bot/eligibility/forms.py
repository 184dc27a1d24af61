"""The forms in which something is said of a fact, as JSON: read, and written."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any as Json

from bot.eligibility.definitions import IN, OUT, FactDefinition, Vocabulary
from bot.errors import FactError

LONGEST_SHOWN = 80
ENDINGS = ("not_sure", "declined")
Narrowing = tuple[tuple[int, int], ...]


class FormReader:
    """Reads forms into (variable, mask) pairs, remembering those read before."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._read = lru_cache(maxsize=20_000)(self._parse)
        self._read_word = lru_cache(maxsize=20_000, typed=True)(self._parse_word)

    def read(self, fact: str, form: Json) -> Narrowing | str:
        """
        Read what is said of one fact.

        Returns:
            What it leaves possible, per variable; or "not_sure" or "declined".
        Raises:
            FactError: The fact or the value is unknown.
        """
        if isinstance(form, (str, int)):
            return self._read_word(fact, form)
        return self._read(fact, _frozen(form))

    def plainest(self, fact: str, form: Json) -> Json:
        """The same form; a set of which every value is settled as the list that it is."""
        definition = self._vocabulary.facts[fact]
        if definition.kind != "set" or not isinstance(form, dict):
            return form
        inside, outside = form.get("includes", ()), form.get("excludes", ())
        if {*inside, *outside} != {*definition.values}:
            return form
        return [value for value in definition.values if value in inside]

    def _parse_word(self, fact: str, form: Json) -> Narrowing | str:
        return self._parse(fact, _frozen(form))

    def _parse(self, fact: str, frozen: Json) -> Narrowing | str:
        definition = self._vocabulary.facts.get(fact)
        if definition is None:
            raise FactError(f"fact {_short(json.dumps(fact))} is unknown")
        form = frozen[1] if isinstance(frozen, tuple) else frozen
        if isinstance(form, str) and form in ENDINGS:
            return form
        try:
            return self._narrowing(definition, frozen)
        except (ValueError, TypeError, KeyError):
            raise FactError(
                f'fact "{fact}": {_short(_written(frozen))} is not {definition.expected}'
            ) from None

    def _narrowing(self, definition: FactDefinition, frozen: Json) -> Narrowing:
        tag, form = frozen
        if definition.kind == "set":
            return self._set(definition, tag, form)
        vocabulary, fact = self._vocabulary, definition.id
        if tag == "map":
            mask = self._narrowed(definition, dict(form))
        elif definition.kind == "number":
            mask = vocabulary.range_mask(fact, *[_number(definition, tag, form)] * 2)
        elif (tag == "bool") is not (definition.kind == "yes_no"):
            raise ValueError(form)
        else:
            mask = vocabulary.mask(fact, [form])
        if not mask:
            raise ValueError(form)
        return ((vocabulary.first[fact], mask),)

    def _narrowed(self, definition: FactDefinition, form: Mapping[str, Json]) -> int:
        fact, vocabulary = definition.id, self._vocabulary
        keys = set(form)
        if keys == {"one_of"} and definition.kind == "number":
            mask = 0
            for tag, value in form["one_of"][1]:
                mask |= vocabulary.range_mask(fact, *[_number(definition, tag, value)] * 2)
            return mask
        if definition.kind == "number":
            if not keys or not keys <= {"at_least", "at_most"}:
                raise ValueError(form)
            bounds = {key: _number(definition, *value) for key, value in form.items()}
            if len(bounds) == 2 and bounds["at_least"] > bounds["at_most"]:
                raise FactError(f'fact "{fact}": at_least is above at_most')
            return vocabulary.range_mask(fact, bounds.get("at_least"), bounds.get("at_most"))
        if keys == {"one_of"}:
            return vocabulary.mask(fact, [value for _, value in form["one_of"][1]])
        if keys == {"excludes"}:
            every = vocabulary.everything[vocabulary.first[fact]]
            return every & ~vocabulary.mask(fact, [value for _, value in form["excludes"][1]])
        raise ValueError(form)

    def _set(self, definition: FactDefinition, tag: str, form: Json) -> Narrowing:
        element = self._vocabulary.element
        if tag == "list":
            named = {value for _, value in form}
            if not named <= set(definition.values):
                raise ValueError(form)
            return tuple(
                (element(definition.id, value), IN if value in named else OUT)
                for value in definition.values
            )
        parts = dict(form)
        if tag != "map" or not parts or not set(parts) <= {"includes", "excludes"}:
            raise ValueError(form)
        inside = {value for _, value in parts.get("includes", ("list", ()))[1]}
        outside = {value for _, value in parts.get("excludes", ("list", ()))[1]}
        if inside & outside:
            raise ValueError(form)
        return tuple((element(definition.id, value), IN) for value in sorted(inside)) + tuple(
            (element(definition.id, value), OUT) for value in sorted(outside)
        )


def write_form(vocabulary: Vocabulary, fact: str, known: Sequence[int]) -> Json:
    """Write what is known of a fact as a form; None where nothing is."""
    definition = vocabulary.facts[fact]
    variables = vocabulary.variables(fact)
    if definition.kind == "set":
        states = [known[variable] for variable in variables]
        inside = [v for v, state in zip(definition.values, states, strict=True) if state == IN]
        outside = [v for v, state in zip(definition.values, states, strict=True) if state == OUT]
        if len(inside) + len(outside) == len(definition.values):
            return inside
        parts = {"includes": inside, "excludes": outside}
        return {key: values for key, values in parts.items() if values} or None
    possible = known[variables[0]]
    if possible == vocabulary.everything[variables[0]]:
        return None
    values = [value for bit, value in enumerate(definition.values) if possible >> bit & 1]
    if len(values) == 1:
        return values[0]
    if definition.kind != "number" or len(values) != values[-1] - values[0] + 1:
        return {"one_of": values}
    bounds = {"at_least": values[0], "at_most": values[-1]}
    if values[0] == definition.values[0]:
        del bounds["at_least"]
    if values[-1] == definition.values[-1]:
        del bounds["at_most"]
    return bounds


def _number(definition: FactDefinition, tag: str, value: Json) -> int:
    low, high = definition.minimum, definition.maximum
    if tag != "int" or (low is not None and value < low) or (high is not None and value > high):
        raise ValueError(value)
    return int(value)


def _frozen(form: Json) -> Json:
    """A hashable twin of a form; the tag keeps `true` apart from `1`."""
    if isinstance(form, list):
        return ("list", tuple(_frozen(part) for part in form))
    if isinstance(form, dict):
        return ("map", tuple((key, _frozen(value)) for key, value in form.items()))
    return (type(form).__name__, form)


def _written(frozen: Json) -> str:
    tag, form = frozen
    if tag == "list":
        return "[" + ", ".join(_written(part) for part in form) + "]"
    if tag == "map":
        return "{" + ", ".join(f"{key}: {_written(value)}" for key, value in form) + "}"
    return json.dumps(form)


def _short(written: str) -> str:
    return written if len(written) <= LONGEST_SHOWN else f"{written[:LONGEST_SHOWN]}..."

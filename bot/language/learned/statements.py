"""Facts taken apart into single statements, which is what is learned and what is counted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Form = Any


@dataclass(frozen=True, order=True)
class Statement:
    """
    One thing said of one fact.

    Args:
        fact: The fact's id.
        said: A form of it as JSON; of a set "includes" or "excludes" and one value.
    """

    fact: str
    said: str

    @property
    def name(self) -> str:
        """As a column of a model is named."""
        return f"{self.fact} {self.said}"

    @property
    def form(self) -> Form:
        """The form it stands for."""
        side, _, value = self.said.partition(" ")
        return {side: [value]} if side in ("includes", "excludes") else json.loads(self.said)

    @classmethod
    def from_name(cls, name: str) -> Statement:
        """The statement of that name."""
        return cls(*name.split(" ", 1))


def statements(facts: Mapping[str, Form]) -> Iterator[Statement]:
    """The statements that forms of facts are made of."""
    for fact, form in facts.items():
        if isinstance(form, list):
            yield from (Statement(fact, f"includes {value}") for value in form)
            if not form:
                yield Statement(fact, "[]")
        elif isinstance(form, dict) and form and set(form) <= {"includes", "excludes"}:
            for side, values in form.items():
                yield from (Statement(fact, f"{side} {value}") for value in values)
        else:
            yield Statement(fact, json.dumps(form, sort_keys=True))

"""Facts that follow from two things said together: "in the hospital" and "nowhere to go"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.language.volunteered.found import Found
from bot.language.volunteered.spotted import Form

MARK = "mark:"
"""Opens the name of what the topic files note for this alone; it is no fact."""

_NEAREST: Mapping[str | None, int] = {"self": 0, "we": 0}
"""Of the words together, those of the texter tell whose the fact is."""


@dataclass(frozen=True)
class Together:
    """
    One rule of `_combined.yaml`.

    Args:
        when: Each must be told; one of its words is enough.
        unless: None of these may be told.
        then: What is asserted.
        instead: What is no longer asserted: a fact, or one value of it.
    """

    when: tuple[frozenset[str], ...]
    unless: frozenset[str]
    then: Mapping[str, Form]
    instead: frozenset[str]

    @classmethod
    def from_yaml(cls, content: Mapping[str, Any]) -> Together:
        """Build one rule."""
        return cls(
            tuple(frozenset(line.split("|")) for line in content["when"]),
            frozenset(content.get("unless", ())),
            content["then"],
            frozenset(content.get("instead", ())),
        )


class Combined:
    """All rules, in order; a later one sees what an earlier one asserted."""

    def __init__(self, content: Sequence[Mapping[str, Any]]) -> None:
        self.rules = [Together.from_yaml(each) for each in content]

    def of(self, found: Sequence[Found]) -> list[Found]:
        """What was found, with what follows from it and without the marks."""
        told = list(found)
        for rule in self.rules:
            causes = _causes(rule, told)
            if causes:
                gone = [each for each in told if _names(each) & rule.instead]
                told = [each for each in told if each not in gone]
                first = min([*causes, *gone], key=lambda each: _NEAREST.get(each.subject, 1))
                told += [
                    replace(first, fact=fact, form=form, anyone=False, shared=True)
                    for fact, form in rule.then.items()
                ]
        return [each for each in told if not each.fact.startswith(MARK)]


def _causes(rule: Together, told: Sequence[Found]) -> list[Found]:
    """What makes a rule hold, the words of each of its lines; empty where it does not."""
    sure = [each for each in told if each.sure]
    if any(_names(each) & rule.unless for each in sure):
        return []
    causes = [next((f for f in sure if _names(f) & line), None) for line in rule.when]
    found = [cause for cause in causes if cause is not None]
    return found if len(found) == len(causes) else []


def _names(found: Found) -> frozenset[str]:
    """By which names a rule may speak of a finding: its fact, and its values."""
    form = found.form
    values = form.get("includes", ()) if isinstance(form, dict) else [form]
    return frozenset([found.fact, *(f"{found.fact}={value}" for value in values)])

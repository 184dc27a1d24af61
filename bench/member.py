"""A simulated member: answers any question from a complete profile, as a person would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ENDINGS = ("not_sure", "declined")


def answer(question: Mapping[str, Any], facts: Mapping[str, Any]) -> list[str]:
    """
    The options to choose, from the question's JSON alone.

    Args:
        question: As in a message of the web chat: `kind`, `options` with `sets` and `clears`.
        facts: A complete profile: a value, "not_sure" or "declined" per fact.
    """
    options = question["options"]
    if question["kind"] == "multiple":
        return _ticks(options, facts)
    for option in options:
        if option["sets"] and all(fits(facts[fact], form) for fact, form in option["sets"].items()):
            return [option["value"]]
    return ["not_sure"]


def _ticks(options: Sequence[Mapping[str, Any]], facts: Mapping[str, Any]) -> list[str]:
    ticked = []
    for option in options:
        sets = option["sets"]
        if option["value"] in ("none", "not_sure", "skip") or option["value"].endswith("?"):
            continue
        ending = next((facts[fact] for fact in sets if facts[fact] in ENDINGS), None)
        if ending:
            ticked.append(f"{option['value']}?")
        elif all(fits(facts[fact], form) for fact, form in sets.items()):
            ticked.append(option["value"])
    return ticked or ["none"]


def fits(value: Any, form: Any) -> bool:
    """Whether a complete value lies within a form."""
    if value in ENDINGS or form in ENDINGS:
        return bool(value == form)
    if not isinstance(form, Mapping):
        return bool(value == form)
    if "one_of" in form:
        return value in form["one_of"]
    if "at_least" in form or "at_most" in form:
        return bool(form.get("at_least", value) <= value <= form.get("at_most", value))
    held = set(value) if isinstance(value, list) else {value}
    return set(form.get("includes", ())) <= held and not set(form.get("excludes", ())) & held

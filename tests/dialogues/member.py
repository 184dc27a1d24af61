"""A member who answers whatever is asked from what is true of them."""

from __future__ import annotations

from typing import Any

from bot.dialogue.interviewing import policy

CLOSED = {"yes_no": False, "number": 0, "set": []}


def truth(facts: dict[str, Any], fact: str) -> Any:
    """What is true of a member; what a transcript leaves out is the answer that opens nothing."""
    if fact in facts:
        return facts[fact]
    if fact == "wants_supports":
        return bool(facts.get("support_needs"))
    definition = policy().facts[fact]
    return CLOSED[definition.kind] if definition.kind in CLOSED else definition.values[-1]


def holds(form: Any, value: Any) -> bool:
    """Whether a form, as an option has it in `sets`, is true of a value."""
    if not isinstance(form, dict):
        return form == value
    values = value if isinstance(value, list) else [value]
    checks = {
        "one_of": lambda wanted: value in wanted,
        "at_least": lambda least: value >= least,
        "at_most": lambda most: value <= most,
        "includes": lambda wanted: set(wanted) <= set(values),
        "excludes": lambda unwanted: not set(unwanted) & set(values),
    }
    return all(checks[key](wanted) for key, wanted in form.items())


def choice_for(question: dict[str, Any], facts: dict[str, Any]) -> list[str]:
    """The options that are true of the member; in a list where none is, "none"."""
    ways_out = ("not_sure", "skip", *(["none"] if question["kind"] == "multiple" else []))
    true = [
        option["value"]
        for option in question["options"]
        if option["value"] not in ways_out
        and not option["value"].endswith("?")
        and option["sets"]
        and all(holds(form, truth(facts, fact)) for fact, form in option["sets"].items())
    ]
    if question["kind"] == "multiple":
        return true or ["none"]
    return true[:1] or ["not_sure"]


def as_numbers(question: dict[str, Any], choice: list[str]) -> str:
    """A choice as somebody texts it: the numbers of the options."""
    listed = [o["value"] for o in question["options"] if not o["value"].endswith("?")]
    return " ".join(str(listed.index(value) + 1) for value in choice)

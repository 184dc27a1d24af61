"""Answers that are ranges, held against the thresholds of the rules: none may straddle one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.eligibility.formula import Formula
from bot.eligibility.policy import Criterion, Policy

# Lowest number of the part above, and where the rule that draws the line stands.
Line = tuple[int, str]


def straddling(policy: Policy, folder: Path) -> list[str]:
    """
    Tell every range on both sides of a threshold: who chooses it has to be asked again.

    Args:
        folder: Where the policy was read from, to name the files.
    Returns:
        One sentence for each range and threshold, with file, question and option.
    """
    lines, files = _lines(policy), _question_files(folder)
    return [
        f"{files[question]}: {question} > {option}: this range of {fact} straddles the threshold "
        f"{number} of bot/policy/{rule}. Move the range, or people are asked twice."
        for question, option, fact, values in _ranges(policy)
        for number, rule in lines.get(fact, ())
        if _is_on_both_sides(values, number - (policy.facts[fact].minimum or 0))
    ]


def _ranges(policy: Policy) -> Iterator[tuple[str, str, str, int]]:
    """Every answer of a choice that says something of a number: the numbers, as bits."""
    for question in policy.questions.values():
        for option in question.options if question.kind == "choice" else ():
            for fact, form in option.sets.items():
                read = policy.forms.read(fact, form)
                if policy.facts[fact].kind == "number" and not isinstance(read, str):
                    yield question.id, option.value, fact, read[0][1]


def _is_on_both_sides(values: int, line: int) -> bool:
    """Whether some of the values, as bits, lie below the line and some at it or above."""
    return bool(values & ((1 << line) - 1)) and bool(values >> line)


def _lines(policy: Policy) -> dict[str, list[Line]]:
    """Every number at which a rule changes, by fact."""
    names = {
        policy.vocabulary.first[fact.id]: fact.id
        for fact in policy.facts.values()
        if fact.kind == "number"
    }
    found: dict[str, dict[int, str]] = {}
    for rule, formula in _formulas(policy):
        for leaf in formula.leaves():
            if fact := names.get(leaf.variable):
                lowest, count = policy.facts[fact].minimum or 0, len(policy.facts[fact].values)
                changes = leaf.mask ^ (leaf.mask << 1)
                for bit in range(1, count):
                    if changes >> bit & 1:
                        found.setdefault(fact, {}).setdefault(lowest + bit, rule)
    return {fact: sorted(lines.items()) for fact, lines in found.items()}


def _formulas(policy: Policy) -> Iterator[tuple[str, Formula]]:
    """Every rule that compares facts, with the file it stands in."""
    for name, criterion in _criteria(policy):
        yield name, criterion.formula
    for consequence in policy.consequences:
        yield "facts/_follows.yaml", consequence.when


def _criteria(policy: Policy) -> Iterator[tuple[str, Criterion]]:
    for population in policy.populations.values():
        yield f"ecm/{population.id}.yaml", population.rule
        if population.may is not None:
            yield f"ecm/{population.id}.yaml", population.may
    for support in policy.supports.values():
        yield f"community_supports/{support.id}.yaml", support.need
    ecm, program = policy.ecm, policy.community_supports
    flags = (flag.criterion for flag in ecm.flags)
    for criterion in (*ecm.not_available, *ecm.excluded, *flags):
        yield "ecm/_program.yaml", criterion
    for criterion in (program.open_to, program.willing, program.basics):
        yield "community_supports/_program.yaml", criterion


def _question_files(folder: Path) -> dict[str, str]:
    """The file of every question, as errors name it."""
    return {
        str(entry["question"]): f"{folder.parent.name}/{folder.name}/questions/{file.name}"
        for file in sorted((folder / "questions").glob("[!_]*.yaml"))
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))
    }

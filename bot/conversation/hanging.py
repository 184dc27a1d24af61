"""What hangs on an answer: others that mean nothing once it is corrected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.conversation.basis import Basis
from bot.conversation.plan_words import leaves
from bot.conversation.questions import NOT_SURE, SKIP
from bot.conversation.screening import Answer, Screening
from bot.eligibility.facts import Facts
from bot.eligibility.findings import Findings
from bot.eligibility.judge import screen

CHANGED = "changed"
"""Stands in the place of an answer that was taken back as a whole; its words stay for staff."""

CLOSED = ("not_indicated", "not_available")


def hanging(screening: Screening, until: int, basis: Basis) -> tuple[tuple[int, str], ...]:
    """
    The answers that could come to something before a correction, and to nothing after it.

    Args:
        screening: With the correction as its last answer.
        until: How many answers there were before it.
    Returns:
        (index, fact) of those answers. What a person has said goes only where every population
        and support that asks for it is out of reach, and nothing at all depends on it.
    """
    dropped: list[tuple[int, str]] = []
    before = replace(screening, answers=screening.answers[:until])
    for index, answer in enumerate(before.answers):
        question = basis.policy.questions.get(answer.question)
        if question is None or question.opening or answer.values in ((NOT_SURE,), (SKIP,)):
            continue
        facts = sorted(answer.facts - screening.answers[-1].facts)
        pairs = [*dropped, *((index, fact) for fact in facts)]
        if not facts or not _is_idle(screening, facts, pairs, basis):
            continue
        if not _is_idle(before, facts, [(index, fact) for fact in facts], basis):
            dropped = pairs
    return tuple(dropped)


def _is_idle(
    screening: Screening, facts: Sequence[str], pairs: list[tuple[int, str]], basis: Basis
) -> bool:
    """Whether all that asks for these facts is out of reach, and all is found the same without."""
    unsaid = Answer(CHANGED, takes_back=tuple(pairs))
    without = basis.facts(replace(screening, answers=(*screening.answers, unsaid)))
    found = _found(without, basis)
    if any(band not in CLOSED for fact in facts for band in _bands(fact, found, basis)):
        return False
    return found.to_json() == _found(basis.facts(screening), basis).to_json()


def _found(facts: Facts, basis: Basis) -> Findings:
    return screen(basis.policy, facts)


def _bands(fact: str, found: Findings, basis: Basis) -> Iterator[str]:
    """The bands of every population and support that asks for a fact."""
    findings = {**found.ecm.populations, **found.supports}
    for id, finding in findings.items():
        if any(fact in leaf.facts for leaf in leaves(id, basis.policy)):
            yield finding.band

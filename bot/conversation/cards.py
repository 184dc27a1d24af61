"""The outcome as cards: the findings, with names and plain words beside the bands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation.outcome import Outcome, capital
from bot.conversation.plan_words import worth_reading
from bot.eligibility.findings import OFFERED, Finding

Json = dict[str, Any]


def cards(outcome: Outcome) -> Json:
    """
    The JSON of `calaim screen`, for a page: what is offered also has its name and plain words.

    Each offered finding has `label` and `plain` (a population only `label`, and only where it is
    named), the overall ones and the supports also `next`; each reason has the `source_title` a
    reader can look up. What was not told stands after "if" and never as a fact.
    """
    findings, say = outcome.findings, outcome.voice.say
    found = findings.to_json()
    ecm = found["ecm"]
    ecm["populations"] = {
        id: _population(outcome, id, finding) for id, finding in findings.ecm.populations.items()
    }
    if findings.ecm.band in OFFERED:
        flags = [say(f"outcome.flags.{flag}.full") for flag in findings.ecm.flags]
        ecm |= {
            "label": say("outcome.cards.ecm.label"),
            "plain": " ".join([say("outcome.cards.ecm.plain"), *flags]),
            "next": say(f"outcome.cards.next.{findings.ecm.band}"),
        }
    found["supports"] = {
        id: _support(outcome, id, finding) for id, finding in findings.supports.items()
    }
    return found


def _population(outcome: Outcome, id: str, finding: Finding) -> Json:
    if finding.band not in OFFERED:
        return finding.to_json()
    if id not in outcome.told:
        return {"band": finding.band, "because": []}
    since = outcome.since(id)
    if id not in outcome.certain:
        # The plan's words for what nobody said would read as if they had said it.
        label = outcome.voice.say("outcome.cards.population.open", since=since)
        return {"band": finding.band, "because": [], "label": label}
    label = outcome.voice.say("outcome.cards.population.told", since=since)
    return {**_reasoned(outcome, id, finding), "label": label}


def _support(outcome: Outcome, id: str, finding: Finding) -> Json:
    if finding.band not in OFFERED:
        return finding.to_json()
    say = outcome.voice.say
    return {
        **_reasoned(outcome, id, finding),
        "label": capital(say(f"outcome.supports.{id}")),
        "plain": say(f"outcome.cards.supports.{id}"),
        "next": say(f"outcome.cards.next_support.{finding.band}"),
    }


def _reasoned(outcome: Outcome, id: str, finding: Finding) -> Json:
    sources: Mapping[str, Mapping[str, Any]] = outcome.basis.policy.sources
    because = []
    for reason in worth_reading(id, finding.because, outcome.basis.policy):
        document, _, page = reason.source.partition(", ")
        title = str(sources[document]["title"]) + (f", {page}" if page else "")
        read = sources[document].get("read")
        because.append({**reason.as_json, "source_title": title, "read": str(read or "")})
    return {"band": finding.band, "because": because}

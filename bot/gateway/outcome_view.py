"""An outcome's cards for the pages that are made here: plain chat, summary and its PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

Json = Mapping[str, Any]
FILE = Path(__file__).parent / "outcome_words.yaml"
BANDS = ("appears", "may")
"""What is offered, the surer first; nothing is said of the other bands."""


@dataclass(frozen=True)
class PlanWords:
    """
    A sentence of the plan that the person's case rests on.

    Args:
        read: The day on which it was last compared with its source; empty where there is none.
    """

    text: str
    source: str
    read: str


@dataclass(frozen=True)
class Card:
    """
    One service.

    Args:
        says: How sure it is, in words.
        because: What of the person's own life speaks for it.
    """

    band: str
    says: str
    label: str
    plain: str
    next: str
    because: tuple[str, ...]
    plan_words: tuple[PlanWords, ...]


@dataclass(frozen=True)
class OutcomeView:
    """All that a template needs: `cards`, and the `words` around them."""

    cards: tuple[Card, ...]
    words: Json


def view_of(outcome: Json, language: str = "en") -> OutcomeView:
    """
    Prepare an outcome for `templates/_outcome.html`.

    Args:
        outcome: As a message of the web API carries it.
    """
    words = _words().get(language, _words()["en"])
    ecm = outcome["ecm"]
    groups = list(_offered(ecm["populations"].values()))
    because = [reason for group in groups for reason in group["because"]]
    told = tuple(str(group["label"]) for group in groups)
    whole = {**ecm, "because": because}
    cards = [_card(each, words, told) for each in _offered([whole])]
    cards += [_card(each, words) for each in _offered(outcome["supports"].values())]
    return OutcomeView(tuple(cards), words)


def _offered(findings: Any) -> Iterator[Json]:
    """What has a name to show, the surer first."""
    named = [each for each in findings if each["band"] in BANDS and each.get("label")]
    yield from sorted(named, key=lambda each: BANDS.index(each["band"]))


def _card(finding: Json, words: Json, because: tuple[str, ...] = ()) -> Card:
    quoted = (
        PlanWords(each["text"], each.get("source_title", each["source"]), each.get("read", ""))
        for each in finding["because"]
    )
    return Card(
        band=finding["band"],
        says=words["bands"][finding["band"]],
        label=finding["label"],
        plain=finding.get("plain", ""),
        next=finding.get("next", ""),
        because=because,
        plan_words=tuple(dict.fromkeys(quoted)),
    )


@lru_cache(1)
def _words() -> dict[str, Json]:
    words: dict[str, Json] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return words

"""What a screening finds: bands with their reasons. It appears, it may; it never decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any as Json

from bot.eligibility.formula import FALSE, TRUE, Known
from bot.eligibility.policy import Criterion, Reason

APPEARS, MAY, UNDETERMINED = "appears", "may", "undetermined"
NOT_INDICATED, NOT_AVAILABLE = "not_indicated", "not_available"
OFFERED = (APPEARS, MAY)


@dataclass(frozen=True)
class Finding:
    """The band of one population or support, and the criteria it rests on."""

    band: str
    because: tuple[Reason, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """As in the output of `calaim screen`."""
        return {"band": self.band, "because": [reason.as_json for reason in self.because]}


@dataclass(frozen=True)
class EcmFinding:
    """
    Enhanced Care Management overall.

    Args:
        reason: The population that leads, the coverage or program that closes ECM, or
            "no_population"; empty while undetermined.
    """

    band: str
    flags: tuple[str, ...]
    reason: str
    populations: Mapping[str, Finding]


@dataclass(frozen=True)
class Findings:
    """All that one set of facts leads to; `sent_to` is None while unsettled."""

    ecm: EcmFinding
    supports: Mapping[str, Finding]
    sent_to: str | None

    def to_json(self) -> dict[str, Json]:
        """As in the output of `calaim screen`."""
        ecm = self.ecm
        return {
            "ecm": {
                "band": ecm.band,
                "flags": list(ecm.flags),
                "reason": ecm.reason,
                "populations": {id: found.to_json() for id, found in ecm.populations.items()},
            },
            "supports": {id: found.to_json() for id, found in self.supports.items()},
            "sent_to": self.sent_to,
        }


def reasons(criterion: Criterion, known: Known, also_unknown: bool) -> tuple[Reason, ...]:
    """The leaves that a true criterion rests on; with `also_unknown`, those that may yet be."""
    if not criterion.group:
        truth = criterion.formula.truth(known)
        return (criterion.reason,) if truth is TRUE or (also_unknown and truth is not FALSE) else ()
    if criterion.group == "none_of":
        unmet = (part for part in criterion.parts if not part.group)
        return tuple(p.reason for p in unmet if p.formula.truth(known) is FALSE or also_unknown)
    if criterion.group == "any_of" and criterion.formula.truth(known) is TRUE:
        also_unknown = False
    found: tuple[Reason, ...] = ()
    for part in criterion.parts:
        if part.formula.truth(known) is not FALSE:
            found += reasons(part, known, also_unknown)
    return found

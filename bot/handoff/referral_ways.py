"""Where a referral is sent; where the plan's two pages differ both stand, and staff choose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
DIFFER = "The plan's two pages differ on where an ECM request goes. Choose one, or ask ICM first."


@dataclass(frozen=True)
class Way:
    """
    One way to send it, or one desk to call.

    Args:
        forms: The names of the forms that the plan asks for there.
        source: The page it stands on, a key of bot/policy/sources.yaml; empty for a desk.
        page: The same in words.
        note: What to know before choosing it.
    """

    id: str
    label: str
    forms: tuple[str, ...] = ()
    fax: str = ""
    email: str = ""
    phone: str = ""
    source: str = ""
    page: str = ""
    note: str = ""


def ways(kind: str, closed_by: str, desk: str, contacts: Json) -> tuple[Way, ...]:
    """
    List where it may go.

    Args:
        kind: What is asked for: "both", "ecm", "supports" or "none".
        closed_by: The reason for which ECM is closed, such as "care_advantage".
        desk: Who has the case.
    """
    found = [*_ecm(contacts)] if kind in ("both", "ecm") else []
    found += [_supports(contacts)] if kind in ("both", "supports") else []
    if closed_by == "care_advantage":
        found.append(_desk("careadvantage_unit", contacts))
    return (*found, _desk(desk if desk in contacts else "member_services", contacts))


def _ecm(contacts: Json) -> Iterator[Way]:
    referral = contacts["providers"]["ecm_referral"]
    request = contacts["providers"]["prior_authorization"]
    note = DIFFER if referral["fax"] != request["fax"] else ""
    yield Way(
        id="ecm_referral",
        label="ECM, to Integrated Care Management (ICM)",
        forms=(str(referral["form"]),),
        fax=str(referral["fax"]),
        email=str(referral["email"]),
        source=str(referral["source"]),
        note=note,
    )
    yield Way(
        id="ecm_prior_authorization",
        label="ECM, as a prior authorization",
        forms=tuple(request["ecm_forms"]),
        fax=str(request["fax"]),
        source=str(request["source"]),
        note=note,
    )


def _supports(contacts: Json) -> Way:
    request = contacts["providers"]["prior_authorization"]
    return Way(
        id="community_supports",
        label="Community Supports",
        forms=tuple(request["community_supports_forms"]),
        fax=str(request["fax"]),
        source=str(request["source"]),
    )


def _desk(name: str, contacts: Json) -> Way:
    desk = contacts[name]
    phones = [str(desk[key]) for key in ("phone", "toll_free") if desk.get(key)]
    return Way(id=name, label=f"Questions: {desk['label']}", phone=", ".join(phones))

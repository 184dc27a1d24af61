"""A case of which nothing is known but whom to call: the rest could not be read, or was erased."""

from typing import Any

from bot.eligibility.findings import UNDETERMINED

Json = dict[str, Any]


def bare_details(person: str, wanted: str | None, contact: Json) -> Json:
    """Give the details of a case as staff read them, with every part there and empty."""
    details: Json = {
        "person": person,
        "wanted": wanted,
        "contact": contact,
        "ecm": {"band": UNDETERMINED, "reason": "", "flags": []},
        "facts": {},
        "answers": [],
        "known": {"not_sure": 0, "skipped": 0, "of": 0, "little": False},
        "screening_complete": False,
    }
    details |= {name: [] for name in ("populations", "supports", "not_asked", "not_settled")}
    details |= {name: [] for name in ("not_sure", "declined", "conflicts")}
    return details

"""Whether a date of birth fits the age that was told; who takes the call has to ask otherwise."""

import re
from datetime import date
from typing import Any

MOST_APART = 1
"""People tell the age they are about to be; further apart, one of the two is wrong."""


def birth_doubt(born: str | None, age: Any, today: date, doubtful: bool = False) -> str:
    """
    Say what is wrong with a date of birth; nothing where it fits.

    Args:
        born: An ISO date where it could be read, else in the person's words.
        age: What is known of the age, as a form.
        doubtful: Whether the conversation found it doubtful already.
    """
    found = _age_then(born, today)
    if found is not None:
        low, high = _bounds(age)
        if not low - MOST_APART <= found <= high + MOST_APART:
            return f"born {_year(born)} does not fit age {_told(low, high)}: check"
    return f"born {born} is doubtful: check" if born and doubtful else ""


def _age_then(born: str | None, today: date) -> int | None:
    try:
        day = date.fromisoformat(born or "")
    except ValueError:
        year = _year(born)
        return today.year - int(year) if year else None
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


def _year(born: str | None) -> str:
    found = re.search(r"\b(?:19|20)\d\d\b", born or "")
    return found.group() if found else ""


def _bounds(age: Any) -> tuple[float, float]:
    if isinstance(age, int):
        return age, age
    if isinstance(age, dict) and {"at_least", "at_most"} & age.keys():
        return age.get("at_least", 0), age.get("at_most", float("inf"))
    return 0, float("inf")


def _told(low: float, high: float) -> str:
    if high == float("inf"):
        return f"{low} or more" if low else "a person born by now"
    return f"{low}" if low == high else f"{low} to {high}"

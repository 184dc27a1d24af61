"""What is printed above everything else on a referral."""

from __future__ import annotations

from collections.abc import Iterator

from bot.handoff.danger import KINDS, dangers
from bot.handoff.referral_form import Form
from bot.handoff.referral_told import Told, moment
from bot.handoff.words import readable


def notices(told: Told, form: Form) -> Iterator[str]:
    """Tell what whoever reads it has to know first, the most urgent above."""
    details, words = told.details, form.notices
    kinds = [str(entry.get("kind")) for entry in dangers(dict(details))]
    for kind in dict.fromkeys(reversed(kinds)):
        yield words["danger"].format(kind=KINDS.get(kind, readable(kind)))
    if not details:
        yield words["unreadable"]
    if details.get("joined_to"):
        yield words["joined"].format(code=details["joined_to"])
    by_phone = words["by_phone"] if told.is_partly_by_phone else ""
    yield words["not_a_decision"].format(by_phone=by_phone)
    yield from _whose(told, form)
    if details.get("erased_at"):
        yield words["erased"].format(day=moment(details["erased_at"]))
    elif details:
        yield from _how_much(told, form)


def _whose(told: Told, form: Form) -> Iterator[str]:
    if told.is_by_caller:
        yield form.notices["second_hand"]
    if told.person == "provider":
        yield form.notices["provider"]
    if told.details.get("minor_alone"):
        yield form.notices["minor_alone"]


def _how_much(told: Told, form: Form) -> Iterator[str]:
    details = told.details
    if not details.get("screening_complete") and told.person != "provider":
        yield form.notices["complete_missing"]
    if (details.get("known") or {}).get("little"):
        yield form.notices["little"]
    if details.get("earlier") or details.get("later"):
        yield form.notices["other_rounds"]

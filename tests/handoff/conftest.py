"""A person of whom a little is known, and what makes a case of it."""

from datetime import date

import pytest

from bot.conversation.handover import Handover
from bot.conversation.screening import Answer, Screening
from bot.eligibility.loader import load_policy
from bot.handoff.drafting import CaseDrafter
from bot.wording.book import load_wording

AT = "2026-11-21T17:00:00+00:00"
LATER = "2026-11-21T17:05:00+00:00"
PHONE = "+16505550111"


@pytest.fixture(scope="module")
def drafter() -> CaseDrafter:
    """Makes cases by the policy."""
    return CaseDrafter(load_policy(), load_wording())


def screening(**handover) -> dict:
    """A member of 34 who has come so far in asking for a call."""
    answers = (Answer("age", (), ({"age": 34},), "34"),)
    wish = Handover(**handover)
    made = Screening("2026-11-21", date(2026, 11, 21), who="self", answers=answers, handover=wish)
    return made.to_json()

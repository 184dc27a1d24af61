"""The queue: who waits and why, in the order in which they are to be called."""

import re

from bot.handoff.danger import mark_danger
from tests.fakes.desk import asks_for_a_call


def codes(page: str) -> list[str]:
    return re.findall(r'id="case-([A-Z]{3}-\d{3})"', page)


def test_staff_see_who_waits_and_why_with_the_most_urgent_first(desk):
    longest = desk.waiting(minutes=90)
    shortest = desk.waiting(minutes=5)
    at = desk.clock.now().isoformat()
    urgent = desk.waiting(mark_danger(asks_for_a_call(), "self_harm", "i cant go on", at))
    page = desk.staff(desk="member_services").get("/?desk=both").text
    assert codes(page) == [urgent, longest, shortest]
    assert "3 waiting, 1 urgent" in page
    assert "Wrote of harming themselves or not wanting to live" in page
    assert "1 h 30 min" in page and "Spanish" in page and "Wants a call" in page

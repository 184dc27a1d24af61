"""Nobody is told to wait for a call on a day when nobody calls."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.interview import Said, Screening
from bot.conversation.office import is_office_day, next_office_day
from bot.conversation.replies import AskPerson, Chosen, Declined, Reply, Text
from tests.conversation.talk import interview
from tests.eligibility.strategies import POLICY

SATURDAY, FRIDAY = date(2026, 11, 21), date(2026, 11, 20)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (FRIDAY, True),
        (SATURDAY, False),
        (date(2026, 11, 26), False),  # Thanksgiving
        (date(2026, 12, 25), False),
        (date(2027, 3, 31), False),  # Cesar Chavez Day, a holiday in California
        (date(2026, 12, 28), True),
    ],
)
def test_office_days_follow_the_week_and_the_holidays_of_california(
    day: date, is_open: bool
) -> None:
    assert is_office_day(day, POLICY.contacts) is is_open


def test_the_next_office_day_skips_weekend_and_holidays() -> None:
    assert next_office_day(SATURDAY, POLICY.contacts) == date(2026, 11, 23)
    assert next_office_day(date(2026, 12, 24), POLICY.contacts) == date(2026, 12, 28)


def asked_for_a_person(today: date, *replies: Reply) -> Screening:
    talk, screening = interview(), interview().begin(today, channel="sms")
    for reply in (AskPerson(), Chosen(("call_me",)), Text("Ana"), *replies):
        screening = talk.take(screening, reply, Said("", "m", "2026-11-21T10:00:00Z")).screening
    return screening


def test_today_is_understood_only_when_somebody_is_there_today() -> None:
    def times(day: date) -> list[str]:
        question = interview().open_question(asked_for_a_person(day))
        assert question is not None and question.id == "call_when"
        return [option.value for option in (*question.options, *question.unlisted)]

    assert "today" in times(FRIDAY)
    assert "today" not in times(SATURDAY)


def test_the_closing_names_the_day_of_the_call() -> None:
    times = Chosen(("morning",)), Chosen(("yes",)), Declined(), Chosen(("english",))
    closed = asked_for_a_person(SATURDAY, *times)
    assert "Monday" in interview().ask(closed).text

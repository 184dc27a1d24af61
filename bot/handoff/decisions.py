"""By when the plan decides on what was sent in: the one clock that members and staff are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from bot.conversation.office import next_office_day
from bot.handoff.office_hours import closing_on, day_of
from bot.handoff.promises import URGENT

SENT_IN = ("referral_started", "authorization_sent")
"""Reasons with which staff close a case that the plan has to decide on."""


def decision_due(sent_at: datetime, urgency: str, contacts: Mapping[str, Any]) -> datetime:
    """
    Give the moment at which the time to decide on what was sent in is over.

    Urgent: so many hours, to the minute. Else: the closing of the last of so many working days,
    of which the day on which it was sent is none.

    Args:
        contacts: With `decision_times`, and the days, hours and holidays of the office.
    """
    times = contacts["decision_times"]
    if urgency == URGENT:
        # In UTC: an hour is an hour, also on the day on which clocks are changed.
        return sent_at.astimezone(timezone.utc) + timedelta(hours=int(times["urgent_hours"]))
    day = day_of(sent_at, contacts)
    for _ in range(int(times["routine_working_days"])):
        day = next_office_day(day, contacts)
    return closing_on(day, contacts)


def decided_by(sent_at: datetime, urgency: str, contacts: Mapping[str, Any]) -> date:
    """Give the last day of the time that the plan has to decide on what was sent in."""
    return day_of(decision_due(sent_at, urgency, contacts), contacts)

"""By when members hear from a person: office hours, holidays, and days on which clocks change."""

from datetime import date, datetime, timedelta, timezone

import pytest
import yaml

from bot.conversation.office import office_zone
from bot.errors import PolicyError
from bot.handoff import office_hours
from bot.handoff.office_hours import office_contacts
from bot.handoff.promises import FILE, promises, read_promises

CONTACTS = office_contacts()


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M %z").astimezone(timezone.utc)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        # Fridays, and the edges of the day.
        ("2026-11-20 09:00 -0800", "2026-11-20 09:15 -0800"),
        ("2026-11-20 07:59 -0800", "2026-11-20 08:15 -0800"),
        ("2026-11-20 17:45 -0800", "2026-11-20 18:00 -0800"),
        ("2026-11-20 17:50 -0800", "2026-11-23 08:05 -0800"),
        ("2026-11-20 18:00 -0800", "2026-11-23 08:15 -0800"),
        # The night before Thanksgiving; the day after it is a holiday in California too.
        ("2026-11-25 22:00 -0800", "2026-11-30 08:15 -0800"),
        # The clocks go back on November 1, and forward on March 14.
        ("2026-10-30 17:50 -0700", "2026-11-02 08:05 -0800"),
        ("2027-03-12 17:50 -0800", "2027-03-15 08:05 -0700"),
    ],
)
def test_what_must_not_wait_is_heard_from_within_minutes_of_the_open_office(now, due):
    assert promises().due("urgent", {}, moment(now), CONTACTS) == moment(due)


@pytest.mark.parametrize("now", ["2026-11-20 09:00 -0800", "2026-11-22 03:00 -0800"])
def test_who_wrote_of_danger_is_due_at_once_whatever_the_hour_and_whatever_they_booked(now):
    at, contact = moment(now), {"when": "morning", "asked_on": "2026-11-20"}
    details = {"danger": [{"kind": "self_harm", "words": "x", "at": now}], "contact": contact}
    assert promises().due("urgent", details, at, CONTACTS) == at + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("now", "contact", "due"),
    [
        ("2026-11-19 09:00 -0800", {}, "2026-11-20 18:00 -0800"),
        ("2026-11-20 09:00 -0800", {}, "2026-11-23 18:00 -0800"),
        ("2026-11-22 23:59 -0800", {}, "2026-11-23 18:00 -0800"),
        ("2026-10-30 12:00 -0700", {}, "2026-11-02 18:00 -0800"),
        ("2027-03-12 12:00 -0800", {}, "2027-03-15 18:00 -0700"),
        ("2026-12-31 20:00 -0800", {}, "2027-01-04 18:00 -0800"),
        (
            *("2026-11-19 09:00 -0800", {"when": "morning", "asked_on": "2026-11-19"}),
            "2026-11-20 12:00 -0800",
        ),
        (
            *("2026-11-19 09:00 -0800", {"when": "afternoon", "asked_on": "2026-11-19"}),
            "2026-11-20 18:00 -0800",
        ),
        (
            *("2026-11-19 09:00 -0800", {"when": "morning", "asked_on": "not a day"}),
            "2026-11-20 12:00 -0800",
        ),
    ],
)
def test_others_are_heard_from_on_the_next_office_day(now, contact, due):
    assert promises().due("routine", {"contact": contact}, moment(now), CONTACTS) == moment(due)


@pytest.mark.parametrize(
    ("now", "is_open", "opens"),
    [
        ("2026-11-20 07:59 -0800", False, "2026-11-20 08:00 -0800"),
        ("2026-11-20 08:00 -0800", True, "2026-11-23 08:00 -0800"),
        ("2026-11-20 17:59 -0800", True, "2026-11-23 08:00 -0800"),
        ("2026-11-20 18:00 -0800", False, "2026-11-23 08:00 -0800"),
        ("2026-11-26 10:00 -0800", False, "2026-11-30 08:00 -0800"),
        ("2026-11-01 01:30 -0700", False, "2026-11-02 08:00 -0800"),
        ("2027-03-14 01:59 -0800", False, "2027-03-15 08:00 -0700"),
    ],
)
def test_the_office_is_open_by_its_own_clocks(now, is_open, opens):
    assert office_hours.is_open(moment(now), CONTACTS) == is_open
    assert office_hours.next_opening(moment(now), CONTACTS) == moment(opens)


SHORT_FRIDAYS = {"friday": {"from": "09:00", "to": "12:30"}}
LATE_MONDAYS = {"monday": {"from": "10:00", "to": "20:00"}}


def with_hours_on(hours: dict, **holidays: list) -> dict:
    """The contacts of a plan whose office keeps other hours on one weekday."""
    own = {**CONTACTS["holidays"], **holidays}
    return {**CONTACTS, "calls": {**CONTACTS["calls"], "hours_on": hours}, "holidays": own}


@pytest.mark.parametrize(
    ("now", "hours", "is_open", "opens"),
    [
        ("2026-11-20 08:59 -0800", SHORT_FRIDAYS, False, "2026-11-20 09:00 -0800"),
        ("2026-11-20 09:00 -0800", SHORT_FRIDAYS, True, "2026-11-23 08:00 -0800"),
        ("2026-11-20 12:29 -0800", SHORT_FRIDAYS, True, "2026-11-23 08:00 -0800"),
        ("2026-11-20 12:30 -0800", SHORT_FRIDAYS, False, "2026-11-23 08:00 -0800"),
        ("2026-11-19 17:59 -0800", SHORT_FRIDAYS, True, "2026-11-20 09:00 -0800"),
        ("2026-11-22 12:00 -0800", LATE_MONDAYS, False, "2026-11-23 10:00 -0800"),
        ("2026-11-23 19:59 -0800", LATE_MONDAYS, True, "2026-11-24 08:00 -0800"),
        # Hours of its own do not open a holiday: Presidents' Day and Thanksgiving's Friday.
        ("2027-02-15 11:00 -0800", LATE_MONDAYS, False, "2027-02-16 08:00 -0800"),
        ("2026-11-27 10:00 -0800", SHORT_FRIDAYS, False, "2026-11-30 08:00 -0800"),
        # The Mondays after the clocks went back and forward.
        ("2026-11-01 01:30 -0800", LATE_MONDAYS, False, "2026-11-02 10:00 -0800"),
        ("2026-11-02 09:59 -0800", LATE_MONDAYS, False, "2026-11-02 10:00 -0800"),
        ("2027-03-14 03:00 -0700", LATE_MONDAYS, False, "2027-03-15 10:00 -0700"),
        ("2027-03-15 10:00 -0700", LATE_MONDAYS, True, "2027-03-16 08:00 -0700"),
    ],
)
def test_a_weekday_with_hours_of_its_own_is_open_just_in_these(now, hours, is_open, opens):
    ours = with_hours_on(hours)
    assert office_hours.is_open(moment(now), ours) == is_open
    assert office_hours.next_opening(moment(now), ours) == moment(opens)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-20 12:20 -0800", "2026-11-23 08:05 -0800"),
        ("2026-11-20 08:10 -0800", "2026-11-20 09:15 -0800"),
        ("2026-10-30 12:25 -0700", "2026-11-02 08:10 -0800"),
    ],
)
def test_danger_is_not_promised_for_hours_in_which_nobody_is_there(now, due):
    ours = with_hours_on(SHORT_FRIDAYS)
    assert promises().due("urgent", {}, moment(now), ours) == moment(due)


def test_who_is_promised_a_short_day_hears_before_it_ends():
    due = promises().due(
        "routine", {}, moment("2026-11-19 15:00 -0800"), with_hours_on(SHORT_FRIDAYS)
    )
    assert due == moment("2026-11-20 12:30 -0800")


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-26 10:00 -0800", "2026-11-27 09:00 -0800"),  # open the day after Thanksgiving
        ("2026-12-24 12:00 -0800", "2026-12-28 08:00 -0800"),  # shut on Christmas Eve as well
    ],
)
def test_the_plan_may_open_on_a_holiday_and_shut_on_a_day_of_its_own(now, opens):
    ours = with_hours_on(
        SHORT_FRIDAYS, also_closed=[date(2026, 12, 24)], open_all_the_same=[date(2026, 11, 27)]
    )
    assert not office_hours.is_open(moment(now), ours)
    assert office_hours.next_opening(moment(now), ours) == moment(opens)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-11-01", 7), ("2027-03-14", 5)], ids=["set back", "set forward"]
)
def test_the_day_on_which_clocks_change_is_as_long_as_it_is(day, hours):
    """An office that is open on Sundays from midnight to six in the morning."""
    usual = {**CONTACTS["member_services"]["hours"], "days": ["sunday"], "from": "00:00"}
    office = {**CONTACTS["member_services"], "hours": {**usual, "to": "06:00"}}
    ours = {**CONTACTS, "member_services": office}
    start = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=office_zone(ours))
    ends = office_hours.plus_open(start, timedelta(hours=hours), ours)
    assert ends == office_hours.closing_on(date.fromisoformat(day), ours).astimezone(timezone.utc)


def test_hours_run_on_over_closed_days():
    start = moment("2026-11-20 17:00 -0800")
    assert office_hours.plus_open(start, timedelta(hours=12), CONTACTS) == moment(
        "2026-11-24 09:00 -0800"
    )


def test_reasons_are_few_and_told_in_plain_words():
    reasons = promises().reasons
    assert 3 <= len(reasons) <= 12
    assert all(len(label) <= 40 and "_" not in label for label in reasons.values())


def without_tell(content: dict) -> None:
    del content["silence_minutes"]["tell"]


def with_no_minutes(content: dict) -> None:
    content["idle_minutes"]["claimed"] = 0


def with_the_end_first(content: dict) -> None:
    content["silence_minutes"] = {"tell": 10, "end": 3}


def with_a_reason_twice(content: dict) -> None:
    content["reasons"].append(content["reasons"][0])


@pytest.mark.parametrize(
    "spoil", [without_tell, with_no_minutes, with_the_end_first, with_a_reason_twice]
)
def test_a_file_that_promises_nonsense_is_refused(tmp_path, spoil):
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    spoil(content)
    spoiled = tmp_path / "promises.yaml"
    spoiled.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"promises\.yaml: "):
        read_promises(spoiled)

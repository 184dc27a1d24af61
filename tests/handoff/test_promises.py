"""By when members hear from a person: office hours, holidays, and days on which clocks change."""

from datetime import datetime, timedelta, timezone

import pytest
import yaml

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
def test_danger_is_heard_from_within_minutes_of_the_open_office(now, due):
    assert promises().due("urgent", {}, moment(now), CONTACTS) == moment(due)


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

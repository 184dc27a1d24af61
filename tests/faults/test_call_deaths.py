"""
The worker dies between taking what is due of a call and having told it: nobody misses it, nobody
hears it twice. A real process kills itself, on a real database; then another takes its place.
"""

import signal
from datetime import datetime, timedelta, timezone

import pytest

from bot.handoff.case import CaseDraft
from bot.storage import calls, case_events, case_life, cases, conversations
from tests.fakes.serving import wait_for
from tests.faults import points
from tests.faults.service import Service, service

COMES, MISSED = "+16505550141", "+16505550142"
DRAFT = CaseDraft("self", "routine", "member_services", "Wants a call.", {"person": "self"})


def book(made: Service, number: str, starts_at: datetime, ends_at: datetime) -> int:
    """Somebody who texts and has a call booked."""
    now = datetime.now(timezone.utc)
    with made.database.write() as connection:
        chat = conversations.find_or_create_sms(connection, number, now)
        code = cases.open_or_update(connection, chat, DRAFT, now)
        case = cases.by_code(connection, code)
        calls.add(connection, case.id, now, starts_at=starts_at, ends_at=ends_at)
    return case.id


def texts_to(made: Service, number: str) -> list[str]:
    return [text.body for text in made.twilio.texts if text.to == number]


def die_at(point: str, made: Service, folder) -> tuple[int, int]:
    """One call that comes soon, one that is over; the worker dies at the point; the cases."""
    now, marker = datetime.now(timezone.utc), folder / "died"
    soon, before = now + timedelta(minutes=30), now - timedelta(minutes=30)
    victim = made.start_worker((point, marker))
    both = (
        book(made, COMES, soon, soon + timedelta(hours=2)),
        book(made, MISSED, before - timedelta(hours=2), before),
    )
    victim.join(60)
    assert (marker.read_text(), victim.exitcode) == (point, -signal.SIGKILL)
    made.workers.remove(victim)
    made.start_worker()
    wait_for(lambda: texts_to(made, COMES) and texts_to(made, MISSED), 60)
    made.rest()
    return both


def check(made: Service, coming: int, missed: int) -> None:
    """Each was told once, and of the case whose call was missed its desk once."""
    [comes], [late] = texts_to(made, COMES), texts_to(made, MISSED)
    assert comes.startswith("The call you asked for comes") and late.startswith(
        "Sorry, we are late"
    )
    with made.database.read() as connection:
        told, over = calls.newest(connection, coming), calls.newest(connection, missed)
        history = [event["kind"] for event in case_events.of_case(connection, missed)]
        waits = case_life.life_of(connection, missed)
    assert (told.status, over.status) == (calls.BOOKED, calls.MISSED) and told.told_at is not None
    assert history.count("missed call") == 1 and waits.status == "waiting"


@pytest.mark.parametrize("point", points.CALLS)
def test_a_worker_that_dies_with_a_word_on_a_call_in_hand_loses_and_repeats_none(
    tmp_path, database, point
) -> None:
    with service(tmp_path, str(database.url), workers=0) as made:
        check(made, *die_at(point, made, tmp_path))


@pytest.mark.parametrize("point", points.SENDS)
def test_nor_does_one_that_dies_while_it_sends_one(tmp_path, point) -> None:
    with service(tmp_path, workers=0) as made:
        check(made, *die_at(point, made, tmp_path))

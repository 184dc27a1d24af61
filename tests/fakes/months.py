"""Months of work: conversations as the counts have them, and cases that staff took or left."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.handoff.case_life import StaffMember
from bot.storage import case_life, tallies
from bot.storage.tallies import NO_HOUR, Mark
from bot.worker import tallying as steps
from bot.worker.clock import PACIFIC
from tests.fakes.desk import Desk, asks_for_a_call

QUESTIONS = ("who", "coverage", "age", "life_now", "health_now", "housing", "ed_visits_6_months")
STOPS = {"life_now": 0.14, "housing": 0.07, "coverage": 0.05}
SKIPS = {"housing": 0.12, "life_now": 0.06}
MISSES = {"ed_visits_6_months": 0.15, "coverage": 0.1}
ANA = StaffMember("ana", "Ana", "icm")


def conversation(draw: random.Random, day: date) -> list[Mark]:
    """How one conversation of that day would have been counted."""
    channel = "web" if draw.random() < 0.6 else "sms"
    language = "es" if draw.random() < 0.2 else "en"
    hour = int(draw.triangular(6, 23, 11))
    return [
        Mark(day, hour if step in steps.BY_THE_HOUR else NO_HOUR, channel, language, step, about)
        for step, about in _steps(draw)
    ]


def _steps(draw: random.Random) -> Iterator[tuple[str, str]]:
    yield steps.BEGUN, ""
    for number, question in enumerate(QUESTIONS):
        yield steps.ASKED, question
        if draw.random() < MISSES.get(question, 0.02):
            yield steps.MISSED, question
        if draw.random() < STOPS.get(question, 0.01):
            return
        if not number:
            yield steps.FIRST_ANSWER, ""
        yield steps.PASSED, question
        is_skipped = draw.random() < SKIPS.get(question, 0.01)
        yield steps.SKIPPED if is_skipped else steps.ANSWERED, question
    band = draw.choices(("appears", "may", "not_indicated"), (5, 3, 2))[0]
    yield from ((steps.OUTCOME, ""), (steps.ECM, band))
    if band != "not_indicated":
        yield steps.POPULATION, f"homeless_adult:{band}"
        yield steps.SUPPORT, f"{draw.choice(('housing_deposits', 'respite'))}:{band}"
    if draw.random() < 0.6:
        yield from ((steps.WISH, ""), (steps.HANDED_OVER, ""))
        if draw.random() < 0.8:
            yield steps.BOOKED, ""


def talked(desk: Desk, days: int, a_day: int, seed: int = 3) -> None:
    """So many conversations on each of the last days, summed up but for the newest."""
    draw, today = random.Random(seed), day_of(desk)
    with desk.database.write() as connection:
        for ago in reversed(range(days)):
            if not ago:
                while tallies.sum_up(connection, 100_000):
                    pass
            for _ in range(a_day):
                tallies.add(connection, conversation(draw, today - timedelta(days=ago)))


def day_of(desk: Desk) -> date:
    """The day in San Mateo County."""
    from dateutil import tz

    return desk.clock.now().astimezone(tz.gettz(PACIFIC)).date()


def worked(desk: Desk, count: int, goes_to: str = "icm") -> None:
    """So many cases: the nth was taken after n minutes, called after 2n and then closed."""
    draft = replace(asks_for_a_call(), goes_to=goes_to)
    begun = desk.clock.now()
    for number in range(1, count + 1):
        code = desk.waiting(draft)
        case = desk.case(code).id
        with desk.database.write() as connection:
            taken, called = (begun + timedelta(minutes=number * each) for each in (1, 2))
            case_life.claim(connection, case, ANA, taken)
            case_life.call(connection, case, ANA, called)
            case_life.resolve(connection, case, ANA, "referral_started", called)

"""The small parts the conversation is made of."""

from __future__ import annotations

import json
import random
import statistics
import time
from datetime import date

import pytest

from bot.conversation.interview import Said, Screening
from bot.conversation.learning import learn
from bot.conversation.questions import AskedQuestion, Option
from bot.conversation.replies import BornOn, Chosen, Declined, NotSure, Number, NumberRange
from bot.conversation.room import LONGEST, pages
from bot.conversation.voice import months_before, spoken_date
from tests.conversation.talk import TODAY, interview
from tests.conversation.test_walks import some_reply

LIST = AskedQuestion(
    "life",
    "multiple",
    ("housing", "pregnancy"),
    (
        Option("home", "No home", {"housing": {"excludes": ["stable"]}}, {"housing": "stable"}),
        Option("baby", "A baby", {"pregnancy": "pregnant"}, {"pregnancy": "no"}),
        Option("none", "None of these"),
        Option("not_sure", "Not sure"),
        Option("skip", "Skip"),
        Option("home?", "Not sure: no home"),
        Option("baby?", "Not sure: a baby"),
    ),
)
COUNT = AskedQuestion("visits", "number", ("visits",), minimum=0, maximum=99)
AGE = AskedQuestion("age", "number", ("age",), minimum=0, maximum=120)


@pytest.mark.parametrize(
    ("day", "months", "begins"),
    [
        (date(2026, 11, 21), 6, date(2026, 5, 21)),
        (date(2026, 11, 21), 12, date(2025, 11, 21)),
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 1, 15), 6, date(2025, 7, 15)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
    ],
)
def test_a_window_begins_so_many_calendar_months_ago(day: date, months: int, begins: date) -> None:
    assert months_before(day, months) == begins


def test_a_date_has_its_year_only_where_it_is_not_this_one() -> None:
    book = interview().basis.wording.book("en")
    assert spoken_date(date(2026, 5, 21), TODAY, book) == "May 21"
    assert spoken_date(date(2025, 11, 21), TODAY, book) == "Nov 21, 2025"


@pytest.mark.parametrize(
    ("values", "forms"),
    [
        (("home",), {"housing": {"excludes": ["stable"]}, "pregnancy": "no"}),
        (("none",), {"housing": "stable", "pregnancy": "no"}),
        (("baby", "not_sure"), {"housing": "not_sure", "pregnancy": "pregnant"}),
        (("home?",), {"housing": "not_sure", "pregnancy": "no"}),
        (("home", "baby?"), {"housing": {"excludes": ["stable"]}, "pregnancy": "not_sure"}),
    ],
)
def test_a_list_teaches_by_what_is_ticked_and_by_what_is_not(
    values: tuple[str, ...], forms: dict[str, object]
) -> None:
    learned = learn(LIST, Chosen(values), TODAY)
    assert learned is not None and learned.forms == (forms,)


def test_not_sure_and_declined_close_every_fact_of_a_question() -> None:
    unsure, declined = learn(LIST, NotSure(), TODAY), learn(LIST, Declined(), TODAY)
    assert unsure is not None and unsure.forms == (
        {"housing": "not_sure", "pregnancy": "not_sure"},
    )
    assert declined is not None and declined.forms[0]["housing"] == "declined"


@pytest.mark.parametrize(
    ("reply", "form"),
    [
        (Number(6), 6),
        (NumberRange(6, 7), {"at_least": 6, "at_most": 7}),
        (NumberRange(at_least=5), {"at_least": 5}),
    ],
)
def test_a_count_is_learned_as_a_number_or_a_range(reply: Number, form: object) -> None:
    learned = learn(COUNT, reply, TODAY)
    assert learned is not None and learned.forms == ({"visits": form},)


@pytest.mark.parametrize("reply", [Number(500), NumberRange(7, 3), Chosen(("yes",)), Chosen(())])
def test_what_is_no_answer_teaches_nothing(reply: Number) -> None:
    assert learn(COUNT, reply, TODAY) is None


@pytest.mark.parametrize(
    ("born", "form"),
    [
        (BornOn(1992, 11, 21), 34),
        (BornOn(1992, 11, 22), 33),
        (BornOn(1985), {"at_least": 40, "at_most": 41}),
    ],
)
def test_an_age_follows_from_a_date_of_birth(born: BornOn, form: object) -> None:
    learned = learn(AGE, born, TODAY)
    assert learned is not None and learned.forms == ({"age": form},)


def test_long_text_is_cut_between_words_and_nothing_is_lost() -> None:
    sentence = " ".join(f"word{number}" for number in range(200))
    parts = pages([sentence, "The end."], None)
    assert all(len(part) <= LONGEST for part in parts)
    assert " ".join(parts) == f"{sentence} The end."


def test_a_screening_travels_as_compact_json_and_a_turn_takes_milliseconds() -> None:
    chance, talks, took = random.Random(7), interview(), []
    screening = talks.begin(TODAY, channel="sms")
    for turn in range(40):
        reply = some_reply(talks.open_question(screening), chance)
        said = Said("some words of theirs", f"message-{turn:020}", "2026-11-21T10:00:00-08:00")
        begun = time.process_time()
        screening = talks.take(screening, reply, said).screening
        talks.ask(screening)
        took.append(time.process_time() - begun)
        travelling = json.dumps(screening.to_json())
        assert len(travelling) < 10_000
        assert Screening.from_json(json.loads(travelling)) == screening
    assert statistics.median(took) < 0.01


def test_json_of_another_version_is_read_as_far_as_it_is_known() -> None:
    content = interview().begin(TODAY).to_json()
    assert Screening.from_json({**content, "from_the_future": 1}).today == TODAY

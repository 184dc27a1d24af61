"""What people tell in passing is kept; nothing that could cost them a service is."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from bench.people import people
from bot.conversation.replies import Chosen, NotUnderstood, Reply, Volunteered
from bot.conversation.screening import Screening
from bot.dialogue.hearing import WIDER, opens, with_facts
from bot.dialogue.interviewing import interview
from bot.dialogue.screening_step import Heard, take_step
from bot.eligibility.facts import Facts
from bot.eligibility.judge import screen
from tests.wording.test_confirm import hintable

TODAY, AT = "2026-11-21", "2026-11-21T10:00:00-08:00"
IN_HER_CAR = "been in my car w my 2 kids since we lost the apt, im 7 mo preg"


def talk(*texts: str) -> Screening:
    """The screening after these messages."""
    saved: dict[str, Any] | None = None
    for number, text in enumerate(texts):
        heard = Heard(text, "inform", None, f"m{number}", "sms", TODAY, AT)
        step = take_step(interview(), saved, heard)
        assert step is not None
        saved = step.screening.to_json()
    assert saved is not None
    return Screening.from_json(saved)


def known(screening: Screening) -> dict[str, Any]:
    return interview().basis.facts(screening).to_json()


def test_a_first_message_is_greeted_and_what_it_tells_is_kept() -> None:
    screening = talk(IN_HER_CAR)
    assert "automated helper" in interview().ask(screening).text
    assert known(screening)["housing"] == "unsheltered"
    assert known(screening)["pregnancy"] == "pregnant"


def test_what_was_told_is_not_asked_again() -> None:
    screening = talk(IN_HER_CAR, "me", "1")
    asked = {answer.question for answer in screening.answers} | {screening.open}
    assert not asked & {"life_now", "housing", "pregnancy", "caring_for_child"}


@pytest.mark.parametrize(
    "text",
    [
        "do i have to be homeless to get this?",
        "i have my own apartment and the rent is paid",
        "i never was in foster care and never in jail",
        "i am not pregnant any more",
    ],
)
def test_a_question_or_a_no_settles_nothing_in_passing(text: str) -> None:
    assert not {"housing", "pregnancy", "incarceration", "foster_care"} & set(known(talk(text)))


@pytest.mark.parametrize(
    ("fact", "form", "is_open"),
    [
        ("complex_need", True, True),
        ("complex_need", False, False),
        ("housing", "shelter", True),
        ("housing", "stable", False),
        ("housing", {"excludes": ["stable"]}, True),
        ("housing", {"excludes": ["unsheltered"]}, False),
        ("programs", {"includes": ["hospice"]}, False),
        ("incarceration", {"excludes": ["no"]}, True),
        ("coverage", "medi_cal_hpsm", True),
        ("coverage", "other_plan", False),
        ("social_factors", {"includes": ["food"]}, True),
        ("social_factors", {"excludes": ["food"]}, False),
        ("social_factors", [], False),
        ("wants_supports", False, False),
        ("age", 34, True),
        ("age", "not_sure", False),
    ],
)
def test_only_what_opens_a_door_is_picked_up_in_passing(
    fact: str, form: object, is_open: bool
) -> None:
    assert opens(fact, form) is is_open


@pytest.mark.parametrize("reply", [Chosen(("yes",)), NotUnderstood()])
def test_short_answers_are_left_as_they_are(reply: Reply) -> None:
    screening = talk("hi", "me")
    question = interview().open_question(screening)
    assert with_facts(reply, "in car", question, screening) == reply


def test_an_answer_and_a_fact_in_one_message_are_both_heard() -> None:
    screening = talk("hi", "me")
    question = interview().open_question(screening)
    heard = with_facts(Chosen(("hpsm",)), "hpsm and we sleep in our car", question, screening)
    assert isinstance(heard, Volunteered)
    assert heard.answer == Chosen(("hpsm",))
    assert heard.forms["housing"] == "unsheltered"


def test_a_name_for_the_call_is_not_searched_for_facts() -> None:
    screening = talk("hi", "me", "talk to a person", "call me")
    assert screening.open == "call_name"
    reply = NotUnderstood()
    assert with_facts(reply, "we sleep in our car", None, screening) == reply


RANK = {"appears": 2, "may": 1}


def bands(facts: Facts) -> dict[str, str]:
    found = screen(interview().basis.policy, facts)
    return {"ecm": found.ecm.band, **{id: each.band for id, each in found.supports.items()}}


def test_nothing_picked_up_in_passing_makes_an_outcome_worse() -> None:
    policy, chance = interview().basis.policy, random.Random(7)
    drawn = people(policy)[:40]
    for fact, form in hintable():
        if fact in ("age", "coverage"):
            continue  # whoever tells the age or the plan has answered the question itself
        taken = WIDER.get((fact, str(form)), form)
        for person in chance.sample(drawn, 12):
            told = {f: v for f, v in person.facts.items() if f != fact and chance.random() < 0.6}
            before = Facts.from_json(policy, told)
            after = bands(before.learn({fact: taken}))
            for id, band in bands(before).items():
                if after[id] == "undetermined":
                    continue  # asked on: one more way in, and those there were still stand
                assert RANK.get(after[id], 0) >= RANK.get(band, 0), (fact, form, id, told)


def test_a_home_at_risk_is_still_asked_about() -> None:
    screening = talk("hi", "me", "1", "34", "we might lose our apartment")
    assert {"at_risk", "losing_in_30_days"} < set(known(screening)["housing"]["one_of"])


def test_a_plain_statement_answers_the_question_that_is_open() -> None:
    screening = talk("hi", "me", "1", "34")
    question = interview().open_question(replace(screening, open="pregnancy"))
    heard = with_facts(NotUnderstood(), "no i am not pregnant", question, screening)
    assert isinstance(heard, Volunteered) and heard.forms == {"pregnancy": "no"}

"""A correction in the screening: what it takes back, what it drops, what it keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.conversation.interview import Said, Screening, Taken
from bot.conversation.replies import Amended, Chosen, GoBack, Mistaken, Number, Reply, Volunteered
from bot.conversation.screening import Answer
from bot.eligibility.judge import screen
from tests.conversation.talk import TODAY, interview

BRAIN_INJURY = {"includes": ["brain_injury"]}
OUT_OF_JAIL = (
    Answer("who", ("self",)),
    Answer("coverage", ("hpsm",), ({"coverage": "medi_cal_hpsm"},)),
    Answer("age", (), ({"age": 34},)),
    Answer("incarceration", ("past_year",), ({"incarceration": "within_12_months"},)),
    Answer("justice_conditions", ("brain_injury",), ({"justice_conditions": BRAIN_INJURY},)),
    Answer("housing", ("steady_home",), ({"housing": "stable"},)),
    Answer("ed_visits_6_months", (), ({"ed_visits_6_months": 4},)),
)
NEVER = Volunteered({"incarceration": "no"}, ("never locked up",), corrects=True)
OTHER_PLAN = Volunteered({"coverage": "other_plan"}, ("another plan",), corrects=True)
HPSM = Volunteered({"coverage": "medi_cal_hpsm"}, ("Medi-Cal with HPSM",), corrects=True)


def after(*replies: Reply, answers: tuple[Answer, ...] = OUT_OF_JAIL) -> Taken:
    begun = interview().begin(TODAY, channel="sms")
    screening = replace(begun, who="self", stage="asking", open="complex_need", answers=answers)
    taken = Taken(screening)
    for number, reply in enumerate(replies):
        said = Said("their words", f"m{number}", "2026-11-21T10:00:00-08:00")
        taken = interview().take(taken.screening, reply, said)
        assert Screening.from_json(taken.screening.to_json()) == taken.screening
    return taken


def known(taken: Taken) -> dict[str, Any]:
    return interview().basis.facts(taken.screening).to_json()


def bands(taken: Taken) -> dict[str, Any]:
    basis = interview().basis
    return screen(basis.policy, basis.facts(taken.screening)).to_json()["ecm"]


def test_what_hung_on_the_old_answer_is_dropped_and_that_is_told() -> None:
    taken = after(NEVER)
    assert known(taken)["incarceration"] == "no"
    assert "justice_conditions" not in known(taken)
    assert taken.remarks == ("OK, changed to never locked up.", "I left out what no longer fits.")


def test_what_still_counts_is_kept() -> None:
    taken = after(NEVER)
    assert known(taken)["ed_visits_6_months"] == 4 and known(taken)["age"] == 34


def test_what_was_dropped_comes_back_when_the_first_answer_was_right_after_all() -> None:
    right_after_all = Volunteered({"incarceration": "within_12_months"}, corrects=True)
    assert known(after(NEVER, right_after_all)) == known(after())
    assert known(after(NEVER, GoBack())) == known(after())


def test_naming_another_plan_and_the_first_again_loses_no_answer() -> None:
    assert bands(after(OTHER_PLAN))["band"] == "not_available"
    assert known(after(OTHER_PLAN, HPSM)) == known(after())


def test_an_amended_answer_takes_the_place_of_the_first() -> None:
    taken = after(Amended("ed_visits_6_months", Number(2)))
    assert known(taken)["ed_visits_6_months"] == 2
    assert taken.remarks[0] == "OK, changed. ER visits: 2."


def test_staff_still_read_what_was_said_first() -> None:
    answers = after(NEVER).screening.answers
    assert [a.values for a in answers if a.question == "incarceration"] == [("past_year",)]


def test_the_answer_chosen_from_the_list_is_asked_again_and_the_others_stay() -> None:
    taken = after(Mistaken())
    question = interview().open_question(taken.screening)
    assert question is not None
    assert [o.label for o in question.options][:2] == [
        "ER visits: 4",
        "Place to stay: Steady, safe home",
    ]
    taken = after(Mistaken(), Chosen((question.options[2].value,)))
    assert taken.screening.open == "justice_conditions"
    taken = after(Mistaken(), Chosen((question.options[0].value,)), Number(2))
    assert known(taken)["justice_conditions"] == BRAIN_INJURY
    assert known(taken)["ed_visits_6_months"] == 2


def test_with_no_answer_chosen_it_goes_on_where_it_was() -> None:
    taken = after(Mistaken(), Chosen(("none",)))
    assert taken.screening.open == "complex_need" and known(taken) == known(after())
    assert after(Mistaken(), GoBack()).screening.open == "complex_need"

"""Answers no option's words give, and answers that say less than they seem to."""

from __future__ import annotations

import pytest

from tests.dialogue.second_thoughts import texted


@pytest.mark.parametrize(
    "said", ["none of those", "nope none", "nah none of that really", "no thats all", "not any"]
)
def test_a_list_is_denied_in_any_words(said: str) -> None:
    talk = texted("me", "hpsm", "44", said)
    assert talk.known["housing"] == "stable"
    assert talk.known["nursing_facility_resident"] is False


def test_one_thing_named_is_no_answer_to_the_rest_of_the_list() -> None:
    talk = texted("me", "hpsm", "44")
    answer = talk.say("behind on rent")
    assert "trouble with your home" in answer and "Anything else?" in answer
    assert talk.asks == "life_now"
    assert not {"pregnancy", "incarceration", "foster_care"} & talk.known.keys()
    talk.say("nope thats it")
    assert talk.known["pregnancy"] == "no"
    assert talk.asks != "life_now"


@pytest.mark.parametrize("said", ["1", "just behind on rent", "only the first one"])
def test_numbers_and_only_answer_the_whole_list(said: str) -> None:
    talk = texted("me", "hpsm", "44", said)
    assert talk.known["pregnancy"] == "no"


def test_what_is_denied_in_a_list_is_that_and_nothing_else() -> None:
    talk = texted("me", "hpsm", "44", "i never been to jail")
    assert talk.known["incarceration"] == "no"
    assert not {"chronic_condition", "pregnancy", "foster_care"} & talk.known.keys()


@pytest.mark.parametrize("said", ["no", "nope", "nah"])
def test_a_bare_no_to_which_plan_is_asked_about(said: str) -> None:
    talk = texted("me")
    assert "no health plan now?" in talk.say(said)
    assert "coverage" not in talk.known
    talk.say("no")
    assert talk.asks == "coverage"


def test_a_plan_that_closes_doors_is_confirmed_where_it_is_told_in_passing() -> None:
    talk = texted(
        "my mom is 81 and has careadvantage and fell again last week",
    )
    assert "coverage" not in talk.known
    if talk.asks == "who":
        talk.say("my mom")
    assert talk.asks == "confirm" and "CareAdvantage" in talk.bodies[-1]
    talk.say("yes")
    assert talk.known["coverage"] == "care_advantage"


def test_hospital_stays_are_counted_again_in_a_shorter_time() -> None:
    talk = texted("me", "hpsm", "44", "i was in the hospital 3 times this year", "3 since july")
    assert talk.known["stays_6_months"] == {"at_least": 3}


def test_stays_told_of_a_year_are_not_denied_by_leaving_them_out_of_a_list() -> None:
    talk = texted("me", "hpsm", "44", "i was in the hospital 3 times this year", "no")
    assert talk.asks == "health_now" and "hospital" not in talk.bodies[-1]
    talk.say("none")
    assert talk.asks == "stays_6_months"


@pytest.mark.parametrize("said", ["medi cal yeah", "hpsm", "its medi cal"])
def test_what_was_told_before_is_no_mistake_when_told_again(said: str) -> None:
    talk = texted("me", "medi cal")
    assert "Sorry" not in talk.say(said)
    assert talk.asks == "age"


def test_news_in_two_words_is_heard_at_another_question() -> None:
    talk = texted("me", "medi cal")
    assert "pregnant" in talk.say("im pregnant")
    assert talk.known["pregnancy"] == "pregnant" and talk.asks == "age"


def test_the_plan_is_no_program() -> None:
    talk = texted("me", "hpsm", "79", "i went to the er 6 times since june", "none")
    if talk.asks == "programs":
        talk.say("hpsm")
        assert "programs" not in talk.known


@pytest.mark.parametrize(
    ("age", "shown", "left_out"),
    [
        ("34", "Hospice", ("PACE", "Family Mosaic")),
        ("60", "PACE", ("Family Mosaic",)),
        ("9", "Family Mosaic", ("PACE",)),
    ],
)
def test_nobody_is_asked_about_a_program_for_another_age(
    age: str, shown: str, left_out: tuple[str, ...]
) -> None:
    talk = texted("my child" if age == "9" else "me", "hpsm", age)
    while talk.asks != "programs" and len(talk.bodies) < 15:
        talk.say("not sure" if talk.asks == "support_needs" else "1")
    assert talk.asks == "programs"
    assert shown in talk.bodies[-1] and not any(name in talk.bodies[-1] for name in left_out)
    talk.say("none")
    assert talk.known["programs"] == []


@pytest.mark.parametrize("said", ["1 and 2 and food. we eat at gas stations", "1, 2 and im hungry"])
def test_numbers_with_more_words_after_them_are_kept(said: str) -> None:
    talk = texted("me", "hpsm", "38", "2", "none")
    while talk.asks != "support_needs" and len(talk.bodies) < 14:
        talk.say("none")
    assert talk.asks == "support_needs"
    talk.say(said)
    wanted = talk.known["support_needs"]
    assert {"find_housing", "move_in_costs"} <= set(wanted.get("includes", wanted))


def test_a_number_picked_closes_nothing_that_the_words_after_it_hint_at() -> None:
    talk = texted("me", "hpsm", "38", "2. i was locked up 8 months and my son is 6")
    assert talk.known["age"] == 38
    assert talk.known.get("incarceration") not in ("no", {"one_of": ["earlier", "no"]})


def test_who_asks_whether_something_was_noted_takes_nothing_back() -> None:
    talk = texted("me", "im pregnant and live in my car", "hpsm", "34")
    talk.say("no. wait is the pregnant thing in there? i told u at the start")
    assert talk.known["pregnancy"] == "pregnant"


@pytest.mark.parametrize("said", ["medicare", "kaiser and hpsm", "not kaiser, the other one"])
def test_no_plan_ends_the_talk_where_another_may_be_meant(said: str) -> None:
    talk = texted("me", said)
    assert talk.asks in ("confirm", "coverage") and "coverage" not in talk.known


@pytest.mark.parametrize("said", ["tomorrow at 3", "i live at 5 oak st", "none 1", "2"])
def test_no_stray_number_makes_a_grown_person_a_child(said: str) -> None:
    talk = texted("me", "hpsm", said)
    assert "age" not in talk.known


def test_a_count_in_words_is_no_answer_to_the_rest_of_the_list() -> None:
    talk = texted("me", "hpsm", "70", "er 3 times")
    assert talk.known["ed_visits_6_months"] in (3, {"at_least": 3})
    assert "chronic_condition" not in talk.known


def test_ok_is_no_yes_to_a_question_about_health() -> None:
    talk = texted("me", "hpsm", "38", "im pregnant and live in my car", "none", "none")
    before = talk.known
    talk.say("ok")
    assert talk.known == before


@pytest.mark.parametrize(
    "said", ["im not homeless", "my cousin just got out of jail", "im not living in my car"]
)
def test_what_is_denied_or_anothers_is_not_theirs(said: str) -> None:
    talk = texted("me", "hpsm", "34", said)
    assert not {"incarceration"} & talk.known.keys()
    assert talk.known.get("housing") in (None, "stable")

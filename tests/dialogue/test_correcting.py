"""People take back what they said, by naming what is right or by choosing it from a list."""

from __future__ import annotations

import pytest

from bot.conversation.replies import Volunteered
from bot.dialogue.interviewing import interview
from tests.conversation.talk import Talk
from tests.dialogue.second_thoughts import Texting, texted

NOTHING_IN_LISTS = ("none", "none")


@pytest.mark.parametrize(
    ("before", "correction", "fact", "form", "told"),
    [
        (("43",), "no sorry im 34 not 43", "age", 34, "OK, changed to 34."),
        (("43",), "sorry i meant 34", "age", 34, "OK, changed to 34."),
        (("43",), "i said 43 but its 34", "age", 34, "34"),
        (
            ("34", "i went to the er 4 times since june"),
            "wait, I said 4 but it was 6",
            "ed_visits_6_months",
            {"at_least": 6},
            "OK, changed to 6 or more ER visits.",
        ),
        (
            ("79", "i went to the er 4 times since june", "none"),
            "wait i said 4 but it was 6",
            "age",
            79,
            "6 or more ER visits",
        ),
        (
            ("34", "i go to the er 3 times a month"),
            "no it was 2 times a month",
            "ed_visits_6_months",
            12,
            "12 ER visits",
        ),
        (("34", "im pregnant"), "actually im not pregnant", "pregnancy", "no", "not pregnant"),
        (
            ("34", "we stay in a shelter"),
            "sorry not a shelter, we are in a motel now",
            "housing",
            "motel_or_hotel",
            "OK, changed to staying in a motel.",
        ),
        (
            ("34", "i have kids at home"),
            "i said i have kids at home but i dont",
            "caring_for_child",
            False,
            "Child at home: No",
        ),
        (
            ("34", "i got out of jail in march"),
            "actually i was never in jail",
            "incarceration",
            "no",
            "changed",
        ),
    ],
)
def test_a_correction_by_naming_takes_the_place_of_what_was_said(
    before: tuple[str, ...], correction: str, fact: str, form: object, told: str
) -> None:
    talk = texted("me", "1", *before)
    assert told in talk.say(correction)
    assert talk.known[fact] == form
    assert not interview().basis.facts(talk.screening).conflicts


def test_a_plan_named_after_all_brings_the_questions_back() -> None:
    talk = texted("me", "kaiser")
    assert talk.asks == "handover"
    assert "OK, changed to Medi-Cal with HPSM." in talk.say("actually I do have Medi-Cal")
    assert talk.asks == "age" and talk.known["coverage"] == "medi_cal_hpsm"


def test_a_wrong_yes_is_taken_back_at_the_next_question() -> None:
    talk = texted("me", "1", "34", "we sleep in our car", *NOTHING_IN_LISTS)
    talk.say("3")
    while talk.asks not in ("complex_need", "handover", None):
        talk.say("none")
    if talk.asks == "complex_need":
        talk.say("yes", "i meant no")
        assert talk.known["complex_need"] is False


def test_back_brings_the_first_answer_back() -> None:
    talk = texted("me", "1", "43", "sorry i meant 34", "back")
    assert talk.known["age"] == 43


def test_a_correction_of_a_correction_counts_and_the_first_is_gone() -> None:
    talk = texted("me", "1", "43", "sorry i meant 34", "no wait i meant 35")
    assert talk.known["age"] == 35


def test_a_need_said_by_mistake_goes_and_the_others_stay() -> None:
    talk = texted("me", "1", "34", "i need help with meals and a ramp for my house")
    needs = set(talk.known["support_needs"]["includes"])
    talk.say("actually i dont need help with meals")
    assert set(talk.known["support_needs"]["includes"]) == needs - {"meals"}
    assert "meals" in talk.known["support_needs"]["excludes"]


def test_sorry_and_wait_before_an_answer_correct_nothing() -> None:
    talk = texted("me", "1", "sorry im 34")
    assert talk.known["age"] == 34
    talk = texted("me", "wait, medi-cal hpsm")
    assert talk.known["coverage"] == "medi_cal_hpsm" and talk.asks == "age"


def test_no_door_is_closed_by_actually_where_nothing_was_said_before() -> None:
    talk = texted("me", "1", "34", "actually i have my own apartment and the rent is paid")
    assert "housing" not in talk.known


@pytest.mark.parametrize("channel", ["sms", "web"])
@pytest.mark.parametrize("said", ["I made a mistake", "that's wrong", "i want to change my answer"])
def test_a_correction_that_names_nothing_leads_to_a_choice_of_what_was_said(
    channel: str, said: str
) -> None:
    talk = texted("me", "1", "43", channel=channel)
    body = talk.say(said)
    assert "Which one should I change?" in body
    assert "1 Age: 43" in body and "2 Health plan: Medi-Cal with HPSM" in body
    talk.say("1")
    assert talk.asks == "age"
    talk.say("34")
    assert talk.known["age"] == 34 and talk.known["coverage"] == "medi_cal_hpsm"


def test_at_the_choice_one_may_also_say_what_is_right_or_leave_it() -> None:
    talk = texted("me", "1", "43", "thats wrong", "actually im 34")
    assert talk.known["age"] == 34 and talk.asks == "life_now"
    talk = texted("me", "1", "43", "thats wrong", "nothing")
    assert talk.known["age"] == 43 and talk.asks == "life_now"


def test_a_private_answer_is_not_shown_with_what_was_said() -> None:
    talk = texted("me", "1", "34", "i got out of jail in march", "thats wrong")
    assert "Time locked up: " not in talk.bodies[-1]


def test_with_nothing_said_there_is_nothing_to_change() -> None:
    assert "nothing to change" in texted("i made a mistake").bodies[-1]


def test_the_time_of_a_call_can_be_changed_from_the_list() -> None:
    talk = texted("talk to a person", "call me", "Ana", "mornings", "i made a mistake")
    assert "1 Time to call: Mornings" in talk.bodies[-1] and "2 Name: Ana" in talk.bodies[-1]
    talk.say("1", "after noon")
    assert talk.screening.handover.when == "afternoon" and talk.screening.handover.name == "Ana"


def test_the_act_of_correcting_is_enough_without_a_cue_word() -> None:
    talk = Texting()
    talk.say("me", "1", "43")
    talk.intent = "correct_answer"
    talk.say("that age of mine, make it 34 years old")
    assert talk.known["age"] == 34


# Two facts in conflict


def test_a_fact_told_against_an_earlier_answer_is_asked_about() -> None:
    talk = texted("me", "1", "34", "none")
    assert "I want to get this right. Where do you stay?" in talk.say("we sleep in our car")
    assert "1 Steady, safe home" in talk.bodies[-1] and "2 Street, car or tent" in talk.bodies[-1]
    talk.say("1")
    assert talk.known["housing"] == "stable"


def test_a_yes_against_a_no_is_asked_in_the_words_of_the_question() -> None:
    talk = Talk()
    talk.say("me", "1", "34", "none")
    told = Volunteered({"caring_for_child": True}, ("kids at home",))
    assert "Does a child under 21 live with you?" in talk.reply(told, "my kids live with me")
    talk.say("no")
    facts = interview().basis.facts(talk.screening).to_json()
    assert facts["caring_for_child"] is False


def test_where_they_are_not_sure_which_is_right_the_door_stays_open() -> None:
    talk = texted("me", "1", "34", "none", "we sleep in our car")
    assert talk.asks == "which_is_right"
    talk.say("not sure")
    assert talk.known["housing"] == "unsheltered"

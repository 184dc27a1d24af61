"""What a message does, by the trained reader: the examples of data/nlu are in none of these."""

from __future__ import annotations

from functools import lru_cache

import pytest

from bot.app.acts_file import ensure_acts, on_stderr
from bot.language.acts import ActReader


@lru_cache(maxsize=1)
def reader() -> ActReader:
    return ensure_acts(on_stderr)


def acts(text: str, question: str | None = None) -> list[str]:
    return [act.name for act in reader().read(text, question)]


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("thanks bye", {"thanks", "goodbye"}),
        ("whats the cost and who will see my answers", {"faq_cost", "privacy_question"}),
        ("are you a robot? can a human call me", {"are_you_a_bot", "ask_human"}),
        ("why do you want that. skip", {"ask_why", "decline_to_answer"}),
    ],
)
def test_a_message_may_do_two_things(text: str, both: set[str]) -> None:
    assert set(acts(text)) == both


def test_a_greeting_comes_after_what_is_wanted() -> None:
    assert acts("good evening, do i have to pay for this") == ["faq_cost", "greet"]


@pytest.mark.parametrize(
    ("fact", "act"),
    [
        ("my case manager is called Denise", "ask_human"),
        ("i cant stop drinking at night", "stop"),
        ("i lost my immigration status hearing papers in the fire and my home", "status"),
        ("im done with dialysis at 4", "goodbye"),
        ("i went back to the er on sunday", "go_back"),
        ("i started over after the divorce, no home yet", "restart"),
        ("i need a break from caring for my mother", "pause"),
        ("she forgets everything since her stroke", "erase"),
        ("i get my meds from a machine at home, three kids here", "are_you_a_bot"),
        ("i taught english in a school and now have copd", "switch_language"),
        ("i got a ramp last year and still fall", "faq_support_home_modifications"),
    ],
)
def test_a_fact_with_the_word_of_an_act_is_not_the_act(fact: str, act: str) -> None:
    assert act not in acts(fact, "life_now")


def test_no_before_a_thing_is_not_an_answer_but_no_before_a_sentence_is() -> None:
    assert "deny" in acts("no i never had that", "ccs_enrolled")
    assert "deny" not in acts("no car and no money", "social_factors")


def test_yes_at_the_head_of_a_longer_answer_is_a_yes_where_a_question_is_open() -> None:
    assert acts("yes he has had that since he was three", "ccs_enrolled")[0] == "affirm"


def test_taking_an_answer_back_is_not_a_pause() -> None:
    assert acts("wait, it was 9 and not 6", "ed_visits_6_months") == ["correct_answer"]


def test_start_over_needs_more_certainty_than_a_side_question() -> None:
    assert "restart" not in acts("it started again over the weekend", "chronic_condition")
    assert acts("please let me start the whole thing over") == ["restart"]


def test_a_topic_is_known_to_the_finest_and_under_its_wider_name() -> None:
    (act,) = reader().read("what is respite exactly", None)
    assert (act.name, act.widest) == ("faq_support_respite", "faq_what_are_community_supports")


@pytest.mark.parametrize("text", ["", " ", "...", "\U0001f62d\U0001f62d", "asdkjh qwe zzxcv"])
def test_what_says_nothing_does_nothing_that_matters(text: str) -> None:
    assert not set(acts(text)) - {"not_sure", "help"}


def test_a_message_of_1600_letters_is_read_without_harm() -> None:
    assert "stop" not in acts("i was in the hospital and then at my sisters " * 36)


def test_odd_letters_do_no_harm() -> None:
    assert acts("\ud800 can a person call me\u2028") == ["ask_human"]

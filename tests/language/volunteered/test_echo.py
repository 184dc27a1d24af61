"""What was understood is said back in a few plain words, as a person would say it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.eligibility.loader import load_policy
from bot.language.volunteered import Spotter
from bot.language.volunteered.echo import echo, echo_words

WORDS = echo_words("en")


def test_each_fact_is_said_back_by_its_value() -> None:
    facts = {"age": 34, "pregnancy": "pregnant", "housing": "motel_or_hotel"}
    assert echo(facts, WORDS) == ("34", "pregnant", "staying in a motel")


def test_facts_are_named_in_the_order_a_person_would_say_them() -> None:
    facts = {"coverage": "medi_cal_hpsm", "nursing_facility_resident": True, "age": 74}
    assert echo(facts, WORDS) == ("74", "in a nursing home", "Medi-Cal with HPSM")


def test_the_words_fit_whom_they_are_about() -> None:
    wish = {"wants_to_move_out": True}
    assert echo(wish, WORDS, "self") == ("you want to move out",)
    assert echo(wish, WORDS, "other") == ("wants to move out",)


def test_what_has_no_words_is_not_said_back() -> None:
    assert echo({"high_risk": True, "disparity_group": True}, WORDS) == ()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (6, "6 ER visits"),
        (1, "1 ER visit"),
        ({"at_least": 6, "at_most": 7}, "6 or 7 ER visits"),
        ({"at_least": 4}, "4 or more ER visits"),
    ],
)
def test_counts_are_said_back_as_they_were_said(form: object, said: str) -> None:
    assert echo({"ed_visits_6_months": form}, WORDS) == (said,)


def test_no_words_read_like_a_form() -> None:
    def phrases(named: object) -> list[str]:
        if isinstance(named, dict):
            return [phrase for each in named.values() for phrase in phrases(each)]
        return [str(named)]

    for phrase in phrases(WORDS):
        assert ":" not in phrase and "_" not in phrase and len(phrase) <= 40, phrase


def test_every_value_in_the_echo_is_one_the_policy_knows() -> None:
    policy = load_policy()
    assert set(WORDS) <= set(policy.facts)


def test_a_very_long_message_is_read_in_good_time() -> None:
    spotter = Spotter(load_policy())
    text = "i live in my car and have diabetes, " * 60
    assert spotter.spot(text, None, date(2026, 11, 21), None).facts["housing"] == "unsheltered"

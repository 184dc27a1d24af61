"""The outcome for everyone: what they may get, or who can help them; never a dead end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.channels.sms_text import render, segments
from bot.conversation.interview import Said, Screening
from bot.conversation.replies import AskMore, AskWhy
from bot.conversation.screening import Answer
from tests.conversation.talk import TODAY, Talk, interview
from tests.wording.reading import grade, labels_of

NO_MORE: dict[str, Any] = {"support_needs": [], "wants_supports": False}
HPSM: dict[str, Any] = {"coverage": "medi_cal_hpsm", "age": 34}
NOTHING: dict[str, Any] = {
    "housing": "stable",
    "pregnancy": "no",
    "incarceration": "no",
    "foster_care": "never",
    "ed_visits_6_months": 0,
    "stays_6_months": 0,
    "nursing_facility_resident": False,
    "nursing_level_need": False,
    "specialty_behavioral_health": False,
    "caring_for_child": False,
}
HOMELESS: dict[str, Any] = {**HPSM, "housing": "shelter", "complex_need": True}

OUTCOMES = {
    "a care manager": ({**HOMELESS, "programs": []}, "care manager"),
    "maybe a care manager": ({**HPSM, "ed_visits_6_months": 4, "programs": []}, "might"),
    "CareAdvantage": ({"coverage": "care_advantage", "age": 70}, "CareAdvantage Unit"),
    "another plan": ({"coverage": "other_plan"}, "own plan"),
    "no Medi-Cal": ({"coverage": "none"}, "1-800-223-8383"),
    "hospice": ({**HOMELESS, "programs": ["hospice"]}, "ospice"),
    "PACE": ({**HOMELESS, "programs": ["pace"]}, "PACE"),
    "Family Mosaic": ({**HOMELESS, "programs": ["family_mosaic"]}, "Family Mosaic"),
    "a waiver": ({**HOMELESS, "programs": ["waiver_1915c"]}, "choose"),
    "a county case manager": ({**HOMELESS, "programs": ["county_tcm"]}, "county case manager"),
    "may have it": ({**HOMELESS, "programs": [], "in_ecm_now": True}, "one now"),
    "had it before": ({**HOMELESS, "programs": [], "ecm_from_other_plan_90_days": True}, "keep"),
    "much left open": (HPSM, "don't know enough"),
    "nothing found": ({**HPSM, **NOTHING}, "helps all its members"),
    "supports alone": ({**HPSM, "support_needs": ["respite"], "has_care_manager": True}, "break"),
}


def told(facts: dict[str, Any], who: str = "self", channel: str = "sms") -> Screening:
    """A screening at its outcome that knows these facts and was told nothing else."""
    policy = interview().basis.policy
    silent = {f: "declined" for f in policy.facts if f not in facts}
    learned = ({**({} if "support_needs" in facts else NO_MORE), **facts}, silent)
    words = {"care_advantage": ("care_advantage",)}.get(facts["coverage"], ())
    answers = (Answer("who", (who,)), Answer("coverage", words, learned=learned))
    begun = interview().begin(TODAY, channel=channel)
    return replace(begun, who=who, stage="outcome", open="handover", answers=answers)


@pytest.mark.parametrize("who", ["self", "child", "other"])
@pytest.mark.parametrize("name", OUTCOMES)
def test_every_outcome_is_useful_plain_and_fits(name: str, who: str) -> None:
    facts, word = OUTCOMES[name]
    message = interview().ask(told(facts, who)).to_json()
    body = render(message)
    assert word in body
    assert "Call me" in body and ("650-616-2133" in body or "1-866-880-0606" in body)
    assert segments(body) <= 2
    assert grade(message["text"], labels_of(message["question"])) <= 6
    assert message["outcome"]["ecm"]["band"] != "undetermined"


@pytest.mark.parametrize("name", OUTCOMES)
def test_why_and_more_go_on_to_an_end_in_short_messages(name: str) -> None:
    facts, _ = OUTCOMES[name]
    for start in (AskWhy(), AskMore()):
        screening = told(facts)
        for reply in (start, *[AskMore()] * 30):
            screening = interview().take(screening, reply, Said()).screening
            body = render(interview().ask(screening).to_json())
            assert segments(body) <= 2 and "Call me" in body
        assert "all I have" in body and "More" not in body


def test_the_reasons_quote_the_plan_and_name_the_source() -> None:
    first = interview().why(told(OUTCOMES["a care manager"][0]))
    assert '"Experiencing homelessness"' in first
    pages, screening = [first], told(OUTCOMES["a care manager"][0])
    for reply in (AskWhy(), AskMore(), AskMore()):
        screening = interview().take(screening, reply, Said()).screening
        pages.append(interview().ask(screening).text)
    assert any("HPSM, page on CalAIM" in page for page in pages)


def test_no_more_than_three_services_are_named_at_once_and_more_tells_the_rest() -> None:
    needs = ["find_housing", "move_in_costs", "keep_housing", "respite", "personal_care"]
    screening = told({**HOMELESS, "programs": [], "support_needs": needs})
    first = interview().ask(screening)
    assert "more" in first.text
    more = interview().take(screening, AskMore(), Said()).screening
    both = first.text.lower() + interview().ask(more).text.lower()
    for thing in ("find a home", "move-in costs", "keep a home", "caregiver", "help at home"):
        assert thing in both


def test_a_provider_gets_the_ways_to_refer_and_no_closed_provider() -> None:
    talk = Talk()
    talk.say("i am a provider", *["more"] * 5)
    everything = " ".join(talk.heard)
    for word in ("650-829-2047", "CareCoordinationRequests@hpsm.org", "650-829-2079", "5 working"):
        assert word in everything
    assert "72 hours" in everything and "12 months" in everything and "6 months" in everything
    assert "Upward Health" in everything and "StarVista" not in everything
    assert all(segments(body) <= 2 for body in talk.heard)

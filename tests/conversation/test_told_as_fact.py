"""Nothing is told as a fact that the person never said, and no reason wounds or puzzles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.conversation.interview import Said, Screening
from bot.conversation.replies import AskMore, AskWhy
from bot.conversation.screening import Answer
from tests.conversation.talk import TODAY, interview

HURT: dict[str, Any] = {
    "housing": "stable",
    "incarceration": "no",
    "foster_care": "never",
    "family_maintenance": False,
    "adoption_assistance": False,
    "social_factors": {"includes": ["adverse_childhood"]},
    "specialty_behavioral_health": "not_sure",
}


def outcome_with(facts: dict[str, Any], rest: str = "not_sure", who: str = "self") -> Screening:
    policy = interview().basis.policy
    told = {"coverage": "medi_cal_hpsm", **facts}
    learned = (told, {fact: rest for fact in policy.facts if fact not in told})
    answers = (Answer("who", (who,)), Answer("coverage", learned=learned))
    begun = interview().begin(TODAY)
    return replace(begun, who=who, stage="outcome", open="handover", answers=answers)


def everything(screening: Screening) -> str:
    """The first words, every card and every page of WHY, in lower case."""
    message = interview().ask(screening)
    assert message.outcome is not None
    groups = [message.outcome["ecm"]["populations"], message.outcome["supports"]]
    cards = [f for group in groups for f in group.values()]
    said = [message.text, *(f.get("label", "") for f in cards)]
    said += [reason["text"] for f in cards for reason in f["because"] if "label" in f]
    for reply in (AskWhy(), *[AskMore()] * 15):
        screening = interview().take(screening, reply, Said()).screening
        said.append(interview().ask(screening).text)
    return "\n".join(said).lower()


@pytest.mark.parametrize("age", [15, 34, 70])
def test_one_who_is_sure_of_nothing_is_told_nothing_as_a_fact(age: int) -> None:
    outcome = interview().ask(outcome_with({"age": age})).outcome
    assert outcome is not None
    labels = [f["label"] for f in outcome["ecm"]["populations"].values() if "label" in f]
    assert labels and all(label.startswith("Maybe, if ") for label in labels)
    assert len(labels) <= 3
    assert "suicide" not in everything(outcome_with({"age": age}))


def test_what_was_told_is_named_and_what_was_left_open_is_not() -> None:
    outcome = interview().ask(outcome_with({"age": 34, "stays_6_months": 4})).outcome
    assert outcome is not None
    populations = outcome["ecm"]["populations"]
    assert populations["avoidable_use_adult"]["label"].startswith("You told me you had many ER")
    others = [f for id, f in populations.items() if id != "avoidable_use_adult"]
    assert not any("label" in f or (f["because"] and f["band"] == "may") for f in others)


def test_a_hurt_child_does_not_read_of_drugs_or_drink() -> None:
    told = everything(outcome_with({"age": 15, **HURT}, "declined"))
    assert "hard time" in told and "drugs or drink" not in told


def test_adoption_help_is_not_called_foster_care() -> None:
    told = everything(
        outcome_with({"age": 12, **HURT, "social_factors": [], "adoption_assistance": True})
    )
    assert "adoption help" in told and "foster care" not in told.replace("former foster", "")


def test_no_reason_is_an_age_a_plan_or_half_a_sentence() -> None:
    facts = {"age": 12, **HURT, "family_maintenance": True, "support_needs": ["meals"]}
    for told in (
        everything(outcome_with({**facts, "chronic_condition": True}, "declined")),
        everything(outcome_with({"age": 34, "incarceration": "within_12_months"}, "not_sure")),
    ):
        for words in ("under age 18", "adults who", "active hpsm", "(21 or older)"):
            assert words not in told

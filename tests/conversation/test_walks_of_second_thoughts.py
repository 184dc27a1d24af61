"""Random conversations of people who hint, correct themselves and turn to somebody else."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from bot.conversation.interview import Said, Screening
from bot.conversation.replies import (
    Amended,
    Chosen,
    Declined,
    ForWhom,
    Hint,
    Mistaken,
    NotSure,
    NotUnderstood,
    Number,
    Reply,
    SideQuestion,
    Volunteered,
)
from tests.conversation.talk import interview
from tests.conversation.test_walks import faults_of, some_reply

TOLD: list[tuple[str, Any]] = [
    ("housing", "shelter"),
    ("housing", "stable"),
    ("housing", {"excludes": ["stable", "at_risk"]}),
    ("age", 34),
    ("age", 15),
    ("age", {"at_least": 60, "at_most": 69}),
    ("coverage", "medi_cal_hpsm"),
    ("coverage", "other_plan"),
    ("pregnancy", "pregnant"),
    ("pregnancy", "no"),
    ("ed_visits_6_months", 6),
    ("ed_visits_12_months", {"at_least": 2}),
    ("caring_for_child", True),
    ("caring_for_child", False),
    ("complex_need", True),
    ("high_risk", True),
    ("incarceration", "within_12_months"),
    ("incarceration", "no"),
    ("support_needs", {"includes": ["meals"]}),
    ("support_needs", {"excludes": ["meals"]}),
    ("social_factors", {"includes": ["food"]}),
]
WORDS = "the shelter, and my mom's old place"


def some_second_thought(screening: Screening, chance: random.Random) -> Reply:
    """Something said that changes, hints at or adds to what was said."""
    fact, form = chance.choice(TOLD)
    kind = chance.choice(["told", "hint", "corrected", "amended", "mistaken", "for_whom"])
    if kind == "told":
        return Volunteered({fact: form}, ("something they said",))
    if kind == "hint":
        return Volunteered({}, hints=(Hint(fact, form, WORDS[: chance.choice([0, 11, 40])]),))
    if kind == "corrected":
        return Volunteered({fact: form}, ("something they said",), corrects=True)
    if kind == "for_whom":
        who = chance.choice(["self", "child", "other"])
        person = "" if who == "self" else chance.choice(["", "son", "grandmother"])
        return ForWhom(who, person, {fact: form}, chance.random() < 0.3)
    before = [
        a.question for a in screening.answers if a.question in interview().basis.policy.questions
    ]
    if kind == "amended" and before:
        question = chance.choice(before)
        return Amended(question, chance.choice([Number(3), NotSure(), Chosen(("yes",))]))
    return Mistaken()


def walk(seed: int) -> list[tuple[str, str]]:
    """Hold a random conversation of somebody who is of two minds; give what is wrong with it."""
    chance = random.Random(seed)
    talks = interview()
    screening = talks.begin(date(2026, 11, 21), channel=chance.choice(["sms", "web"]))
    faults: list[tuple[str, str]] = []
    for turn in range(40):
        question = talks.open_question(screening)
        reply = some_reply(question, chance)
        if question is None or question.kind != "text":
            if chance.random() < 0.35 or isinstance(reply, SideQuestion):
                reply = some_second_thought(screening, chance)
            elif question is not None and question.kind == "yes_no" and chance.random() < 0.3:
                reply = chance.choice([Declined(), NotUnderstood(), NotSure()])
        taken = talks.take(screening, reply, Said(WORDS, f"m{turn}", "2026-11-21T10:00:00Z"))
        screening = taken.screening
        faults += faults_of(talks.ask(screening), taken.remarks, screening)
    return faults


@pytest.mark.parametrize("seed", range(40))
def test_second_thoughts_never_lead_to_a_message_that_cannot_be_sent_or_read(seed: int) -> None:
    assert walk(seed) == []

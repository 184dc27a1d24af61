"""Where an answer itself tells of danger, help is said before anything else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.sms_text import render, segments
from bot.conversation.first import ABUSE, DANGER
from bot.conversation.interview import Said, Screening
from bot.conversation.questions import AskedQuestion
from bot.conversation.replies import Chosen, Volunteered
from bot.conversation.screening import Answer
from tests.conversation.talk import TODAY, interview
from tests.conversation.test_outcomes import OUTCOMES, told

ILL = {"coverage": "medi_cal_hpsm", "age": 34, "housing": "stable"}


def asking(question: str, channel: str, who: str = "self") -> Screening:
    begun = interview().begin(TODAY, channel=channel)
    answers = (Answer("who", (who,)), Answer("coverage", learned=(ILL,)))
    screening = replace(begun, who=who, stage="asking", open=question, answers=answers)
    open_question = interview().open_question(screening)
    assert isinstance(open_question, AskedQuestion)
    return screening


def body_after(screening: Screening, *values: str) -> str:
    taken = interview().take(screening, Chosen(values), Said())
    message = interview().ask(taken.screening).to_json()
    return render({**message, "text": " ".join([*taken.remarks, message["text"]])})


@pytest.mark.parametrize("who", ["self", "child", "other"])
@pytest.mark.parametrize("channel", ["sms", "web"])
@pytest.mark.parametrize(("question", "value"), [("risk_now", "high_risk"), ("high_risk", "yes")])
def test_a_risk_to_life_is_answered_with_help_first(
    question: str, value: str, channel: str, who: str
) -> None:
    body = body_after(asking(question, channel, who), value)
    assert body.startswith("Thank you for telling me.") and "all or text 988" in body[:55]
    assert segments(body) <= 2


@pytest.mark.parametrize("channel", ["sms", "web"])
def test_one_who_gets_away_from_abuse_hears_of_help_first(channel: str) -> None:
    body = body_after(asking("housing", channel), "fleeing_violence")
    assert "n danger now" in body[:30] and "all 911. To talk, " in body and "988" in body[:80]
    assert segments(body) <= 2


def test_help_comes_first_when_danger_is_told_in_passing() -> None:
    passing = Volunteered({"housing": "fleeing_violence"}, ("getting away from abuse",))
    taken = interview().take(asking("complex_need", "sms"), passing, Said())
    assert not taken.remarks and "911" in interview().ask(taken.screening).text[:60]


@pytest.mark.parametrize("who", ["self", "child", "other"])
@pytest.mark.parametrize("name", OUTCOMES)
def test_help_and_outcome_go_into_one_message(name: str, who: str) -> None:
    for aside in (DANGER, ABUSE):
        screening = replace(told(OUTCOMES[name][0], who), aside=aside)
        message = interview().ask(screening).to_json()
        assert "988" in message["text"][:80] and segments(render(message)) <= 2


def test_no_help_is_pressed_on_one_who_tells_of_no_danger() -> None:
    assert "988" not in body_after(asking("high_risk", "sms"), "no")
    assert "988" not in body_after(asking("risk_now", "sms"), "crisis_care")
